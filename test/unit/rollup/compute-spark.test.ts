import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { computeSpark } from "../../../src/core/rollup/compute-spark.ts";
import { hasUsableTime } from "../../../src/core/rollup/time-window.ts";
import { aCall, aRun, uuidOf } from "../../fixtures/records.ts";
import { calls, NOW_MS } from "./support/arbitrary.ts";
import * as reference from "./support/reference.ts";
import { aQuery, load, single } from "./support/scenario.ts";

const HOUR_MS = 3_600_000;
const window = { fromMs: NOW_MS - 12 * HOUR_MS, toMs: NOW_MS + 12 * HOUR_MS };
const today = aQuery({ nowMs: NOW_MS, window });

describe("computeSpark", () => {
  it("cuts the range into equal slices and equals a brute force in each", () => {
    const wide = { fromMs: NOW_MS - 40 * 24 * HOUR_MS, toMs: NOW_MS };
    const asked = aQuery({ nowMs: NOW_MS, window: wide });
    fc.assert(
      fc.property(calls, (given) => {
        const spark = computeSpark(load({ calls: given }), asked, "calls", 10);
        const counted = reference.countedCalls(given, asked);
        for (let slice = 0; slice < 10; slice++) {
          const fromMs = wide.fromMs + slice * 96 * HOUR_MS;
          const held = counted.filter(
            ({ atMs }) => (atMs ?? 0) >= fromMs && (atMs ?? 0) < fromMs + 96 * HOUR_MS,
          );
          const { p50 } = reference.durationsOf(held.map((call) => call.latencyMs));
          expect([
            spark.count[slice],
            spark.cost[slice],
            spark.successRate[slice],
            spark.latencyP50[slice],
          ]).toEqual([
            held.length,
            reference.usdOf(held.map((call) => call.costNano)),
            reference.rateOf(held.map((call) => call.success)),
            p50,
          ]);
        }
      }),
    );
  });

  it("says zero for a quiet slice, nothing for a rate without records, and nothing at all ahead of now", () => {
    const dataset = load({
      calls: [single(aCall({ atMs: NOW_MS - HOUR_MS / 2, costNano: 5, latencyMs: 8 }))],
    });
    const spark = computeSpark(dataset, today, "calls");
    expect(spark.count.slice(10, 14)).toEqual([0, 1, 0, null]);
    expect(spark.cost.slice(10, 14)).toEqual([0, 5e-9, 0, null]);
    expect(spark.successRate.slice(10, 14)).toEqual([null, 1, null, null]);
    expect(spark.latencyP50.slice(10, 14)).toEqual([null, 8, null, null]);
    expect(spark.count).toHaveLength(24);
  });

  it("takes the success rate from runs where any reports one, else from the basis", () => {
    const given = { calls: [single(aCall({ atMs: NOW_MS - 1, success: true }))] };
    const failed = aRun({ completedAtMs: NOW_MS - 1, success: false, durationMs: 77 });
    const at = (spark: ReturnType<typeof computeSpark>) => spark.successRate[11];
    expect(at(computeSpark(load(given), today, "calls"))).toBe(1);
    expect(at(computeSpark(load({ ...given, runs: [failed] }), today, "calls"))).toBe(0);
    const silent = { ...given, runs: [{ ...failed, success: null }] };
    expect(at(computeSpark(load(silent), today, "calls"))).toBe(1);
    const ofRuns = computeSpark(load({ ...given, runs: [failed] }), today, "runs");
    expect([ofRuns.successRate[11], ofRuns.latencyP50[11], ofRuns.count[11]]).toEqual([0, 77, 1]);
  });

  it("holds every call of an open range, and no other, in as many slices as asked for or at least half of them", () => {
    const anEnd = fc.option(fc.integer({ min: -400, max: 400 }).map((hours) => NOW_MS + hours * HOUR_MS));
    const range = fc.record({ fromMs: anEnd, toMs: anEnd });
    fc.assert(
      fc.property(calls, fc.integer({ min: 1, max: 30 }), range, (given, points, ends) => {
        const asked = ends.fromMs !== null && ends.toMs !== null ? { ...ends, toMs: null } : ends;
        // Later than all records: what lies ahead of now has no slice.
        const open = aQuery({ nowMs: NOW_MS + 48 * HOUR_MS, window: asked });
        const counted = reference
          .countedCalls(given, open)
          .filter(({ atMs }) => hasUsableTime(atMs ?? Number.NaN, open.nowMs));
        const { count } = computeSpark(load({ calls: given }), open, "calls", points);
        expect(count.reduce<number>((sum, each) => sum + (each ?? 0), 0)).toBe(counted.length);
        expect(count.length).toBeLessThanOrEqual(points + 1);
        const times = counted.map(({ atMs }) => atMs ?? 0);
        const isWide = Math.max(...times) - Math.min(...times) > points;
        if (isWide) expect(count.length).toBeGreaterThan(points / 2 - 1);
      }),
    );
  });

  it("reaches from the first record to the last where the range is open, and is empty without any", () => {
    const open = aQuery({ nowMs: NOW_MS });
    const made = [NOW_MS - 10 * HOUR_MS, NOW_MS - 5 * HOUR_MS, NOW_MS].map((completedAtMs, index) =>
      aRun({ runId: uuidOf(index), completedAtMs }),
    );
    const spark = computeSpark(
      load({ runs: [...made, aRun({ runId: uuidOf(9), completedAtMs: null, startedAtMs: null })] }),
      open,
      "runs",
      4,
    );
    // Slices of 2^24 ms, a little less than 5 hours.
    expect(spark.count).toEqual([1, 1, 1]);
    expect(computeSpark(load({}), open, "calls")).toEqual({
      cost: [],
      count: [],
      successRate: [],
      latencyP50: [],
    });
    expect(
      computeSpark(load({}), aQuery({ window: { fromMs: NOW_MS, toMs: NOW_MS } }), "calls").count,
    ).toEqual([]);
  });
});
