import type { DurationStats } from "./stats.ts";

/** What is said where nothing was reported. */
export const NO_DURATIONS: DurationStats = { mean: null, p50: null, p95: null, p99: null, max: null };
/** Below this many values a sort is as fast as a selection. */
const SMALL = 64;
/** Partitions before a hostile order of values is met with a sort, so that time stays n log n. */
const MAX_PARTITIONS = 64;

/**
 * Where a quantile of `count` values stands, by linear interpolation between closest ranks (type 7): above the value
 * of a rank by so many hundredths of the way to the next.
 */
export function placeOf(
  count: number,
  percent: number,
): { readonly rank: number; readonly hundredths: number } {
  // In percent: products and remainders of integers are exact, where 0.95 of something is not.
  const rank = Math.floor(((count - 1) * percent) / 100);
  return { rank, hundredths: (count - 1) * percent - rank * 100 };
}

/** Clamped: rounding must not leave the interval. */
export function interpolate(low: number, high: number, hundredths: number): number {
  return Math.min(high, Math.max(low, low + ((high - low) * hundredths) / 100));
}

/** Puts the value of rank `rank` in its place, nothing greater left of it, nothing smaller right of it. */
export function select(values: Float64Array, rank: number): void {
  let left = 0;
  let right = values.length - 1;
  for (let partitions = 0; left < right; partitions++) {
    if (right - left < SMALL || partitions === MAX_PARTITIONS) {
      values.subarray(left, right + 1).sort();
      return;
    }
    const pivot = medianOfThree(values, left, right);
    let low = left;
    let high = right;
    while (low <= high) {
      while ((values[low] ?? NaN) < pivot) low++;
      while ((values[high] ?? NaN) > pivot) high--;
      if (low <= high) swap(values, low++, high--);
    }
    if (rank <= high) right = high;
    else if (rank >= low) left = low;
    else return;
  }
}

function medianOfThree(values: Float64Array, left: number, right: number): number {
  const a = values[left] ?? NaN;
  const b = values[(left + right) >> 1] ?? NaN;
  const c = values[right] ?? NaN;
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}

function swap(values: Float64Array, left: number, right: number): void {
  const kept = values[left] ?? NaN;
  values[left] = values[right] ?? NaN;
  values[right] = kept;
}
