import {
  COL_AT, COL_CALL_ID, COL_COMBO, COL_COST, COL_ESTIMATE, COL_FLAGS, COL_INPUT, COL_LATENCY, COL_LENGTH,
  COL_OFFSET, COL_OUTPUT, COL_RETRY,
} from "./layout"; // prettier-ignore

/** Rows staged so far; the next one is written at this place and counts only when it is complete. */
export let rows: i32 = 0;

export function clearRows(): void {
  rows = 0;
}

// @ts-ignore: decorator
@inline
export function keepRow(): void {
  rows++;
}

// @ts-ignore: decorator
@inline
function put(column: usize, value: u32): void {
  store<u32>(column + (<usize>rows << 2), value);
}

// @ts-ignore: decorator
@inline
export function callIdWords(): usize {
  return COL_CALL_ID + (<usize>rows << 4);
}

/** Writes an id that is no uuid: the number of its text, where a uuid has its last word. */
export function putTextId(words: usize, text: i32): void {
  store<u64>(words, 0);
  store<u32>(words, 0, 8);
  store<u32>(words, <u32>text, 12);
}

// @ts-ignore: decorator
@inline
export function putAt(atMs: f64): void {
  store<f64>(COL_AT + (<usize>rows << 3), atMs);
}

/** Each number is value + 1, or 0 where it is missing. */
// @ts-ignore: decorator
@inline
export function putNumbers(cost: u32, estimate: u32, input: u32, output: u32, latency: u32, retry: u32): void {
  put(COL_COST, cost);
  put(COL_ESTIMATE, estimate);
  put(COL_INPUT, input);
  put(COL_OUTPUT, output);
  put(COL_LATENCY, latency);
  put(COL_RETRY, retry);
}

// @ts-ignore: decorator
@inline
export function putPlace(offset: u32, length: u32, combo: u32, flags: u32): void {
  put(COL_OFFSET, offset);
  put(COL_LENGTH, length + 1);
  put(COL_COMBO, combo + 1);
  put(COL_FLAGS, flags);
}
