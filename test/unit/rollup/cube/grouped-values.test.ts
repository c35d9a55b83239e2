import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { GroupedValues } from "../../../../src/core/rollup/cube/grouped-values.ts";
import { durationStats } from "../support/duration-stats.ts";

const duration = fc.oneof(
  fc.nat(90),
  fc.nat(100_000),
  fc.constantFrom(0, 63, 64, 65, 127, 128, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 40, 2 ** 53, Number.NaN),
  fc.double({ min: 0, max: 1e6, noNaN: true }),
);
/** Mostly adding; removing takes one of those that were added. */
const steps = fc.array(
  fc.record({
    source: fc.nat(5),
    value: duration,
    removes: fc.integer({ min: 0, max: 3 }).map((n) => n === 0),
    asks: fc.integer({ min: 0, max: 4 }).map((n) => n === 0),
  }),
  { maxLength: 120 },
);

describe("GroupedValues", () => {
  it("gives the exact figures of any union of sources, whatever came and went", () => {
    const groupOf = (source: number) => (source === 5 ? -1 : source % 2);
    fc.assert(
      fc.property(steps, (given) => {
        const values = new GroupedValues();
        const held: { readonly source: number; readonly value: number }[] = [];
        for (const { source, value, removes, asks } of given) {
          const taken = removes ? held.splice(Math.floor(held.length / 2), 1)[0] : undefined;
          if (taken !== undefined) values.remove(taken.source, taken.value);
          values.add(source, value);
          held.push({ source, value });
          if (!asks) continue;
          const expected = [0, 1].map((group) =>
            // Of one source, in another order: to the last digit. `percentile.test.ts` compares with a brute force.
            durationStats(
              held
                .filter((one) => groupOf(one.source) === group)
                .map((one) => one.value)
                .toReversed(),
            ),
          );
          expect(values.stats(2, groupOf)).toEqual(expected);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("takes thousands of sources", () => {
    const values = new GroupedValues();
    const all = Array.from({ length: 3000 }, (_, index) => (index * 7919) % 3001);
    all.forEach((value, source) => values.add(source, value));
    const expected = durationStats(all);
    expect(values.stats(1, () => 0)).toEqual([expected]);
    values.remove(17, all[17] ?? 0);
    values.add(17, all[17] ?? 0);
    expect(values.stats(1, () => 0)).toEqual([expected]);
    expect(() => values.remove(17, 99_999)).toThrow("never added");
  });

  it("takes many values of one bucket, and all of them out again", () => {
    const values = new GroupedValues();
    const all = Array.from({ length: 100 }, (_, index) => 10_000 + ((index * 37) % 100));
    for (const value of all) values.add(0, value);
    expect(values.stats(1, () => 0)).toEqual([durationStats(all)]);
    for (const value of all) values.remove(0, value);
    for (const value of all.slice(0, 9)) values.add(1, value);
    expect(values.stats(1, () => 0)).toEqual([durationStats(all.slice(0, 9))]);
  });
});
