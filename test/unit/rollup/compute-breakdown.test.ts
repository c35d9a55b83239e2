import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { BreakdownRow, Dimension } from "../../../src/core/rollup/breakdown.ts";
import { computeBreakdown } from "../../../src/core/rollup/compute-breakdown.ts";
import type { CallRecord } from "../../../src/core/records/call.ts";
import type { Basis, TelemetryQuery } from "../../../src/core/rollup/query.ts";
import { aCall, aRun, aStage, BASE_AT_MS, uuidOf } from "../../fixtures/records.ts";
import { query, runs, scenario } from "./support/arbitrary.ts";
import * as reference from "./support/reference.ts";
import { aQuery, load, single } from "./support/scenario.ts";
import type { LoggedCall } from "./support/scenario.ts";

const { sumKnown, tokensOf, usdOf } = reference;
const KEYS: Readonly<Record<Exclude<Dimension, "stage">, (call: CallRecord) => string | null>> = {
  workflow: (call) => call.workflow,
  provider: (call) => call.provider,
  model: (call) => call.model,
  tier: (call) => call.requestedTier ?? call.tier,
};

const previousWindow = fc.constantFrom(null, { fromMs: null, toMs: null }, { fromMs: 0, toMs: BASE_AT_MS });

function rounded(rows: readonly BreakdownRow[]) {
  const round = (value: number | null) => (value === null ? null : Math.round(value * 1e6) / 1e6);
  return rows.map((row) => ({
    ...row,
    durationMs: Object.fromEntries(Object.entries(row.durationMs).map(([key, value]) => [key, round(value)])),
    costChangeRatio: round(row.costChangeRatio),
  }));
}

function expectedCalls(
  given: readonly LoggedCall[],
  asked: TelemetryQuery,
  dimension: Exclude<Dimension, "stage">,
  previous: TelemetryQuery["window"] | null,
) {
  const keyOf = KEYS[dimension];
  const earlier = previous === null ? [] : reference.countedCalls(given, { ...asked, window: previous });
  const before = reference.groupBy(earlier, keyOf);
  const rows = [...reference.groupBy(reference.countedCalls(given, asked), keyOf)].map(([key, group]) => {
    const hasSplit = reference.isSplitRecorded(group);
    const nano = sumKnown(group.map((call) => call.costNano));
    const beforeNano = sumKnown((before.get(key) ?? []).map((call) => call.costNano)) ?? 0;
    return {
      key,
      count: group.length,
      failed: group.filter((call) => call.success === false).length,
      costUsd: usdOf(group.map((call) => call.costNano)),
      tokens: sumKnown(group.map(tokensOf)),
      inputTokens: hasSplit ? sumKnown(group.map((call) => call.inputTokens)) : null,
      outputTokens: hasSplit ? sumKnown(group.map((call) => call.outputTokens)) : null,
      durationMs: reference.durationsOf(group.map((call) => call.latencyMs)),
      costChangeRatio:
        nano === null || beforeNano <= 0 ? null : Math.round(((nano - beforeNano) / beforeNano) * 1e6) / 1e6,
    };
  });
  return reference.inCostOrder(rows);
}

describe("computeBreakdown of calls", () => {
  it("equals a brute force for every dimension, and compares with the period before", () => {
    const dimension = fc.constantFrom("workflow", "provider", "model", "tier" as const);
    fc.assert(
      fc.property(scenario, query, dimension, previousWindow, (given, asked, by, previous) => {
        const rows = computeBreakdown(load(given), asked, "calls", by, previous);
        expect(rounded(rows)).toEqual(expectedCalls(given.calls, asked, by, previous));
      }),
      { numRuns: 100 },
    );
  });

  it("decides for each row by itself whether input and output were recorded apart", () => {
    const calls = [
      single(aCall({ model: "whole", inputTokens: 30, outputTokens: 0, costNano: 2 })),
      single(aCall({ model: "split", inputTokens: 10, outputTokens: 20, costNano: 1 })),
    ];
    const rows = computeBreakdown(load({ calls }), aQuery(), "calls", "model", null);
    expect(rows).toMatchObject([
      { key: "whole", tokens: 30, inputTokens: null, outputTokens: null },
      { key: "split", tokens: 30, inputTokens: 10, outputTokens: 20 },
    ]);
  });
});

describe("computeBreakdown of runs and stages", () => {
  it("sums to the cost of the runs in every dimension", () => {
    const dimension = fc.constantFrom<Dimension>("workflow", "provider", "model", "tier", "stage");
    fc.assert(
      fc.property(runs, query, dimension, (given, asked, by) => {
        const rows = computeBreakdown(load({ runs: given }), asked, "runs", by, null);
        const sum = rows.reduce((total, row) => total + Math.round((row.costUsd ?? 0) * 1e9), 0);
        expect(sum).toBe(sumKnown(reference.countedRuns(given, asked).map((run) => run.costNano)) ?? 0);
      }),
      { numRuns: 100 },
    );
  });

  it("counts the stages that ran under their name, model and tier, with their own times", () => {
    const dimension = fc.constantFrom("name", "model", "tier" as const);
    fc.assert(
      fc.property(runs, query, dimension, (given, asked, field) => {
        const by = field === "name" ? "stage" : field;
        const ran = reference
          .countedRuns(given, asked)
          .flatMap((run) => run.stages.filter((stage) => !stage.isSkipped));
        const rows = rounded(computeBreakdown(load({ runs: given }), asked, "runs", by, null));
        const groups = reference.groupBy(ran, (stage) => stage[field]);
        for (const [key, group] of groups) {
          expect(rows.find((row) => row.key === key)).toMatchObject({
            count: group.length,
            failed: group.filter((stage) => stage.success === false).length,
            tokens: sumKnown(group.map(tokensOf)),
            inputTokens: sumKnown(group.map((stage) => stage.inputTokens)),
            outputTokens: sumKnown(group.map((stage) => stage.outputTokens)),
            durationMs: reference.durationsOf(group.map((stage) => stage.latencyMs)),
          });
        }
        expect(rows.filter((row) => !groups.has(row.key)).every((row) => row.key === "(none)")).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it("takes stages from runs on either basis", () => {
    const dataset = load({ calls: [single(aCall())], runs: [aRun()] });
    const of = (basis: Basis) => computeBreakdown(dataset, aQuery(), basis, "stage", null);
    expect(of("calls")).toEqual(of("runs"));
    expect(of("calls")).toMatchObject([{ key: "analyze", count: 1, costUsd: 0.0054 }]);
  });

  it("joins the providers of a run into one key, in an order of its own", () => {
    const made = [["openai", "anthropic"], ["anthropic", "openai", "openai"], ["openai"], []].map(
      (providers, index) => aRun({ runId: uuidOf(index), providers, costNano: 10 - index }),
    );
    const rows = computeBreakdown(load({ runs: made }), aQuery(), "runs", "provider", null);
    expect(rows.map(({ key, count, costUsd }) => [key, count, costUsd])).toEqual([
      ["anthropic + openai", 2, 19e-9],
      ["openai", 1, 8e-9],
      ["(none)", 1, 7e-9],
    ]);
  });

  it("has durations, failures and change of each workflow", () => {
    const made = [
      aRun({ runId: uuidOf(1), durationMs: 100, success: false, costNano: 30 }),
      aRun({ runId: uuidOf(2), durationMs: 300, costNano: null }),
      aRun({ runId: uuidOf(3), completedAtMs: BASE_AT_MS - 864e5, costNano: 40 }),
    ];
    const window = { fromMs: BASE_AT_MS - 1000, toMs: null };
    const previous = { fromMs: null, toMs: BASE_AT_MS - 1000 };
    const rows = computeBreakdown(load({ runs: made }), aQuery({ window }), "runs", "workflow", previous);
    expect(rows).toMatchObject([
      { key: "code-review", count: 2, failed: 1, costUsd: 30e-9, costChangeRatio: -0.25, tokens: 2000 },
    ]);
    expect(rows[0]?.durationMs).toMatchObject({ mean: 200, p50: 200, max: 300 });
  });

  it("has no statistics of time for money that no stage explains", () => {
    const made = [aRun({ costNano: 9, stages: [aStage({ costNano: 4 })] })];
    const rows = computeBreakdown(load({ runs: made }), aQuery(), "runs", "tier", null);
    expect(rows[0]).toMatchObject({
      key: "(none)",
      count: 0,
      costUsd: 5e-9,
      durationMs: { mean: null, p50: null },
    });
  });
});
