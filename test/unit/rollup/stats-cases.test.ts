import { describe, expect, it } from "vitest";
import { computeStats } from "../../../src/core/rollup/compute-stats.ts";
import {
  aCall,
  aFirstTwin,
  aRouting,
  aRun,
  aSecondTwin,
  aStage,
  BASE_AT_MS,
  counts,
  uuidOf,
} from "../../fixtures/records.ts";
import { publishedExample } from "./support/published-example.ts";
import { addRuns, aQuery, load, single } from "./support/scenario.ts";

const DAY_MS = 86_400_000;

describe("the published example", () => {
  const stats = computeStats(publishedExample(), aQuery({ timeZone: "America/New_York" }));

  it("has these figures of calls", () => {
    expect(stats.basis).toBe("calls");
    expect(stats.costUsd).toBe(0.293968);
    expect(stats.calls).toMatchObject({
      count: 37,
      costUsd: 0.293968,
      failed: 0,
      successRate: 1,
      tokens: { total: 96_776, input: null, output: null },
      withRunId: 9,
      linkedToRun: 4,
      raw: { count: 70, costUsd: 0.583936 },
      byProvider: [{ key: "anthropic", count: 37, costUsd: 0.293968, failed: 0, tokens: 96_776 }],
    });
    expect(stats.calls.byDay.at(-1)).toMatchObject({ key: "2026-02-01", count: 4, costUsd: 0.004 });
    const { mean, p50, p95, p99, max } = stats.calls.latencyMs;
    expect([mean, p50, p95, p99, max]).toEqual([12_109.324324324325, 11_591, 25_899.4, 32_963.08, 34_771]);
  });

  it("has these figures of runs", () => {
    expect(stats.runs).toMatchObject({
      count: 6,
      failed: 1,
      successRate: 0.8333333333333334,
      costUsd: 0.2120454,
      baselineCostUsd: 0.983025,
      savingsUsd: 0.7709796,
    });
    const { mean, p50, p95, p99, max } = stats.runs.durationMs;
    expect([mean, p50, p95, p99, max]).toEqual([18_090.833333333332, 20_617, 33_728, 33_787.2, 33_802]);
    expect(stats.runs.byWorkflow.find((row) => row.key === "code-review")).toEqual({
      key: "code-review",
      count: 2,
      failed: 0,
      costUsd: 0.024671,
      savingsUsd: 0.135244,
    });
  });

  it("has these figures of health, and a range without ends", () => {
    expect(stats.schema).toBe(1);
    expect(stats.range).toEqual({ from: null, to: null, timeZone: "America/New_York" });
    expect(stats.health).toEqual({ twinsMerged: 33, unreadable: 0, repaired: 0, files: 2, pending: 0 });
  });

  it("counts every line when twins are not merged", () => {
    const unmerged = computeStats(publishedExample(), aQuery({ mergeTwins: false }));
    expect(unmerged.calls).toMatchObject({ count: 70, costUsd: 0.583936, withRunId: 9, linkedToRun: 4 });
    expect(unmerged.calls.raw).toEqual({ count: 70, costUsd: 0.583936 });
    expect(unmerged.health.twinsMerged).toBe(0);
  });
});

describe("what is not reported", () => {
  it("makes a sum null when no record reports it, and counts only those that do otherwise", () => {
    const silent = aCall({
      costNano: null,
      inputTokens: null,
      outputTokens: null,
      latencyMs: null,
      success: null,
    });
    const none = computeStats(load({ calls: [single(silent)] }), aQuery()).calls;
    expect(none).toMatchObject({
      count: 1,
      costUsd: null,
      successRate: null,
      raw: { count: 1, costUsd: null },
    });
    expect(none.tokens).toEqual({ total: null, input: null, output: null });
    expect(none.byModel).toMatchObject([{ costUsd: null, tokens: null, count: 1 }]);
    const both = computeStats(load({ calls: [single(silent), single(aCall({ costNano: 7 }))] }), aQuery());
    expect(both.calls).toMatchObject({ count: 2, costUsd: 7e-9, successRate: 1 });
    expect(both.calls.tokens.total).toBe(1000);
  });

  it("keeps the split of tokens while no more than half of the calls have an output of 0", () => {
    const split = (output: number | null) => single(aCall({ inputTokens: 10, outputTokens: output }));
    const tokensOf = (...calls: ReturnType<typeof split>[]) =>
      computeStats(load({ calls }), aQuery()).calls.tokens;
    expect(tokensOf(split(0), split(5))).toEqual({ total: 25, input: 20, output: 5 });
    expect(tokensOf(split(0), split(0), split(5))).toEqual({ total: 35, input: null, output: null });
    expect(tokensOf(split(null))).toEqual({ total: 10, input: 10, output: null });
    const zero = single(aCall({ inputTokens: 0, outputTokens: 0 }));
    expect(tokensOf(zero, zero, zero, split(5))).toEqual({ total: 15, input: 10, output: 5 });
  });

  it("lists an unknown cost after every known one, even a negative one", () => {
    const calls = [
      single(aCall({ model: "unknown", costNano: null })),
      single(aCall({ model: "refund", costNano: -5 })),
      single(aCall({ model: "b", costNano: 5 })),
      single(aCall({ model: "a", costNano: 5 })),
      single(aCall({ model: null, costNano: 9 })),
    ];
    const { byModel } = computeStats(load({ calls }), aQuery()).calls;
    expect(byModel.map((row) => row.key)).toEqual(["(none)", "a", "b", "refund", "unknown"]);
  });
});

describe("times", () => {
  it("puts missing and absurd times in the open range only, under the day (none)", () => {
    const times = [null, Date.UTC(2019, 11, 31), BASE_AT_MS + DAY_MS + 1, BASE_AT_MS + DAY_MS];
    const dataset = load({ calls: times.map((atMs) => single(aCall({ atMs }))) });
    const all = computeStats(dataset, aQuery()).calls;
    expect(all.byDay).toMatchObject([
      { key: "(none)", count: 3 },
      { key: "2026-02-02", count: 1 },
    ]);
    const half = aQuery({ window: { fromMs: 0, toMs: null } });
    expect(computeStats(dataset, half).calls.count).toBe(1);
  });

  it("prints the ends of the range as instants", () => {
    const window = { fromMs: BASE_AT_MS, toMs: BASE_AT_MS + DAY_MS };
    expect(computeStats(load({}), aQuery({ window })).range).toMatchObject({
      from: "2026-02-01T16:00:00.000Z",
      to: "2026-02-02T16:00:00.000Z",
    });
  });

  it("reads a merged pair at the first line's time, and raw lines each at their own", () => {
    const pair = {
      first: aFirstTwin({ atMs: BASE_AT_MS - 1 }),
      second: aSecondTwin({ atMs: BASE_AT_MS }),
    };
    const window = { fromMs: BASE_AT_MS, toMs: null };
    const { calls } = computeStats(load({ calls: [pair] }), aQuery({ window }));
    expect(calls).toMatchObject({ count: 0, raw: { count: 1 } });
    expect(computeStats(load({ calls: [pair] }), aQuery({ window })).basis).toBe("runs");
    const before = aQuery({ window: { fromMs: null, toMs: BASE_AT_MS } });
    expect(computeStats(load({ calls: [pair] }), before).calls).toMatchObject({
      count: 1,
      raw: { count: 1 },
    });
  });
});

describe("runs", () => {
  it("counts the newest line of a run id only", () => {
    const dataset = load({ runs: [aRun({ costNano: 1, success: false }), aRun({ costNano: 2 })] });
    addRuns(dataset, [aRun({ costNano: 3, completedAtMs: BASE_AT_MS + 1 })]);
    expect(computeStats(dataset, aQuery()).runs).toMatchObject({ count: 1, failed: 0, costUsd: 3e-9 });
  });

  it("keeps runs without a line out of every count and rate, and tells how many there are", () => {
    const routing = [
      aRouting({ runId: uuidOf(1), atMs: BASE_AT_MS - 30_000, startedAtMs: BASE_AT_MS - 30_000 }),
      aRouting({ runId: uuidOf(2), atMs: BASE_AT_MS - 90_000, startedAtMs: BASE_AT_MS - 90_000 }),
    ];
    const { runs } = computeStats(load({ runs: [aRun()], routing }), aQuery());
    expect(runs).toMatchObject({ count: 1, successRate: 1, running: 1, incomplete: 1 });
    const hidden = computeStats(load({ routing }), aQuery({ hiddenWorkflows: ["code-*"] })).runs;
    expect(hidden).toMatchObject({ running: 0, incomplete: 0 });
    const window = { fromMs: BASE_AT_MS - 60_000, toMs: BASE_AT_MS };
    expect(computeStats(load({ routing }), aQuery({ window })).runs).toMatchObject({
      running: 1,
      incomplete: 0,
    });
  });

  it("puts what stages do not explain under (none), and skipped stages nowhere", () => {
    const stages = [
      aStage({ tier: "cheap", costNano: 100 }),
      aStage({ tier: "premium", costNano: 40, isSkipped: true, success: false }),
    ];
    const { byTier } = computeStats(load({ runs: [aRun({ costNano: 250, stages })] }), aQuery()).runs;
    expect(byTier).toEqual([
      { key: "(none)", count: 0, costUsd: 150e-9, tokens: 0 },
      { key: "cheap", count: 1, costUsd: 100e-9, tokens: 1000 },
    ]);
  });

  it("has no (none) tier where differences cancel out to nothing", () => {
    const stage = (costNano: number) => [aStage({ costNano })];
    const over = aRun({ runId: uuidOf(1), costNano: 150, stages: stage(100) });
    const under = aRun({ runId: uuidOf(2), costNano: 50, stages: stage(100) });
    const { byTier } = computeStats(load({ runs: [over, under] }), aQuery()).runs;
    expect(byTier.map((row) => row.key)).toEqual(["capable"]);
  });

  it("is the basis of the cost only where the range has no calls", () => {
    const runs = [aRun({ costNano: 5 })];
    expect(computeStats(load({ runs }), aQuery())).toMatchObject({ basis: "runs", costUsd: 5e-9 });
    const calls = [single(aCall({ costNano: 7, workflow: "test-x" }))];
    expect(computeStats(load({ runs, calls }), aQuery())).toMatchObject({ basis: "calls", costUsd: 7e-9 });
    const hidden = aQuery({ hiddenWorkflows: ["test-*"] });
    expect(computeStats(load({ runs, calls }), hidden)).toMatchObject({
      basis: "runs",
      calls: { raw: { count: 0 } },
    });
  });
});

describe("health in the statistics", () => {
  it("counts files that are there and hold records, and sums what was wrong with them", () => {
    const dataset = load({ calls: [single(aCall())] });
    const register = (label: string, kind: "call" | "overlap") =>
      dataset.registerFile({ label, kind, rootId: 0 });
    const other = register(".attune/llm_calls.jsonl", "call");
    dataset.setFileCounts(other.fileId, counts({ unreadable: 2, repaired: 3, pendingBytes: 40 }));
    dataset.setFileState(other.fileId, "denied");
    const gone = register("gone/llm_calls.jsonl", "call");
    dataset.setFileCounts(gone.fileId, counts({ unreadable: 50, pendingBytes: 9 }));
    dataset.setFileState(gone.fileId, "gone");
    dataset.setFileState(register(".empathy/costs.jsonl", "overlap").fileId, "overlap");
    const { health } = computeStats(dataset, aQuery());
    expect(health).toEqual({ twinsMerged: 0, unreadable: 2, repaired: 3, files: 3, pending: 40 });
  });
});
