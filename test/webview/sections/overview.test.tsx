import { act, screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { PanelView } from "../../../src/core/view-model/panel-view.ts";
import { columnCount } from "../../../webview/sections/cards.tsx";
import { sparkLines } from "../../../webview/sections/spark.tsx";
import { DEFAULT_STATE } from "../../../webview/state/persisted-state.ts";
import { drawn } from "../fixtures/chart-mock.ts";
import { aView, someCards } from "../fixtures/panel-view.ts";
import { renderPanel } from "../fixtures/render-panel.tsx";
import { resizeTo } from "../fixtures/resize.ts";

const UNFOLDED = { ...DEFAULT_STATE.ui.collapsed, breakdown: false };
const viewWith = (over: Partial<PanelView>) => ({ adapt: (view: PanelView) => ({ ...view, ...over }) });

async function dashboard(options: Parameters<typeof renderPanel>[0] = {}) {
  const rendered = await renderPanel({ surface: "dashboard", ...options });
  resizeTo(1200);
  return rendered;
}

describe("cards", () => {
  it("show every figure of the view, to the letter", async () => {
    await dashboard();
    const items = within(screen.getByRole("list", { name: "Figures" })).getAllByRole("listitem");
    expect(items).toHaveLength(someCards().length);
    for (const [index, card] of someCards().entries()) {
      expect(items[index]?.textContent).toContain(card.value);
      expect(items[index]?.textContent).toContain(card.label);
      if (card.change) expect(items[index]?.textContent).toContain(card.change.text);
    }
  });

  it("are the first four in a narrow panel", async () => {
    await renderPanel();
    resizeTo(300);
    const list = screen.getByRole("list", { name: "Figures" });
    expect(within(list).getAllByRole("listitem")).toHaveLength(4);
  });

  it("lead to the records of their figure, and Back leads out again", async () => {
    const { user, host } = await renderPanel();
    await user.click(screen.getByRole("button", { name: /98\.5%/ }));
    expect(host.intent.feed).toMatchObject({ kind: "runs", filter: { statuses: ["error"] } });
    await user.click(screen.getByRole("button", { name: "Back" }));
    expect(host.intent.feed).toMatchObject({ kind: "calls", filter: { statuses: [] } });
  });

  it("explain their figure on request", async () => {
    const { user, host } = await renderPanel();
    await user.click(screen.getByRole("button", { name: "Explain Cost" }));
    expect(host.intent.peek).toEqual({ kind: "explain", figure: "cost" });
    const details = screen.getByRole("region", { name: "Details" });
    expect(within(details).getByText("Twins merged")).toBeDefined();
  });

  it("stand 2 by 2 in the side bar, in one row in the dashboard, in one column when very narrow", () => {
    expect([200, 276, 600, 1176].map((width) => columnCount(width, 4))).toEqual([1, 2, 2, 4]);
    expect([600, 1176].map((width) => columnCount(width, 6))).toEqual([3, 6]);
    expect(columnCount(1176, 0)).toBe(1);
  });
});

describe("sparkLines", () => {
  it("breaks at gaps and starts at zero", () => {
    expect(sparkLines([0, 10, null, 5, 10])).toEqual(["0,17.0 1,3.0", "3,10.0 4,3.0"]);
  });

  it("draws a short dash for a point between gaps", () => {
    expect(sparkLines([10, 10, null, 5, null])).toEqual(["0,3.0 1,3.0", "2.8,10.0 3.2,10.0"]);
  });

  it("draws nothing of a single point or of zeros", () => {
    expect(sparkLines([null, 3])).toEqual([]);
    expect(sparkLines([0, 0, 0])).toEqual([]);
  });
});

describe("cost over time", () => {
  it("leads from a bar to the records of its bucket", async () => {
    const { host } = await renderPanel();
    const { onClick } = drawn.bar?.options ?? {};
    act(() => {
      Reflect.apply(onClick ?? String, {}, [{}, [{ index: 2 }], {}]);
    });
    const bucket = aView().cost.buckets[2];
    expect(host.intent.feed.filter.window).toEqual({ fromMs: bucket?.fromMs, toMs: bucket?.toMs });
    expect(screen.getByRole("button", { name: "Remove filter Time: Jan 28" })).toBeDefined();
  });

  it("is walked through and opened by keyboard", async () => {
    const { host, user } = await renderPanel();
    const points = screen.getByRole("listbox");
    act(() => points.focus());
    expect(within(points).getByRole("option", { selected: true }).textContent).toContain("Feb 1: $0.64");
    await user.keyboard("{ArrowLeft}{ArrowLeft}");
    expect(within(points).getByRole("option", { selected: true }).textContent).toBe(
      "Jan 30: $3.05, 188 records",
    );
    expect(points.getAttribute("aria-activedescendant")).toBe(
      within(points).getByRole("option", { selected: true }).id,
    );
    await user.keyboard("{Home}x{Enter}");
    expect(host.intent.feed.filter.window?.fromMs).toBe(aView().cost.buckets[0]?.fromMs);
  });

  it("is told in words, and shown as a table", async () => {
    const { user, store } = await renderPanel();
    expect(screen.getByRole("group", { name: "Cost" }).getAttribute("aria-describedby")).not.toBeNull();
    expect(screen.getByText(/the most on Jan 30/)).toBeDefined();
    await user.click(screen.getByRole("button", { name: "Show Cost as a table" }));
    const rows = within(screen.getByRole("table", { name: "Cost over time" })).getAllByRole("row");
    expect(rows).toHaveLength(8);
    expect(rows[4]?.textContent).toContain("not reported");
    expect(rows[7]?.textContent).toContain("still filling");
    expect(store.getState().ui.tables).toEqual({ cost: true });
    await user.click(screen.getByRole("button", { name: "Show Cost as a chart" }));
    expect(screen.queryByRole("table", { name: "Cost over time" })).toBeNull();
  });

  it("says that there is nothing, and what is in no bar", async () => {
    const cost = { ...aView().cost, buckets: [], outside: { count: 2, costUsd: null } };
    await renderPanel(viewWith({ cost }));
    expect(screen.getByText("No record in this range.")).toBeDefined();
    expect(screen.getByText("2 records without a usable time (not reported) are in no bar.")).toBeDefined();
  });

  it("marks bars that hold archived days, in the table and for screen readers", async () => {
    const [bucket] = aView().cost.buckets;
    if (bucket === undefined) throw new Error("no bucket to mark");
    const buckets = [{ ...bucket, isPartial: true, hasArchived: true as const }];
    const outside = { count: 2, costUsd: 1, hasArchived: true as const };
    const { user } = await renderPanel(viewWith({ cost: { ...aView().cost, buckets, outside } }));
    const mark = "still filling, with archived days: counted, not listed";
    expect(screen.getByRole("option", { name: new RegExp(mark) })).toBeDefined();
    expect(screen.getByText(/^2 records of archived days longer than a bar/)).toBeDefined();
    await user.click(screen.getByRole("button", { name: "Show Cost as a table" }));
    expect(screen.getByRole("table", { name: "Cost over time" }).textContent).toContain(mark);
  });
});

describe("providers", () => {
  it("filter the feed by name, and let go the second time", async () => {
    const { host, user } = await dashboard();
    const button = screen.getByRole("button", { name: "Filter by provider openai" });
    await user.click(button);
    expect(host.intent.feed.filter.providers).toEqual(["openai"]);
    expect(button.getAttribute("aria-pressed")).toBe("true");
    await user.click(button);
    expect(host.intent.feed.filter.providers).toEqual([]);
  });

  it("filter by a click on the ring, but not by what stands for several", async () => {
    const providers = [
      { key: "anthropic", costUsd: 8, count: 3, shareRatio: 0.8 },
      { key: "other (4)", costUsd: 2, count: 2, shareRatio: 0.2 },
    ];
    const { host } = await dashboard(viewWith({ providers }));
    const click = (index: number) =>
      act(() => {
        Reflect.apply(drawn.doughnut?.options.onClick ?? String, {}, [{}, [{ index }], {}]);
      });
    click(1);
    expect(host.of("setIntent")).toHaveLength(0);
    click(0);
    expect(host.intent.feed.filter.providers).toEqual(["anthropic"]);
    expect(screen.queryByRole("button", { name: "Filter by provider other (4)" })).toBeNull();
  });

  it("have a table with cost not reported where it is not", async () => {
    const { user } = await dashboard();
    await user.click(screen.getByRole("button", { name: "Show Providers as a table" }));
    const table = screen.getByRole("table", { name: "Providers" });
    const row = within(table).getByRole("row", { name: /ollama/ });
    expect(row.textContent).toContain("not reported");
  });
});

describe("tiers and workflows", () => {
  it("tell tokens split where the split is known, and filter", async () => {
    const { host, user } = await dashboard();
    expect(screen.getByText("512k in · 88,000 out")).toBeDefined();
    expect(screen.getByText("300k tokens")).toBeDefined();
    await user.click(screen.getByRole("button", { name: "Filter by tier premium" }));
    expect(host.intent.feed.filter.tiers).toEqual(["premium"]);
  });

  it("show tiers as a table", async () => {
    const { user } = await dashboard();
    await user.click(screen.getByRole("button", { name: "Show Tiers as a table" }));
    const table = screen.getByRole("table", { name: "Tiers" });
    expect(within(table).getByRole("row", { name: /premium/ }).textContent).toContain("not reported");
  });

  it("open the source of a workflow and filter by it", async () => {
    const { host, user } = await dashboard();
    await user.click(screen.getByRole("button", { name: "Open the source of research" }));
    expect(host.of("openWorkflowSource")[0]?.workflow).toBe("research");
    await user.click(screen.getByRole("button", { name: "Filter by workflow research" }));
    expect(host.intent.feed.filter.workflows).toEqual(["research"]);
  });

  it("drop columns by importance in a narrow panel", async () => {
    await renderPanel();
    resizeTo(300);
    const table = screen.getByRole("table", { name: "Workflows" });
    const names = within(table).getAllByRole("columnheader");
    expect(names.map(({ textContent }) => textContent)).toEqual(["Workflow", "Cost", "Count"]);
  });
});

describe("breakdown and quality", () => {
  it("asks for another dimension and filters by its keys", async () => {
    const { host, user } = await dashboard();
    const part = screen.getByRole("region", { name: "Breakdown" });
    await user.click(within(part).getByRole("button", { name: "Filter by not reported" }));
    expect(host.intent.feed.filter.workflows).toEqual(["(none)"]);
    await user.selectOptions(within(part).getByRole("combobox"), "Model");
    expect(host.intent.dimension).toBe("model");
    expect(within(part).getByText("and 4 more")).toBeDefined();
  });

  it.each([
    [300, ["Workflow", "Cost", "Avg"]],
    [350, ["Workflow", "Count", "Cost", "Avg"]],
    [480, ["Workflow", "Count", "Cost", "Avg", "p50", "p95"]],
    [1200, ["Workflow", "Count", "Cost", "Avg cost", "Avg", "p50", "p95", "p99"]],
  ])("in %i px has the columns that matter most", async (widthPx, labels) => {
    await renderPanel({ state: { ...DEFAULT_STATE, ui: { ...DEFAULT_STATE.ui, collapsed: UNFOLDED } } });
    resizeTo(widthPx);
    const table = screen.getByRole("table", { name: "Breakdown" });
    expect(
      within(table)
        .getAllByRole("columnheader")
        .map(({ textContent }) => textContent),
    ).toEqual(labels);
  });

  it("has the average duration and cost of the view, to the letter", async () => {
    await dashboard();
    const table = screen.getByRole("table", { name: "Breakdown" });
    const row = within(table).getByRole("row", { name: /bug-predict/ });
    expect(
      within(row)
        .getAllByRole("cell")
        .map(({ textContent }) => textContent),
    ).toEqual(["402", "$4.50", "$0.01", "1.7 s", "1.2 s", "4.0 s", "9.1 s"]);
    expect(within(table).getByTitle("Average duration").textContent).toBe("Avg");
  });

  it("say that there is nothing in this range", async () => {
    const breakdown = { dimension: "workflow", rows: [], moreCount: 0 } as const;
    await dashboard(viewWith({ breakdown, workflows: [], tiers: [], providers: [], quality: [] }));
    expect(screen.getAllByText("Nothing in this range.")).toHaveLength(4);
    expect(screen.queryByRole("region", { name: "Quality" })).toBeNull();
  });

  it("show coverage and tests", async () => {
    await dashboard();
    expect(within(screen.getByRole("region", { name: "Quality" })).getByText("87%, improving")).toBeDefined();
  });
});
