import { describe, expect, it } from "vitest";
import { makeWorkspaceFolder, openLive, openRestricted, runAxe } from "./harness/live.ts";
import {
  card,
  notification,
  openDashboard,
  openPanel,
  twinLines,
  writeSmallWorkspace,
  writeTelemetry,
} from "./support.ts";

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

const HOSTILE = [
  '<img src=x onerror="document.body.dataset.hacked=1">',
  "</script><script>document.body.dataset.hacked=1</script>",
  "=cmd()",
  "../../etc/passwd",
  "\u001b[31mred\u001b[0m",
  "\u202egnp.exe",
];

describe("hostile records", () => {
  it("are shown as text, opened nowhere, and make no noise", async () => {
    const workspace = await makeWorkspaceFolder();
    const nowMs = Date.now();
    const lines = HOSTILE.map((workflow, at) =>
      twinLines({
        costUsd: 0.1,
        atMs: nowMs - 60_000 - at * 10,
        workflow,
        provider: workflow,
        runId: workflow,
      }),
    );
    await writeTelemetry(workspace, "llm_calls.jsonl", lines.join(""));
    const live = await openLive({ workspace }, "hostile");
    const frame = await openDashboard(live);
    await expect.poll(() => card(frame, "Calls").innerText()).toMatch(new RegExp(`^${HOSTILE.length}\\b`));
    expect(await frame.locator("img").count()).toBe(0);
    expect(await frame.evaluate(() => document.body.dataset["hacked"])).toBeUndefined();
    await frame.getByRole("grid").getByRole("row").filter({ hasText: "etc/passwd" }).first().click();
    await frame.getByRole("article", { name: "Call" }).getByRole("button", { name: "Open Source" }).click();
    await notification(live, 'No definition of the workflow "../../etc/passwd" was found');
    expect(await live.page.locator(".tab").filter({ hasText: "passwd" }).count()).toBe(0);
    expect(live.problems()).toEqual([]);
  });

  it("torn, glued, NaN and binary lines are counted and located in data health", async () => {
    const workspace = await makeWorkspaceFolder();
    const nowMs = Date.now();
    const good = twinLines({ costUsd: 0.1, atMs: nowMs - 60_000 });
    const nan = twinLines({ costUsd: 0.5, atMs: nowMs - 50_000 }).replaceAll("0.5", "NaN");
    const text = `\uFEFF${good}{"call_id": "torn", "timest\n\u0000\u0000\u0000\n${nan}${"{".repeat(5_000_000)}\n[1,2]\n`;
    await writeTelemetry(workspace, "llm_calls.jsonl", text);
    const live = await openLive({ workspace }, "health");
    const frame = await openPanel(live);
    await frame.getByRole("contentinfo").getByRole("button").click();
    const health = frame.getByRole("article", { name: "Data health" });
    const problems = health.getByRole("list", { name: "Problems" });
    await expect.poll(() => problems.getByRole("listitem").count()).toBeGreaterThanOrEqual(6);
    const said = await problems.innerText();
    for (const reason of ["torn line", "NUL bytes", "NaN or Infinity", "not a JSON object", "line 3"]) {
      expect(said).toContain(reason);
    }
    await problems.getByRole("button").filter({ hasText: "line 3" }).first().click();
    await live.page.locator(".tab").filter({ hasText: "llm_calls.jsonl" }).waitFor();
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
    await expect(live.runCommand("Empathy: Clear History...")).rejects.toThrow(/does not offer/);
    expect(live.problems()).toEqual([]);
  });
});
