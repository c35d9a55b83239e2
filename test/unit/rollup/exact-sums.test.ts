import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { computeBreakdown } from "../../../src/core/rollup/compute-breakdown.ts";
import { computeStats } from "../../../src/core/rollup/compute-stats.ts";
import { computeTimeSeries } from "../../../src/core/rollup/compute-time-series.ts";
import { KnownSum } from "../../../src/core/rollup/tally.ts";
import { aCall, aRun, aStage, BASE_AT_MS, uuidOf } from "../../fixtures/records.ts";
import { aQuery, load, single } from "./support/scenario.ts";

/** The most that parsing lets through: nine million dollars. */
const MOST_NANO = 9e15;

const costNano = fc.oneof(
  fc.integer({ min: -MOST_NANO, max: MOST_NANO }),
  fc.constantFrom(MOST_NANO, MOST_NANO - 1, -MOST_NANO, 1, -1, 0),
);
const costs = fc.array(costNano, { maxLength: 60, size: "medium" });
/** The same costs twice, the second time in another order. */
const shuffledCosts = costs.chain((given) =>
  fc.tuple(fc.constant(given), fc.shuffledSubarray(given, { minLength: given.length })),
);

function exactSum(values: readonly number[]): number {
  return Number(values.reduce((sum, value) => sum + BigInt(value), 0n));
}

function sumOf(values: readonly number[]): KnownSum {
  const sum = new KnownSum();
  for (const value of values) sum.add(value);
  return sum;
}

describe("KnownSum", () => {
  it("is the exact sum, rounded once, whatever the order", () => {
    fc.assert(
      fc.property(shuffledCosts, ([forth, shuffled]) => {
        expect(sumOf(forth).value).toBe(exactSum(forth));
        expect(sumOf(shuffled).value).toBe(exactSum(forth));
      }),
      { numRuns: 500 },
    );
  });

  it("is the same when gathered from parts, and with parts taken out", () => {
    fc.assert(
      fc.property(costs, costs, costs, (a, b, without) => {
        const gathered = sumOf(a);
        gathered.addSum(sumOf(b));
        expect(gathered.reports).toBe(a.length + b.length);
        for (const value of without) gathered.subtract(value);
        expect(gathered.value).toBe(exactSum([...a, ...b, ...without.map((value) => 0 - value)]));
        expect(gathered.reports).toBe(a.length + b.length);
      }),
    );
  });

  it("does not lose what comes after a sum beyond the exact range", () => {
    const ones = Array.from({ length: 1000 }, () => 1);
    const most = [MOST_NANO, MOST_NANO, MOST_NANO];
    expect(sumOf([...most, ...ones, ...most.map((value) => -value)]).value).toBe(1000);
    expect(sumOf([MOST_NANO, 7_199_254_740_992, 1, 1]).value).toBe(9_007_199_254_740_994);
  });

  it("has no report of what is not known", () => {
    const sum = sumOf([Number.NaN]);
    sum.subtract(Number.NaN);
    expect([sum.value, sum.reports, sum.of(1), sum.of(0)]).toEqual([0, 0, null, 0]);
  });
});

describe("money", () => {
  it("does not depend on the order of the records, in no figure", () => {
    const query = aQuery();
    const figuresOf = (given: readonly number[]) => {
      const logged = given.map((cost) =>
        single(aCall({ callId: uuidOf(1), costNano: cost, workflow: `w${cost % 2}` })),
      );
      const runs = given.map((cost, index) => {
        const stages = [aStage({ costNano: MOST_NANO, tier: "a" }), aStage({ costNano: 3, tier: "b" })];
        return aRun({ runId: uuidOf(100 + index), costNano: cost, savingsNano: cost, stages });
      });
      const dataset = load({ calls: logged, runs });
      return [
        { ...computeStats(dataset, query), health: null },
        computeBreakdown(dataset, query, "calls", "workflow", null),
        computeBreakdown(dataset, query, "runs", "tier", null),
        computeTimeSeries(dataset, query, "calls", { kind: "all" }),
      ];
    };
    fc.assert(
      fc.property(shuffledCosts, ([forth, shuffled]) => {
        expect(figuresOf(shuffled)).toEqual(figuresOf(forth));
      }),
      { numRuns: 60 },
    );
  });

  it("of a thousand calls of nine million dollars and one of a nano-dollar is not rounded on the way", () => {
    const calls = Array.from({ length: 1000 }, () => single(aCall({ costNano: MOST_NANO })));
    const rest = calls.map(() => single(aCall({ costNano: 0 - MOST_NANO })));
    const one = single(aCall({ costNano: 1, atMs: BASE_AT_MS + 1 }));
    expect(computeStats(load({ calls: [...calls, one, ...rest] }), aQuery()).costUsd).toBe(1e-9);
  });
});
