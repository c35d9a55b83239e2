import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DayGroups } from "../../../../src/core/rollup/daily/day-groups.ts";
import { DurationSums } from "../../../../src/core/rollup/daily/duration-sums.ts";
import { bucketOfMs, middleOfBucketMs } from "../../../../src/core/rollup/duration-buckets.ts";
import { computeStats } from "../../../../src/core/rollup/compute-stats.ts";
import { durationStats } from "../support/duration-stats.ts";
import { aCall } from "../../../fixtures/records.ts";
import { NOW_MS } from "../support/arbitrary.ts";
import { addCalls, load, single } from "../support/scenario.ts";
import { archivedAlone, dayQuery, daysOf, splitScenario } from "./split.ts";

describe("sums of days", { timeout: 30_000 }, () => {
  it("add up to those of all records, however these are split", () => {
    fc.assert(
      fc.property(splitScenario, dayQuery, ({ whole, gone, kept }, asked) => {
        const { calls, runs, ...stats } = computeStats(archivedAlone(asked.timeZone, gone, kept), asked);
        const all = computeStats(archivedAlone(asked.timeZone, whole), asked);
        // Which runs have a line is known among the records that are summed up together.
        expect(calls.linkedToRun).toBeLessThanOrEqual(all.calls.linkedToRun);
        const { linkedToRun } = all.calls;
        expect({ ...stats, runs, calls: { ...calls, linkedToRun } }).toEqual(all);
      }),
      { numRuns: 100 },
    );
  });

  it("do not depend on the order of the records", () => {
    fc.assert(
      fc.property(splitScenario, ({ whole }) => {
        const turned = { calls: whole.calls?.toReversed() ?? [], runs: whole.runs?.toReversed() ?? [] };
        expect(daysOf(load(turned), "UTC")).toEqual(daysOf(load(whole), "UTC"));
      }),
    );
  });

  it("of a late record change its own day alone", () => {
    const atMs = NOW_MS - 10 * 86_400_000;
    const dataset = load({ calls: [single(aCall({ atMs })), single(aCall({ atMs: NOW_MS }))] });
    const before = daysOf(dataset, "UTC");
    addCalls(dataset, [aCall({ atMs: atMs + 1 })]);
    const after = daysOf(dataset, "UTC");
    expect(after.map(({ day }) => day)).toEqual(before.map(({ day }) => day));
    expect(after[0]?.calls[0]?.merged.tally.count).toBe(2);
    expect(after[1]).toEqual(before[1]);
  });

  it("leave out what belongs to no part", () => {
    const dataset = load({ calls: [single(aCall())] });
    expect(daysOf(dataset, "UTC", () => null)).toEqual([]);
  });
});

describe("groups of a day", () => {
  it("share one group after so many, and lose none", () => {
    const groups = new DayGroups(() => ({ count: 0 }));
    for (let index = 0; index < 3000; index++) groups.get([`workflow-${index}`, null]).count++;
    const cells = groups.map((names, { count }) => ({ names, count }));
    expect(cells.length).toBeLessThanOrEqual(2001);
    expect(cells.reduce((sum, { count }) => sum + count, 0)).toBe(3000);
    expect(cells.find(({ count }) => count > 1)?.names).toEqual(["(other)", null]);
  });
});

describe("estimates of durations", () => {
  it("are within the width of a bucket, and exact where they are said to be", () => {
    const values = fc.array(fc.double({ min: 0.01, max: 1e7, noNaN: true }), {
      minLength: 1,
      maxLength: 300,
    });
    fc.assert(
      fc.property(values, (durationsMs) => {
        const sums = new DurationSums();
        for (const value of durationsMs) sums.add(value);
        const estimate = sums.estimate();
        const sorted = Float64Array.from(durationsMs).toSorted();
        const exact = durationStats(durationsMs);
        expect(estimate.mean).toBeCloseTo(exact.mean ?? NaN, 2);
        expect(estimate.max).toBeCloseTo(exact.max ?? NaN, 2);
        for (const [value, percent] of [
          [estimate.p50, 50],
          [estimate.p95, 95],
          [estimate.p99, 99],
        ] as const) {
          // Between two ranks either may be the closest one; half a bucket is 1.6 %, and below 64 ms a whole one 1 ms.
          const rank = ((sorted.length - 1) * percent) / 100;
          expect(value).toBeGreaterThan((sorted[Math.floor(rank)] ?? NaN) * (1 - 0.016) - 1);
          expect(value).toBeLessThan((sorted[Math.ceil(rank)] ?? NaN) * (1 + 0.016) + 1);
        }
      }),
    );
  });

  it("take any number that a file may hold", () => {
    expect([0, -5, 1e-9, 1e300, 1].map(bucketOfMs)).toEqual([0, 0, 0, 896, 1]);
    expect(middleOfBucketMs(0)).toBe(0);
    const sums = new DurationSums();
    for (const value of [NaN, 1e300, -1e300, 0]) sums.add(value);
    expect(sums.estimate()).toMatchObject({ mean: 0, max: 9e12 });
    expect(new DurationSums().estimate().p50).toBeNull();
  });
});
