import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CallRecord } from "../../../src/core/records/call.ts";
import type { RunRecord } from "../../../src/core/records/run.ts";
import { computeStats } from "../../../src/core/rollup/compute-stats.ts";
import type { DurationStats } from "../../../src/core/rollup/stats.ts";
import { calls, query, runs, scenario } from "./support/arbitrary.ts";
import * as reference from "./support/reference.ts";
import { aQuery, linesOf, load } from "./support/scenario.ts";

const { countedCalls, countedRuns, dayOf, groupBy, inCostOrder, runAtMs, sumKnown, tokensOf, usdOf } =
  reference;

function rounded(stats: DurationStats): Record<string, number | null> {
  const round = (value: number | null) => (value === null ? null : Math.round(value * 1e6) / 1e6);
  return Object.fromEntries(Object.entries(stats).map(([key, value]) => [key, round(value)]));
}

function callRows(counted: readonly CallRecord[], keyOf: (call: CallRecord) => string | null) {
  const rows = [...groupBy(counted, keyOf)].map(([key, group]) => ({
    key,
    count: group.length,
    costUsd: usdOf(group.map((call) => call.costNano)),
    failed: group.filter((call) => call.success === false).length,
    tokens: sumKnown(group.map(tokensOf)),
  }));
  return inCostOrder(rows);
}

function runRows(counted: readonly RunRecord[], keyOf: (run: RunRecord) => string | null) {
  const rows = [...groupBy(counted, keyOf)].map(([key, group]) => ({
    key,
    count: group.length,
    failed: group.filter((run) => run.success === false).length,
    costUsd: usdOf(group.map((run) => run.costNano)),
    savingsUsd: usdOf(group.map((run) => run.savingsNano)),
  }));
  return inCostOrder(rows);
}

describe("computeStats of calls", () => {
  it("equals a brute force over plain records, in every zone, window and mode", () => {
    fc.assert(
      fc.property(scenario, query, (given, asked) => {
        const stats = computeStats(load(given), asked).calls;
        const counted = countedCalls(given.calls, asked);
        const raw = linesOf(given.calls).filter((line) => reference.isCounted(line, asked));
        const hasSplit = reference.isSplitRecorded(counted);
        const runIds = new Set(given.runs.map((run) => run.runId));
        const { latencyMs, ...rest } = stats;
        expect(rounded(latencyMs)).toEqual(reference.durationsOf(counted.map((call) => call.latencyMs)));
        expect(rest).toEqual({
          count: counted.length,
          costUsd: usdOf(counted.map((call) => call.costNano)),
          failed: counted.filter((call) => call.success === false).length,
          successRate: reference.rateOf(counted.map((call) => call.success)),
          tokens: {
            total: sumKnown(counted.map(tokensOf)),
            input: hasSplit ? sumKnown(counted.map((call) => call.inputTokens)) : null,
            output: hasSplit ? sumKnown(counted.map((call) => call.outputTokens)) : null,
          },
          withRunId: counted.filter((call) => call.runId !== null).length,
          linkedToRun: counted.filter((call) => call.runId !== null && runIds.has(call.runId)).length,
          raw: { count: raw.length, costUsd: usdOf(raw.map((call) => call.costNano)) },
          byProvider: callRows(counted, (call) => call.provider),
          byTier: callRows(counted, (call) => call.tier),
          byRequestedTier: callRows(counted, (call) => call.requestedTier),
          byModel: callRows(counted, (call) => call.model),
          byWorkflow: callRows(counted, (call) => call.workflow),
          byDay: callRows(counted, (call) => dayOf(call.atMs, asked)),
        });
      }),
      { numRuns: 150 },
    );
  });

  it("does not depend on the order of the lines", () => {
    const shuffled = calls.chain((given) => {
      const places = linesOf(given).map((_, place) => place);
      return fc.tuple(fc.constant(given), fc.shuffledSubarray(places, { minLength: places.length }));
    });
    fc.assert(
      fc.property(shuffled, query, ([given, order], asked) => {
        const inOrder = computeStats(load({ calls: given }), asked);
        const shuffledStats = computeStats(load({ calls: given }, order), asked);
        expect(shuffledStats.calls).toEqual(inOrder.calls);
        expect(shuffledStats.health).toEqual(inOrder.health);
      }),
    );
  });

  it("splits any window into halves that add up, whatever instant it is cut at", () => {
    const cut = fc.tuple(scenario, query, fc.integer({ min: -40 * 864e5, max: 2 * 864e5 }));
    fc.assert(
      fc.property(cut, ([given, asked, offsetMs]) => {
        const dataset = load(given);
        const atMs = asked.nowMs + offsetMs;
        const window = { fromMs: asked.nowMs - 60 * 864e5, toMs: asked.nowMs + 3 * 864e5 };
        const count = (fromMs: number, toMs: number) => {
          const stats = computeStats(dataset, { ...asked, window: { fromMs, toMs } });
          return [stats.calls.count, stats.calls.raw.count, stats.runs.count];
        };
        const whole = count(window.fromMs, window.toMs);
        const [left, right] = [count(window.fromMs, atMs), count(atMs, window.toMs)];
        expect(left.map((value, index) => value + (right[index] ?? 0))).toEqual(whole);
      }),
    );
  });
});

describe("computeStats of runs", () => {
  it("equals a brute force over plain records, in every zone and window", () => {
    fc.assert(
      fc.property(runs, query, (given, asked) => {
        const { durationMs, byTier, ...rest } = computeStats(load({ runs: given }), asked).runs;
        const counted = countedRuns(given, asked);
        expect(rounded(durationMs)).toEqual(reference.durationsOf(counted.map((run) => run.durationMs)));
        expect(byTier).toEqual(tierRows(counted));
        expect(rest).toEqual({
          count: counted.length,
          failed: counted.filter((run) => run.success === false).length,
          successRate: reference.rateOf(counted.map((run) => run.success)),
          costUsd: usdOf(counted.map((run) => run.costNano)),
          baselineCostUsd: usdOf(counted.map((run) => run.baselineCostNano)),
          savingsUsd: usdOf(counted.map((run) => run.savingsNano)),
          running: 0,
          incomplete: 0,
          byWorkflow: runRows(counted, (run) => run.workflow),
          byDay: runRows(counted, (run) => dayOf(runAtMs(run), asked)),
        });
      }),
      { numRuns: 150 },
    );
  });

  it("gives tiers that sum to the cost of the runs", () => {
    fc.assert(
      fc.property(runs, query, (given, asked) => {
        const { byTier, costUsd } = computeStats(load({ runs: given }), asked).runs;
        const sum = byTier.reduce((total, tier) => total + Math.round((tier.costUsd ?? 0) * 1e9), 0);
        expect(sum).toBe(Math.round((costUsd ?? 0) * 1e9));
      }),
    );
  });
});

/** Stages that ran; the cost of a run that reports none is unknown, so that of its stages is not added. */
function tierRows(counted: readonly RunRecord[]) {
  const ran = counted.flatMap((run) =>
    run.stages
      .filter((stage) => !stage.isSkipped)
      .map((stage) => ({ ...stage, costNano: run.costNano === null ? null : stage.costNano })),
  );
  const restNano =
    (sumKnown(counted.map((run) => run.costNano)) ?? 0) - (sumKnown(ran.map((stage) => stage.costNano)) ?? 0);
  const groups = groupBy(ran, (stage) => stage.tier);
  if (restNano !== 0 && !groups.has("(none)")) groups.set("(none)", []);
  const rows = [...groups].map(([key, group]) => {
    const isOwed = key === "(none)" && restNano !== 0;
    const costs = group.map((stage) => stage.costNano);
    return {
      key,
      count: group.length,
      costUsd: usdOf(isOwed ? [...costs, restNano] : costs),
      tokens: sumKnown(group.map(tokensOf)),
    };
  });
  return inCostOrder(rows);
}

describe("computeStats", () => {
  it("says zero for an empty dataset, and null for what has no value", () => {
    const stats = computeStats(load({}), aQuery());
    expect(stats.basis).toBe("runs");
    expect(stats.costUsd).toBe(0);
    expect(stats.calls).toMatchObject({ count: 0, costUsd: 0, failed: 0, successRate: null, byDay: [] });
    expect(stats.calls.tokens).toEqual({ total: 0, input: 0, output: 0 });
    expect(stats.calls.latencyMs).toEqual({ mean: null, p50: null, p95: null, p99: null, max: null });
    expect(stats.runs).toMatchObject({ count: 0, costUsd: 0, savingsUsd: 0, successRate: null });
  });

  it("has no NaN and no undefined in it", () => {
    fc.assert(
      fc.property(scenario, query, (given, asked) => {
        const stats = computeStats(load(given), asked);
        expect(JSON.parse(JSON.stringify(stats))).toEqual(stats);
      }),
    );
  });
});
