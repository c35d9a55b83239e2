import { describe, expect, it } from "vitest";
import { makeWorkspaceFolder, openLive, openRestricted, runAxe } from "./harness/live.ts";
import { card, openDashboard, openPanel, writeSmallWorkspace, writeTelemetry } from "./support.ts";

describe.each(["light", "dark", "hc-dark", "hc-light"] as const)("in the theme %s", (theme) => {
  it("has no accessibility violation, in the sidebar at 300 px and in the dashboard", async () => {
    const workspace = await makeWorkspaceFolder();
    await writeSmallWorkspace(workspace, Date.now());
    const live = await openLive(
      { workspace, theme, viewport: { width: 1500, height: 1000 } },
      `axe-${theme}`,
    );
    const sidebar = await openPanel(live);
    await live.resizeSidebar(300);
    expect(await runAxe(sidebar, { place: "sideBar" })).toEqual([]);
    const dashboard = await openDashboard(live);
    expect(await runAxe(dashboard, { place: "editor" })).toEqual([]);
    await dashboard.getByRole("grid").getByRole("row").filter({ hasText: "research" }).first().click();
    await dashboard.getByRole("article", { name: "Call" }).waitFor();
    expect(await runAxe(dashboard, { place: "editor" })).toEqual([]);
    await live.screenshot(`theme-${theme}`);
    expect(live.problems()).toEqual([]);
  });
});

describe("where there is nothing to show", () => {
  it("says so for a window without a folder", async () => {
    const live = await openLive({ workspace: "" }, "no-folder");
    await live.openViewContainer("Empathy Telemetry");
    await live.findWebview('body[data-surface="sidebar"] [aria-label="No folder is open"]');
    expect(live.problems()).toEqual([]);
  });

  it("says so for an empty file, and counts what only torn lines hold", async () => {
    const workspace = await makeWorkspaceFolder();
    await writeTelemetry(workspace, "llm_calls.jsonl", '{"call_id": "x\n{"call_id": "y\n');
    const live = await openLive({ workspace }, "only-torn");
    await live.openViewContainer("Empathy Telemetry");
    const frame = await live.findWebview(
      'body[data-surface="sidebar"] [aria-label="The files hold no records yet"]',
    );
    await frame.getByText("2 lines could not be read.", { exact: true }).waitFor();
    expect(live.problems()).toEqual([]);
  });
});

describe("an untrusted workspace", () => {
  it("is read and shown, and nothing is offered that writes", async () => {
    const workspace = await makeWorkspaceFolder();
    await writeSmallWorkspace(workspace, Date.now());
    const live = await openRestricted({ workspace }, "restricted");
    await live.page.keyboard.press("Escape");
    const frame = await openPanel(live);
    await expect.poll(() => card(frame, "Cost").innerText()).toContain("$0.60");
    await expect(live.runCommand("Empathy: Clear History...", 2_000)).rejects.toThrow(/does not offer/);
    expect(live.problems()).toEqual([]);
  });
});
