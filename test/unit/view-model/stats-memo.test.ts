import { describe, expect, it } from "vitest";
import { statsOf } from "../../../src/core/view-model/stats-memo.ts";
import { appendTo, callsOf, datasetOf, NOW_MS } from "./panel-fixture.ts";

const query = {
  window: { fromMs: null, toMs: null },
  timeZone: "UTC",
  nowMs: NOW_MS,
  mergeTwins: true,
  hiddenWorkflows: [],
};

describe("statsOf", () => {
  it("computes once for a revision and a query", () => {
    const dataset = datasetOf(callsOf(3));
    const first = statsOf(dataset, query);
    expect(statsOf(dataset, { ...query })).toBe(first);
    expect(statsOf(dataset, { ...query, mergeTwins: false })).not.toBe(first);
    expect(statsOf(dataset, query)).toBe(first);
  });

  it("computes anew after an append, and for another dataset", () => {
    const dataset = datasetOf(callsOf(3));
    expect(statsOf(dataset, query).calls.count).toBe(3);
    appendTo(dataset, callsOf(2));
    expect(statsOf(dataset, query).calls.count).toBe(5);
    expect(statsOf(datasetOf(callsOf(1)), query).calls.count).toBe(1);
  });
});
