/*
 * A `Tally` as numbers of a flat array, so that thousands of them are one array that is added up, saved and restored
 * as it stands. Each sum takes three places: what is below 2^53, what was carried in units of it, and reports.
 */

export const COUNT = 0;
export const FAILED = 1;
export const SUCCEEDED = 2;
export const WITH_TOKENS = 3;
export const WITHOUT_OUTPUT = 4;
export const COST = 5;
export const TOKENS = 8;
export const INPUT = 11;
export const OUTPUT = 14;
/** Places of a tally; what a cell has more stands behind them. */
export const TALLY_WIDTH = 17;
export const SUM_WIDTH = 3;

/** Integers up to it are exact as doubles. */
const EXACT_LIMIT = 2 ** 53;

/** 1 adds a record, -1 takes it out again. */
export type Sign = 1 | -1;

/** Adds a value to the sum at a place; NaN is not reported. Exact for integers below 2^53, as `KnownSum`. */
export function addValue(values: Float64Array, at: number, value: number, sign: Sign): void {
  if (Number.isNaN(value)) return;
  move(values, at, value * sign);
  bump(values, at + 2, sign);
}

/** The sum at a place, rounded once. */
export function sumAt(values: Float64Array, at: number): number {
  return (values[at] ?? 0) + (values[at + 1] ?? 0) * EXACT_LIMIT;
}

/** Adds to a place that holds a plain number. */
export function bump(values: Float64Array, at: number, by: number): void {
  values[at] = (values[at] ?? 0) + by;
}

export function addRecord(values: Float64Array, at: number, costNano: number, flags: number, sign: Sign) {
  bump(values, at + COUNT, sign);
  const success = flags & 3;
  if (success !== 0) bump(values, at + (success === 2 ? SUCCEEDED : FAILED), sign);
  addValue(values, at + COST, costNano, sign);
}

export function addTokens(values: Float64Array, at: number, input: number, output: number, sign: Sign): void {
  const hasInput = !Number.isNaN(input);
  const hasOutput = !Number.isNaN(output);
  if (!hasInput && !hasOutput) return;
  const total = (hasInput ? input : 0) + (hasOutput ? output : 0);
  addValue(values, at + TOKENS, total, sign);
  addValue(values, at + INPUT, input, sign);
  addValue(values, at + OUTPUT, output, sign);
  if (!(total > 0)) return;
  bump(values, at + WITH_TOKENS, sign);
  if (output === 0) bump(values, at + WITHOUT_OUTPUT, sign);
}

/** Adds a sum to another one, or takes it away. */
export function addSum(
  to: Float64Array,
  toAt: number,
  from: Float64Array,
  fromAt: number,
  sign: Sign = 1,
): void {
  move(to, toAt, (from[fromAt] ?? 0) * sign);
  bump(to, toAt + 1, (from[fromAt + 1] ?? 0) * sign);
  bump(to, toAt + 2, (from[fromAt + 2] ?? 0) * sign);
}

/** Adds a tally to another one. */
export function addFlatTally(to: Float64Array, toAt: number, from: Float64Array, fromAt: number): void {
  for (let place = 0; place < COST; place++) bump(to, toAt + place, from[fromAt + place] ?? 0);
  for (let sum = COST; sum < TALLY_WIDTH; sum += SUM_WIDTH) addSum(to, toAt + sum, from, fromAt + sum);
}

function move(values: Float64Array, at: number, value: number): void {
  const low = (values[at] ?? 0) + value;
  if (Math.abs(low) < EXACT_LIMIT) values[at] = low;
  else carry(values, at, value);
}

/** Both have the same sign here: carrying first keeps every step within the exact range. */
function carry(values: Float64Array, at: number, value: number): void {
  const sign = value < 0 ? -1 : 1;
  bump(values, at + 1, sign);
  values[at] = (values[at] ?? 0) - sign * EXACT_LIMIT + value;
}
