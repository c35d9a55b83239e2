import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { select } from "../../../src/core/rollup/percentile.ts";
import { durationStats } from "./support/duration-stats.ts";
import { quantile } from "./support/reference.ts";

const value = fc.oneof(fc.nat(1000), fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.constantFrom(0, 5));
const values = fc.oneof(
  fc.array(value, { maxLength: 30 }),
  fc.array(value, { minLength: 100, maxLength: 700, size: "medium" }),
);

function closeTo(actual: number | null, expected: number | null): void {
  if (expected === null || actual === null) expect(actual).toBe(expected);
  else expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(expected)));
}

describe("durationStats", () => {
  it("equals a brute force whatever the values and their order", () => {
    fc.assert(
      fc.property(values, (given) => {
        const stats = durationStats(given);
        closeTo(stats.p50, quantile(given, 0.5));
        closeTo(stats.p95, quantile(given, 0.95));
        closeTo(stats.p99, quantile(given, 0.99));
        closeTo(stats.max, given.length === 0 ? null : Math.max(...given));
        const sum = given.reduce((total, each) => total + each, 0);
        if (given.length === 0) expect(stats.mean).toBeNull();
        else expect(stats.mean).toBeCloseTo(sum / given.length, 6);
      }),
      { numRuns: 400 },
    );
  });

  it("gives the same mean to the last digit for every order of fractions", () => {
    const fractions = fc.array(fc.integer({ min: 1, max: 1e6 }), { minLength: 2, maxLength: 200 });
    fc.assert(
      fc.property(fractions, (given) => {
        const tenths = given.map((each) => each / 10);
        const forth = durationStats(tenths).mean;
        expect(durationStats(tenths.toReversed()).mean).toBe(forth);
      }),
    );
  });

  it("stays quick and right on orders that degrade a naive selection", () => {
    const count = 200_000;
    const shapes = [
      Float64Array.from({ length: count }, (_, index) => index),
      Float64Array.from({ length: count }, (_, index) => count - index),
      new Float64Array(count).fill(7),
      Float64Array.from({ length: count }, (_, index) => Math.min(index, count - index)),
      Float64Array.from({ length: count }, (_, index) => index % 2),
    ];
    for (const shape of shapes) {
      const sorted = shape.toSorted();
      const rank = Math.floor((count - 1) * 0.95);
      select(shape, rank);
      expect(shape[rank]).toBe(sorted[rank]);
    }
  });

  it("stays quick on an order made to defeat the middle of three", () => {
    const count = 4096;
    const killer = medianOfThreeKiller(count);
    const sorted = killer.toSorted();
    const rank = Math.floor(count * 0.99);
    select(killer, rank);
    expect(killer[rank]).toBe(sorted[rank]);
  });

  it("never leaves the interval between two neighbours", () => {
    const tiny = Float64Array.of(0.1, 0.1, 0.1, 0.1);
    expect(durationStats(tiny).p95).toBe(0.1);
  });
});

/** Musser's permutation: the median of first, middle and last is always nearly the smallest. */
function medianOfThreeKiller(count: number): Float64Array {
  const half = count / 2;
  return Float64Array.from({ length: count }, (_, index) => {
    if (index >= half) return 2 * (index - half + 1);
    return index % 2 === 0 ? index + 1 : half + index;
  });
}
