import type { CallColumns } from "../store/tables.ts";
import type { Sort } from "./query.ts";

type ComboColumn = Pick<CallColumns, "combo" | "readCombos">;

/** Rows that are looked at together. */
const CHUNK_ROWS = 256;
/** Neighbours in time are mostly neighbours in the file: then so many rows hold a chunk. */
const NEAR_ROWS = 1024;

/** Nobody keeps them. */
const near = new Float64Array(NEAR_ROWS);
const combos = new Float64Array(CHUNK_ROWS);

/**
 * Those of `rows` whose combination has 0 in a table, in their order or backwards. A filter leaves few of many
 * combinations: their numbers are read by the chunk, so that what a row costs that is left out is next to nothing.
 */
export function* rowsOfCombos(
  calls: ComboColumn,
  rows: Uint32Array,
  direction: Sort<string>["direction"],
  isOut: Uint8Array,
): Generator<number> {
  for (let done = 0; done < rows.length; done += CHUNK_ROWS) {
    const from = direction === "asc" ? done : Math.max(0, rows.length - done - CHUNK_ROWS);
    const end = direction === "asc" ? done + CHUNK_ROWS : rows.length - done;
    yield* matchesOf(calls, rows.subarray(from, end), direction, isOut);
  }
}

function matchesOf(
  calls: ComboColumn,
  chunk: Uint32Array,
  direction: Sort<string>["direction"],
  isOut: Uint8Array,
): readonly number[] {
  readCombos(calls, chunk);
  const found: number[] = [];
  for (let at = 0; at < chunk.length; at++) {
    if (isOut[combos[at] ?? 0] === 0) found.push(chunk[at] ?? 0);
  }
  return direction === "asc" ? found : found.toReversed();
}

function readCombos(calls: ComboColumn, chunk: Uint32Array): void {
  let low = Infinity;
  let high = 0;
  for (const row of chunk) {
    if (row < low) low = row;
    if (row > high) high = row;
  }
  if (high - low >= NEAR_ROWS) {
    for (let at = 0; at < chunk.length; at++) combos[at] = calls.combo(chunk[at] ?? 0);
    return;
  }
  calls.readCombos(low, high - low + 1, near);
  for (let at = 0; at < chunk.length; at++) combos[at] = near[(chunk[at] ?? 0) - low] ?? 0;
}
