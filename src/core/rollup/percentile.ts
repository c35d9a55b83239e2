import type { DurationStats } from "./stats.ts";

/** What is said where nothing was reported. */
export const NO_DURATIONS: DurationStats = { mean: null, p50: null, p95: null, p99: null, max: null };
/** Below this many values a sort is as fast as a selection. */
const SMALL = 64;
/** Partitions before a hostile order of values is met with a sort, so that time stays n log n. */
const MAX_PARTITIONS = 64;

/**
 * All published figures of a set of durations in ms, exact; quantiles by linear interpolation between closest ranks
 * (type 7). Reorders `values`, which must hold no NaN.
 */
export function durationStats(values: Float64Array): DurationStats {
  const count = values.length;
  if (count === 0) return NO_DURATIONS;
  const mean = sumExactly(values) / count;
  // Each selection leaves everything greater on its right: the next, higher one looks only there.
  const p50 = quantileFrom(values, 0, 50);
  const p95 = quantileFrom(values, rankOf(count, 50), 95);
  const p99 = quantileFrom(values, rankOf(count, 95), 99);
  return { mean, p50, p95, p99, max: extremeFrom(values, rankOf(count, 99), Math.max) };
}

/** In percent: products and remainders of integers are exact, where 0.95 of something is not. */
function rankOf(count: number, percent: number): number {
  return Math.floor(((count - 1) * percent) / 100);
}

/** Where a quantile of `count` values stands: above the value of a rank by so many hundredths of the way to the next. */
export function placeOf(
  count: number,
  percent: number,
): { readonly rank: number; readonly hundredths: number } {
  const rank = rankOf(count, percent);
  return { rank, hundredths: (count - 1) * percent - rank * 100 };
}

/** Clamped: rounding must not leave the interval. */
export function interpolate(low: number, high: number, hundredths: number): number {
  return Math.min(high, Math.max(low, low + ((high - low) * hundredths) / 100));
}

/** `firstIndex` is a place left of which nothing is greater than anything right of it. */
function quantileFrom(values: Float64Array, firstIndex: number, percent: number): number {
  const { rank, hundredths } = placeOf(values.length, percent);
  select(values, rank, firstIndex);
  const low = values[rank] ?? NaN;
  if (!(hundredths > 0)) return low;
  return interpolate(low, extremeFrom(values, rank + 1, Math.min), hundredths);
}

function extremeFrom(values: Float64Array, start: number, better: (a: number, b: number) => number): number {
  let best = values[start] ?? NaN;
  for (let index = start + 1; index < values.length; index++) best = better(best, values[index] ?? NaN);
  return best;
}

/** Puts the value of rank `rank` in its place, nothing greater left of it, nothing smaller right of it. */
export function select(values: Float64Array, rank: number, start: number): void {
  let left = start;
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

/**
 * The sum, whatever the order of the values: exact for integers; of others, and beyond 2^53, Neumaier's compensated
 * sum of the sorted values. May reorder them.
 */
function sumExactly(values: Float64Array): number {
  let plain = 0;
  let isExact = true;
  for (const value of values) {
    plain += value;
    if (!Number.isSafeInteger(value) || !Number.isSafeInteger(plain)) isExact = false;
  }
  if (isExact) return plain;
  values.sort();
  let sum = 0;
  let lost = 0;
  for (const value of values) {
    const next = sum + value;
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    sum = next;
  }
  return sum + lost;
}
