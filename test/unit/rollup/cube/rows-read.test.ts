import { beforeEach, describe, expect, it, vi } from "vitest";
import { computeBreakdown } from "../../../../src/core/rollup/compute-breakdown.ts";
import { computeFacets } from "../../../../src/core/rollup/compute-facets.ts";
import { computeSpark } from "../../../../src/core/rollup/compute-spark.ts";
import { computeStats } from "../../../../src/core/rollup/compute-stats.ts";
import { computeTimeSeries } from "../../../../src/core/rollup/compute-time-series.ts";
import { listCalls } from "../../../../src/core/rollup/list-calls.ts";
import { EMPTY_FILTER, type TelemetryQuery } from "../../../../src/core/rollup/query.ts";
import { BLOCK_ROWS } from "../../../../src/core/store/call-block.ts";
import type { Dataset } from "../../../../src/core/store/dataset.ts";
import { aCall, BASE_AT_MS, uuidOf } from "../../../fixtures/records.ts";
import { daysOf } from "../daily/split.ts";
import { addCalls, aQuery, load, single } from "../support/scenario.ts";

const ROWS = 60_000;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

function callAt(index: number) {
  return aCall({
    callId: uuidOf(index),
    atMs: BASE_AT_MS - (ROWS - index) * MINUTE_MS,
    success: index % 7 !== 0,
    latencyMs: (index * 37) % 5000,
    workflow: index % 2 === 0 ? "code-review" : "test-one",
  });
}

/** Counts the rows that are read of a dataset, whichever way they are read. */
function watch({ calls }: Dataset): () => number {
  const spies = [
    vi.spyOn(calls, "atMs"),
    vi.spyOn(calls, "costNano"),
    vi.spyOn(calls, "combo"),
    vi.spyOn(calls, "success"),
    vi.spyOn(calls, "effectiveLatencyMs"),
  ];
  const blocks = [
    vi.spyOn(calls, "readDurations"),
    vi.spyOn(calls, "readTimes"),
    vi.spyOn(calls, "readCombos"),
    vi.spyOn(calls, "readLatencyWords"),
  ];
  return () => {
    const one = Math.max(...spies.map((spy) => spy.mock.calls.length));
    const many = blocks.reduce(
      (sum, spy) => sum + spy.mock.calls.reduce((rows, [, count]) => rows + count, 0),
      0,
    );
    for (const spy of [...spies, ...blocks]) spy.mockClear();
    return one + many;
  };
}

/** Everything that a view of the panel computes. */
function answer(dataset: Dataset, query: TelemetryQuery): void {
  computeStats(dataset, query);
  for (const dimension of ["workflow", "provider", "model", "tier"] as const) {
    computeBreakdown(dataset, query, "calls", dimension, null);
  }
  computeTimeSeries(dataset, query, "calls", { kind: "all" });
  computeSpark(dataset, query, "calls");
  computeFacets(dataset, query, EMPTY_FILTER, "call");
  const page = {
    offset: 0,
    limit: 20,
    sort: { field: "time", direction: "desc" },
    anchorCount: null,
  } as const;
  listCalls(dataset, query, { ...EMPTY_FILTER, statuses: ["error"] }, page);
}

describe("rows that are read", () => {
  const query = aQuery({ nowMs: BASE_AT_MS });
  let dataset: Dataset;
  let rowsRead: () => number;

  beforeEach(() => {
    dataset = load({ calls: Array.from({ length: ROWS }, (_, index) => single(callAt(index))) });
    rowsRead = watch(dataset);
    answer(dataset, query);
    expect(rowsRead()).toBeGreaterThan(ROWS);
  });

  it("are hardly any when the same is asked again", () => {
    answer(dataset, query);
    // A page and the way to it.
    expect(rowsRead()).toBeLessThan(ROWS / 10);
  });

  it("are hardly more after a line came, and what it changed is in the answer", () => {
    const before = computeStats(dataset, query).calls;
    rowsRead();
    addCalls(dataset, [aCall({ callId: uuidOf(ROWS), atMs: BASE_AT_MS, latencyMs: 9000, costNano: 5 })]);
    const after = computeStats(dataset, query).calls;
    expect(rowsRead()).toBeLessThanOrEqual(20);
    expect([after.count, after.latencyMs.max]).toEqual([before.count + 1, 9000]);
  });

  it("are hardly more after a line came beside archived days, whose times are estimated with the rest", () => {
    const gone = load({ calls: [single(aCall({ atMs: BASE_AT_MS - 30 * DAY_MS, latencyMs: 20_000 }))] });
    dataset.setArchivedDays({ days: daysOf(gone, query.timeZone), damaged: [] });
    const before = computeStats(dataset, query);
    rowsRead();
    addCalls(dataset, [aCall({ callId: uuidOf(ROWS), atMs: BASE_AT_MS, latencyMs: 30_000 })]);
    const after = computeStats(dataset, query);
    expect(rowsRead()).toBeLessThanOrEqual(20);
    expect(before.archived?.latencyMs.max).toBe(20_000);
    expect(after.archived?.latencyMs.max).toBe(30_000);
    expect(after.archived?.latencyMs.p50).toBeCloseTo(2480, -2);
  });

  it("are no more where each line moves the end of the range", () => {
    rowsRead();
    const lines = 500;
    const stepMs = 10 * MINUTE_MS;
    for (let line = 1; line <= lines; line++) {
      const atMs = BASE_AT_MS + line * stepMs;
      addCalls(dataset, [aCall({ callId: uuidOf(ROWS + line), atMs })]);
      computeSpark(dataset, { ...query, nowMs: atMs }, "calls");
    }
    // The ends are looked for in the blocks of the first day and of the last one.
    expect(rowsRead()).toBeLessThan(lines * 3 * BLOCK_ROWS);
  });

  it("are none for another choice of workflows", () => {
    computeFacets(dataset, query, { ...EMPTY_FILTER, workflows: ["test-one"] }, "call");
    computeFacets(dataset, query, { ...EMPTY_FILTER, statuses: ["error"] }, "call");
    computeStats(dataset, { ...query, hiddenWorkflows: ["test-*"] });
    expect(rowsRead()).toBe(0);
  });

  it("are those of the time that is asked for, not of history", () => {
    const window = { fromMs: BASE_AT_MS - 90 * MINUTE_MS, toMs: BASE_AT_MS - 30 * MINUTE_MS };
    expect(computeStats(dataset, { ...query, window }).calls.count).toBe(60);
    // Whole blocks, for the sums and for the latencies.
    expect(rowsRead()).toBeLessThanOrEqual(2 * 4096);
  });
});
