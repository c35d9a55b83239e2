import type { Frame } from "playwright-core";
import { describe, expect, it } from "vitest";
import { makeWorkspaceFolder, openLive } from "./harness/live.ts";
import {
  appendTelemetry,
  feedRows,
  openDashboard,
  openPanel,
  runLine,
  twinLines,
  writeSmallWorkspace,
  writeWorkspaceSettings,
} from "./support.ts";

const LIGHT = { "workbench.colorTheme": "Default Light Modern" };

interface ChartColor {
  /** The token that the theme gives the bars. */
  readonly token: string;
  /** How many pixels of the bars' canvas have it. */
  readonly pixels: number;
}

/** How much of the colour of the theme's charts is in the chart of costs. */
function chartColor(frame: Frame): Promise<ChartColor> {
  return frame.evaluate(() => {
    const token = getComputedStyle(document.documentElement).getPropertyValue("--vscode-charts-blue").trim();
    const ink = document.createElement("canvas").getContext("2d");
    const canvas = document.querySelector("canvas");
    const drawn = canvas?.getContext("2d");
    if (!ink || !canvas || !drawn) return { token, pixels: 0 };
    ink.fillStyle = token;
    ink.fillRect(0, 0, 1, 1);
    const wanted = ink.getImageData(0, 0, 1, 1).data;
    const { data } = drawn.getImageData(0, 0, canvas.width, canvas.height);
    let pixels = 0;
    for (let at = 0; at < data.length; at += 4) {
      const isNear = [0, 1, 2].every((step) => Math.abs((data[at + step] ?? 0) - (wanted[step] ?? 0)) < 12);
      if (isNear && (data[at + 3] ?? 0) > 200) pixels += 1;
    }
    return { token, pixels };
  });
}

/** Elements that are wider inside than they are, as a reader would have to scroll sideways for them. */
function overflowing(frame: Frame): Promise<readonly string[]> {
  return frame.evaluate(() => {
    const blocks = [
      document.documentElement,
      ...document.querySelectorAll("main, section, header, footer, [data-scroller], ul, table, article, nav"),
    ];
    return blocks
      .filter((block) => {
        const { overflowX } = getComputedStyle(block);
        const isShown = block.clientWidth > 0 && !block.closest(".sr-only");
        // What is clipped on purpose ends in an ellipsis or has its own note.
        return isShown && overflowX !== "clip" && block.scrollWidth > block.clientWidth + 1;
      })
      .map(
        (block) =>
          `${block.tagName} ${block.getAttribute("aria-label") ?? block.textContent.slice(0, 40)}: ${block.scrollWidth} > ${block.clientWidth}`,
      );
  });
}

/** Unfolds every section. */
async function unfoldAll(frame: Frame): Promise<void> {
  const folded = frame.locator('section h2 button[aria-expanded="false"]');
  while ((await folded.count()) > 0) await folded.first().click();
}

describe("the looks", () => {
  it("follow the theme without a reload, charts too", async () => {
    const workspace = await makeWorkspaceFolder();
    await writeSmallWorkspace(workspace, Date.now());
    const live = await openLive({ workspace }, "theme-switch");
    const frame = await openPanel(live);
    await expect.poll(async () => (await chartColor(frame)).pixels).toBeGreaterThan(20);
    const dark = await chartColor(frame);
    await frame.evaluate(() => (document.body.dataset["opened"] = "before"));

    await writeWorkspaceSettings(workspace, LIGHT);
    await expect.poll(async () => (await chartColor(frame)).token, { timeout: 10_000 }).not.toBe(dark.token);
    await expect.poll(async () => (await chartColor(frame)).pixels).toBeGreaterThan(20);
    expect(await frame.evaluate(() => document.body.dataset["opened"])).toBe("before");
    expect(live.problems()).toEqual([]);
  });

  it("fit the width of the side bar and of the dashboard, with long names in them", async () => {
    const workspace = await makeWorkspaceFolder();
    const nowMs = Date.now();
    await writeSmallWorkspace(workspace, nowMs);
    const name = "a-workflow-with-a-name-that-nobody-would-call-short-and-no-place-to-break".repeat(2);
    const call = {
      costUsd: 123_456.789,
      atMs: nowMs - 8_000,
      workflow: name,
      provider: name,
      tier: name,
      runId: name,
    };
    await appendTelemetry(workspace, "llm_calls.jsonl", twinLines(call));
    await appendTelemetry(
      workspace,
      "workflow_runs.jsonl",
      runLine({ runId: name, workflow: name, atMs: nowMs - 4_000, costUsd: 9_999, isFailed: true }),
    );
    const live = await openLive({ workspace, viewport: { width: 1464, height: 1000 } }, "width");
    const sidebar = await openPanel(live);
    await unfoldAll(sidebar);
    for (const widthPx of [280, 300]) {
      await live.resizeSidebar(widthPx);
      await expect.poll(() => sidebar.evaluate(() => innerWidth)).toBeLessThanOrEqual(widthPx);
      expect(await overflowing(sidebar)).toEqual([]);
      await feedRows(sidebar).filter({ hasText: "a-workflow" }).first().click();
      await sidebar.getByRole("article", { name: "Call" }).getByText("estimated_cost").first().waitFor();
      expect(await overflowing(sidebar)).toEqual([]);
      await sidebar.getByRole("button", { name: "Show its run" }).click();
      await sidebar.getByRole("article", { name: "Run" }).getByRole("list", { name: "Stages" }).waitFor();
      expect(await overflowing(sidebar)).toEqual([]);
      await sidebar.getByRole("button", { name: "Close" }).click();
    }
    await sidebar.getByRole("contentinfo").getByRole("button").click();
    await sidebar.getByRole("article", { name: "Data health" }).waitFor();
    expect(await overflowing(sidebar)).toEqual([]);

    const dashboard = await openDashboard(live);
    await live.runCommand("View: Toggle Primary Side Bar Visibility");
    await expect.poll(() => dashboard.evaluate(() => innerWidth)).toBeGreaterThan(1_380);
    expect(await overflowing(dashboard)).toEqual([]);
    await feedRows(dashboard).filter({ hasText: "a-workflow" }).first().click();
    await dashboard.getByRole("article", { name: "Call" }).getByText("estimated_cost").first().waitFor();
    expect(await overflowing(dashboard)).toEqual([]);
    expect(live.problems()).toEqual([]);
  });
});
