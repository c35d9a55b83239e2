import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nanoToUsd, usdToNano } from "../../../src/core/records/money.ts";

/** Half to even of the shortest decimal form, in exact integers: slow, and independent of the code. */
function reference(usd: number): number {
  const [mantissa = "0", exponent = "0"] = usd.toExponential().split("e");
  const [whole = "0", fraction = ""] = mantissa.replace("-", "").split(".");
  const shift = Number(exponent) - fraction.length + 9;
  const digits = BigInt(whole + fraction);
  if (shift >= 0) return Number(digits * 10n ** BigInt(shift)) * Math.sign(usd) + 0;
  const divisor = 10n ** BigInt(-shift);
  const twice = (digits % divisor) * 2n;
  let nano = digits / divisor;
  if (twice > divisor || (twice === divisor && nano % 2n === 1n)) nano += 1n;
  return usd < 0 ? 0 - Number(nano) : Number(nano);
}

describe("usdToNano", () => {
  it("is exact for decimals as the producer writes them", () => {
    expect(usdToNano(0.00987)).toBe(9_870_000);
    expect(usdToNano(3.2e-6)).toBe(3200);
    expect(usdToNano(0.015446999999999999)).toBe(15_447_000);
    expect(usdToNano(0.012346)).toBe(12_346_000);
    expect(usdToNano(0)).toBe(0);
  });

  it("rounds a written half to the even neighbour", () => {
    expect([5e-10, 1.5e-9, 2.5e-9, 3.5e-9].map(usdToNano)).toEqual([0, 2, 2, 4]);
    expect([0.0000001005, 0.0000001015].map(usdToNano)).toEqual([100, 102]);
    expect([4.9e-10, 5.1e-10, 9.9e-10, 1e-12].map(usdToNano)).toEqual([0, 1, 1, 0]);
    expect(usdToNano(-2.5e-9)).toBe(-2);
  });

  it("never gives a negative zero", () => {
    expect(usdToNano(-0)).toBe(0);
    expect(usdToNano(-1e-12)).toBe(0);
    expect(nanoToUsd(-0)).toBe(0);
  });

  it("knows no amount beyond nine million dollars, and none that is not finite", () => {
    expect(usdToNano(9e6)).toBe(9e15);
    for (const usd of [9_000_001, -9_000_001, 1e300, Infinity, -Infinity, NaN])
      expect(usdToNano(usd)).toBeNull();
  });

  it("equals exact arithmetic on any double", () => {
    const magnitudes = fc.double({ min: -9e6, max: 9e6, noNaN: true });
    const small = fc.double({ min: -1e-3, max: 1e-3, noNaN: true });
    const halves = fc.integer({ min: -2_000_000, max: 2_000_000 }).map((n) => Number(`${n}5e-10`));
    const large = fc.integer({ min: 2 ** 49, max: 9e15 }).map((n) => n / 1e9);
    fc.assert(
      fc.property(fc.oneof(magnitudes, small, halves, large), (usd) => {
        expect(usdToNano(usd)).toBe(reference(usd));
      }),
      { numRuns: 4000 },
    );
  });
});

describe("nanoToUsd", () => {
  it("gives the shortest decimal", () => {
    expect(nanoToUsd(293_968_000)).toBe(0.293968);
    expect(`${nanoToUsd(583_936_000)}`).toBe("0.583936");
  });

  it("is undone by usdToNano up to two million dollars", () => {
    fc.assert(
      fc.property(fc.integer({ min: -2e15, max: 2e15 }), (nano) => {
        expect(usdToNano(nanoToUsd(nano))).toBe(nano);
      }),
      { numRuns: 2000 },
    );
  });

  it("sums in any order to the same digits", () => {
    const costs = fc.array(fc.double({ min: 0, max: 10, noNaN: true }), { maxLength: 50 });
    fc.assert(
      fc.property(costs, (usd) => {
        const sum = (list: readonly number[]): number =>
          list.reduce((total, cost) => total + (usdToNano(cost) ?? 0), 0);
        expect(sum(usd)).toBe(sum(usd.toReversed()));
      }),
    );
  });
});
