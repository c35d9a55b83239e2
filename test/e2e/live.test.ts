import { rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { makeWorkspaceFolder, openLive } from "./harness/live.ts";
import {
  appendTelemetry,
  card,
  middleOfThree,
  openDashboard,
  openPanel,
  twinLines,
  writeSmallWorkspace,
} from "./support.ts";

describe("the panel on live files", () => {
  it("shows an appended call in card, chart, feed and status bar within a second", async () => {
    const workspace = await makeWorkspaceFolder();
    await writeSmallWorkspace(workspace, Date.now());
    const live = await openLive({ workspace }, "live-append");
    const frame = await openPanel(live);
    await expect.poll(() => card(frame, "Cost").innerText()).toContain("$0.60");
    await expect.poll(() => live.statusBarItem().first().innerText()).toContain("$0.60");

    const shownMs = await middleOfThree(async (round) => {
      const appendedMs = Date.now();
      const workflow = `fresh-flow-${round}`;
      const total = `$${(0.6 + 0.4 * round).toFixed(2)}`;
      await appendTelemetry(
        workspace,
        "llm_calls.jsonl",
        twinLines({ costUsd: 0.4, atMs: appendedMs, workflow }),
      );
      await card(frame, "Cost").getByText(total).waitFor();
      await frame.getByRole("grid").getByRole("row").filter({ hasText: workflow }).first().waitFor();
      await live.statusBarItem().filter({ hasText: total }).waitFor();
      // The chart's buckets are a list of options, one a bar.
      await frame.getByRole("option", { name: total }).waitFor({ state: "attached" });
      return Date.now() - appendedMs;
    });
    expect(shownMs).toBeLessThan(1_000);
    expect(live.problems()).toEqual([]);
  });

  it("shows the same figures in sidebar and dashboard, opened once", async () => {
    const workspace = await makeWorkspaceFolder();
    await writeSmallWorkspace(workspace, Date.now());
    const live = await openLive({ workspace }, "live-surfaces");
    const sidebar = await openPanel(live);
    const dashboard = await openDashboard(live);
    await live.runCommand("Empathy: Open Dashboard");
    await live.page.locator(".tab").filter({ hasText: "Empathy Telemetry" }).first().waitFor();
    expect(await live.page.locator(".tab").filter({ hasText: "Empathy Telemetry" }).count()).toBe(1);
    for (const frame of [sidebar, dashboard]) {
      await expect.poll(() => card(frame, "Cost").innerText()).toContain("$0.60");
      await expect.poll(() => card(frame, "Calls").innerText()).toMatch(/^3\b/);
    }
    expect(live.problems()).toEqual([]);
  });

  it("follows a folder that appears, disappears and comes back", async () => {
    const workspace = await makeWorkspaceFolder();
    const live = await openLive({ workspace }, "live-folder");
    await live.openViewContainer("Empathy Telemetry");
    const empty = await live.findWebview('body[data-surface="sidebar"] [aria-label="No telemetry yet"]');
    await empty.getByRole("button", { name: "Open Sample Data", exact: true }).waitFor();
    await writeSmallWorkspace(workspace, Date.now());
    const frame = await live.findWebview('body[data-surface="sidebar"] [aria-label="Figures"]');
    await expect.poll(() => card(frame, "Cost").innerText()).toContain("$0.60");
    await rm(join(workspace, ".empathy"), { recursive: true });
    await live.findWebview('body[data-surface="sidebar"] [aria-label="No telemetry yet"]');
    await writeSmallWorkspace(workspace, Date.now());
    await live.findWebview('body[data-surface="sidebar"] [aria-label="Figures"]');
    expect(live.problems()).toEqual([]);
  });
});
