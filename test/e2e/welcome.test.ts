import { describe, expect, it } from "vitest";
import { makeWorkspaceFolder, openLive } from "./harness/live.ts";
import { card, emptyState, openPanel, writeSmallWorkspace } from "./support.ts";

describe("sample data", () => {
  it("stands in for telemetry that is not there yet, says so, and goes again", async () => {
    const workspace = await makeWorkspaceFolder();
    const live = await openLive({ workspace }, "sample");
    await live.openViewContainer("Empathy Telemetry");
    await emptyState(live, "No telemetry yet");
    await live.runCommand("Empathy: Open Sample Data");
    const frame = await openPanel(live);
    await frame.getByText("Sample data. Your own telemetry is not shown.").waitFor();
    await expect.poll(() => card(frame, "Cost").innerText()).toMatch(/^\$\d+\.\d\d/);
    await expect.poll(() => frame.getByRole("grid").locator("[data-index]").count()).toBeGreaterThan(10);
    await live.runCommand("Empathy: Close Sample Data");
    await emptyState(live, "No telemetry yet");

    await writeSmallWorkspace(workspace, Date.now());
    const own = await openPanel(live);
    await expect.poll(() => card(own, "Cost").innerText()).toContain("$0.60");
    expect(await own.getByText("Sample data.").count()).toBe(0);
    expect(live.problems()).toEqual([]);
  });
});

describe("the status bar item", () => {
  it("tells today's figures in its tooltip, links to more, and opens the panel", async () => {
    const workspace = await makeWorkspaceFolder();
    await writeSmallWorkspace(workspace, Date.now());
    const live = await openLive({ workspace }, "status-bar");
    const item = live.statusBarItem().filter({ hasText: "$0.60 today" });
    await item.hover();
    const tooltip = live.page.locator(".monaco-hover:visible").filter({ hasText: "Today: $0.60" });
    await tooltip.waitFor();
    const text = await tooltip.innerText();
    for (const part of ["(from calls)", "3 calls, 1 runs, 0 failed", "Success 100%", "p50 latency 1.5 s"]) {
      expect(text).toContain(part);
    }
    for (const name of ["Open Dashboard", "Data Health", "Refresh"]) {
      await tooltip
        .getByRole("link", { name })
        .or(tooltip.locator("a", { hasText: name }))
        .first()
        .waitFor();
    }
    await tooltip.locator("a", { hasText: "Data Health" }).first().click();
    await live.findWebview('[aria-label="Data health"]');

    await live.page.locator('.activitybar .action-label[aria-label^="Explorer"]').first().click();
    await item.click();
    const frame = await live.findWebview('body[data-surface="sidebar"]');
    await expect.poll(() => frame.evaluate(() => document.hasFocus())).toBe(true);
    expect(live.problems()).toEqual([]);
  });
});
