import { describe, expect, it } from "vitest";
import type { LiveWorkbench } from "./harness/live.ts";
import { makeWorkspaceFolder, openLive } from "./harness/live.ts";
import { card, openDashboard, openPanel, writeSmallWorkspace } from "./support.ts";

/** Text of the line on which the editor's cursor stands. */
async function currentLine(live: LiveWorkbench): Promise<string> {
  const status = live.page.locator(".statusbar-item").filter({ hasText: /^Ln \d+/ });
  await status.waitFor();
  return status.innerText();
}

describe("from a number to its line", () => {
  it("goes from card to feed, run, call and raw line, and Back restores the filter", async () => {
    const workspace = await makeWorkspaceFolder();
    await writeSmallWorkspace(workspace, Date.now());
    const live = await openLive({ workspace }, "drill-run");
    const frame = await openDashboard(live);

    await frame.getByRole("button", { name: /^Filter by provider anthropic/ }).click();
    const chip = frame.getByRole("button", { name: /Remove filter Provider: anthropic/ });
    await chip.waitFor();
    const rows = frame.getByRole("grid").getByRole("row").filter({ hasText: "$" });
    await expect.poll(() => rows.count()).toBe(2);

    await frame
      .getByRole("button", { name: "Runs", exact: true })
      .or(frame.getByRole("radio", { name: "Runs" }))
      .first()
      .click();
    await frame
      .getByRole("grid", { name: /^Runs/ })
      .getByRole("row")
      .filter({ hasText: "code-review" })
      .first()
      .click();
    const run = frame.getByRole("article", { name: "Run" });
    await run.waitFor();
    await expect.poll(() => run.getByRole("list", { name: "Stages" }).getByRole("listitem").count()).toBe(2);
    await run.getByText("skipped: nothing to do").first().waitFor();
    expect(await run.getByRole("list", { name: "Linked calls" }).getByRole("listitem").count()).toBe(2);

    await run.getByRole("list", { name: "Linked calls" }).getByRole("button").first().click();
    const call = frame.getByRole("article", { name: "Call" });
    await call.getByText("estimated_cost").first().waitFor();
    await call.getByRole("button", { name: "Open Raw Line" }).click();
    await live.page.locator(".tab").filter({ hasText: "llm_calls.jsonl" }).waitFor();
    expect(await currentLine(live)).toMatch(/^Ln [1-3], Col \d+ \(\d+ selected\)/);

    await live.page.locator(".tab").filter({ hasText: "Empathy Telemetry" }).click();
    const again = await live.findWebview('body[data-surface="dashboard"] [aria-label="Breadcrumb"]');
    await again.getByRole("button", { name: "Back" }).click();
    await again.getByRole("article", { name: "Run" }).waitFor();
    await again.getByRole("button", { name: "Back" }).click();
    await again.getByRole("button", { name: /Remove filter Provider: anthropic/ }).waitFor();
    expect(live.problems()).toEqual([]);
  });

  it("opens the class that defines a workflow", async () => {
    const workspace = await makeWorkspaceFolder();
    await writeSmallWorkspace(workspace, Date.now());
    const live = await openLive({ workspace }, "drill-source");
    const frame = await openPanel(live);
    await frame.getByRole("grid").getByRole("row").filter({ hasText: "code-review" }).first().click();
    await frame.getByRole("article").getByRole("button", { name: "Open Source" }).click();
    await live.page.locator(".tab").filter({ hasText: "code_review.py" }).waitFor();
    expect(await currentLine(live)).toMatch(/^Ln 4, /);
    expect(live.problems()).toEqual([]);
  });

  it("explains a number", async () => {
    const workspace = await makeWorkspaceFolder();
    await writeSmallWorkspace(workspace, Date.now());
    const live = await openLive({ workspace }, "drill-explain");
    const frame = await openDashboard(live);
    await card(frame, "Cost").hover();
    await frame.getByRole("button", { name: "Explain Cost" }).click();
    const text = await frame.getByRole("article", { name: /Cost/ }).innerText();
    for (const part of [/\$0\.60|0\.6/, /merged/i, /unreadable/i, /basis/i, /zone/i])
      expect(text).toMatch(part);
    expect(live.problems()).toEqual([]);
  });

  it("keeps range and filters over a reload of the window", async () => {
    const workspace = await makeWorkspaceFolder();
    await writeSmallWorkspace(workspace, Date.now());
    const live = await openLive({ workspace }, "drill-reload");
    const frame = await openPanel(live);
    await frame.getByRole("combobox", { name: "Range" }).selectOption("30d");
    await frame
      .getByRole("button", { name: /^Filter by workflow research/ })
      .first()
      .click();
    await frame.getByRole("button", { name: /Remove filter Workflow: research/ }).waitFor();
    await live.reload();
    const again = await openPanel(live);
    await again.getByRole("button", { name: /Remove filter Workflow: research/ }).waitFor();
    expect(await again.getByRole("combobox", { name: "Range" }).inputValue()).toBe("30d");
    expect(live.problems()).toEqual([]);
  });
});
