import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EMPTY_FILTER } from "../../../src/core/rollup/query.ts";
import { listFeedRows } from "../../../src/core/view-model/build-feed.ts";
import { buildPanelView } from "../../../src/core/view-model/build-panel-view.ts";
import { DEFAULT_INTENT } from "../../../src/core/view-model/panel-intent.ts";
import type { FeedIntent } from "../../../src/core/view-model/panel-intent.ts";
import { BASE_AT_MS } from "../../fixtures/records.ts";
import { appendTo, callsOf, datasetOf, inputOf, intentOf, NOW_MS, runsOf } from "./panel-fixture.ts";

const query = {
  window: { fromMs: null, toMs: null },
  timeZone: "UTC",
  nowMs: NOW_MS,
  mergeTwins: true,
  hiddenWorkflows: [],
};

function feedOf(over: Partial<FeedIntent>): FeedIntent {
  return { ...DEFAULT_INTENT.feed, ...over };
}

describe("feed", () => {
  it("shows the newest calls first", () => {
    const { feed } = buildPanelView(inputOf(datasetOf(callsOf(3, (index) => ({ workflow: `w${index}` })))));
    expect(feed).toMatchObject({ kind: "calls", total: 3, offset: 0, newCount: 0 });
    expect(feed.rows.map((row) => [row.kind, row.workflow])).toEqual([
      ["call", "w2"],
      ["call", "w1"],
      ["call", "w0"],
    ]);
    expect(feed.facets.find(({ name }) => name === "workflow")?.values).toHaveLength(3);
  });

  it("shows runs with the filter of the intent", () => {
    const dataset = datasetOf(runsOf(4, (index) => ({ success: index !== 1 })));
    const filter = { ...EMPTY_FILTER, statuses: ["error" as const] };
    const { feed } = buildPanelView(
      inputOf(dataset, { intent: intentOf({ feed: feedOf({ kind: "runs", filter }) }) }),
    );
    expect(feed).toMatchObject({ kind: "runs", total: 1 });
    expect(feed.rows[0]).toMatchObject({ kind: "run", status: "error" });
  });

  it.each(["calls", "runs"] as const)(
    "finds the %s of a long name by the value that its facet shows",
    (kind) => {
      const name = (index: number) => `${"long-".repeat(60)}${index}`;
      const records = [
        ...callsOf(3, (index) => ({ workflow: index === 0 ? "short" : name(index) })),
        ...runsOf(3, (index) => ({ workflow: index === 0 ? "short" : name(index) })),
      ];
      const viewOf = (filter = EMPTY_FILTER) =>
        buildPanelView(inputOf(datasetOf(records), { intent: intentOf({ feed: feedOf({ kind, filter }) }) }))
          .feed;
      const facet = viewOf().facets.find((each) => each.name === "workflow");
      const [first, second, ...more] = facet?.values ?? [];
      expect([first?.count, second, more]).toEqual([2, { value: "short", count: 1 }, []]);
      const chosen = first?.value ?? "";
      expect(chosen).toHaveLength(120);
      const narrowed = viewOf({ ...EMPTY_FILTER, workflows: [chosen] });
      expect(narrowed.total).toBe(2);
      expect(narrowed.rows.map((row) => row.workflow)).toEqual([chosen, chosen]);
    },
  );

  it("holds still at an anchor and counts what came since", () => {
    const dataset = datasetOf([...callsOf(5), ...runsOf(2)]);
    const first = buildPanelView(inputOf(dataset)).feed;
    expect(first.anchorNow).toEqual({ generation: 1, calls: 5, runs: 2 });
    appendTo(dataset, [
      ...callsOf(3, () => ({ atMs: BASE_AT_MS + 1000 })),
      ...runsOf(1, () => ({ runId: "new", completedAtMs: BASE_AT_MS + 1000 })),
    ]);
    for (const kind of ["calls", "runs"] as const) {
      const feed = feedOf({ kind, anchor: first.anchorNow });
      const held = buildPanelView(inputOf(dataset, { intent: intentOf({ feed }) })).feed;
      expect(held.total).toBe(kind === "calls" ? 5 : 2);
      expect(held.newCount).toBe(kind === "calls" ? 3 : 1);
    }
  });

  it("drops an anchor of data that was read again", () => {
    const dataset = datasetOf(callsOf(5));
    const feed = feedOf({ anchor: { generation: 1, calls: 2, runs: 0 } });
    const view = buildPanelView(inputOf(dataset, { generation: 2, intent: intentOf({ feed }) }));
    expect(view.feed).toMatchObject({
      total: 5,
      newCount: 0,
      anchorNow: { generation: 2, calls: 5, runs: 0 },
    });
  });

  it("pages without losing or repeating a row", () => {
    const dataset = datasetOf([...callsOf(37), ...runsOf(23)]);
    fc.assert(
      fc.property(fc.constantFrom("calls", "runs"), fc.integer({ min: 1, max: 40 }), (kind, limit) => {
        const ids: string[] = [];
        for (let offset = 0; ; offset += limit) {
          const { rows, total } = listFeedRows(dataset, query, feedOf({ kind, offset }), limit, 1);
          ids.push(...rows.map((row) => row.id));
          if (offset + limit >= total) break;
        }
        expect(new Set(ids).size).toBe(kind === "calls" ? 37 : 23);
        expect(ids).toHaveLength(kind === "calls" ? 37 : 23);
      }),
    );
  });
});
