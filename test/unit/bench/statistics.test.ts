import { describe, expect, it } from "vitest";
import { median, quantile } from "../../../bench/lib/statistics.mjs";

describe("median", () => {
  it("is the middle value, in whatever order they come", () => {
    expect(median([9, 1, 5])).toBe(5);
  });

  it("is the mean of the two in the middle", () => {
    expect(median([4, 1, 3, 2])).toBe(2.5);
  });

  it("is no number for no values", () => {
    expect(median([])).toBeNaN();
  });
});

describe("quantile", () => {
  it("lies between neighbours, linearly", () => {
    expect(quantile([10, 20, 30, 40, 50], 0.95)).toBeCloseTo(48, 12);
  });

  it("is the least and the greatest value at its ends", () => {
    expect([quantile([3, 1, 2], 0), quantile([3, 1, 2], 1)]).toEqual([1, 3]);
  });

  it("leaves the values as they were", () => {
    const values = [3, 1, 2];
    quantile(values, 0.5);
    expect(values).toEqual([3, 1, 2]);
  });
});
