import { interpolate, NO_DURATIONS, placeOf } from "../percentile.ts";
import type { DurationStats } from "../stats.ts";
import { addValue, SUM_WIDTH, sumAt, type Sign } from "./flat-tally.ts";

/** Of durations: the sum of whole ms, then that of fractions in billionths of a ms (2^-30), both exact. */
export const TOTAL_WIDTH = 2 * SUM_WIDTH;
/** Of a sum: how many values it has. */
export const REPORTS = 2;
const FRACTION_UNITS = 2 ** 30;
/** What is longer counts as this in the mean: no clock has run for so long. */
const LONGEST_MS = 2 ** 53;
const NO_PLACE = { rank: 0, hundredths: 0 };

/** Adds a duration to the total at a place, or takes it away. */
export function addDuration(totals: Float64Array, at: number, durationMs: number, sign: Sign): void {
  const bounded = Math.min(LONGEST_MS, Math.max(-LONGEST_MS, durationMs));
  const whole = Math.floor(bounded);
  addValue(totals, at, whole, sign);
  addValue(totals, at + SUM_WIDTH, Math.round((bounded - whole) * FRACTION_UNITS), sign);
}

/** The figures of durations with a total; `valuesOf` finds the values of some ranks, which come in ascending order. */
export function statsOfTotal(
  total: Float64Array,
  valuesOf: (ranks: readonly number[]) => ReadonlyMap<number, number>,
): DurationStats {
  const count = total[REPORTS] ?? 0;
  if (count === 0) return NO_DURATIONS;
  const [p50 = NO_PLACE, p95 = NO_PLACE, p99 = NO_PLACE] = [50, 95, 99].map((percent) =>
    placeOf(count, percent),
  );
  const wanted = new Set([p50.rank, p95.rank, p99.rank, count - 2].flatMap((rank) => [rank, rank + 1]));
  const values = valuesOf([...wanted].filter((rank) => rank >= 0 && rank < count).toSorted((a, b) => a - b));
  const valueAt = (rank: number) => values.get(rank) ?? Number.NaN;
  const quantile = ({ rank, hundredths }: typeof NO_PLACE) =>
    hundredths > 0 ? interpolate(valueAt(rank), valueAt(rank + 1), hundredths) : valueAt(rank);
  return {
    mean: (sumAt(total, 0) + sumAt(total, SUM_WIDTH) / FRACTION_UNITS) / count,
    p50: quantile(p50),
    p95: quantile(p95),
    p99: quantile(p99),
    max: valueAt(count - 1),
  };
}
