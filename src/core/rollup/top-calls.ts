import { BLOCK_ROWS, CallBlock, ROW_IS_CALL } from "../store/call-block.ts";
import type { TelemetryDataset } from "../store/tables.ts";
import type { AnchoredCalls } from "./anchored-calls.ts";
import { aggregatesOf } from "./cube/aggregates.ts";
import type { RecordFilter, Sort, TelemetryQuery } from "./query.ts";
import { intersectWindows, WindowTest } from "./time-window.ts";
import { TopRows, type CompareRows } from "./top-rows.ts";

/** The key of a place of a block; NaN is unknown. */
export type BlockKey = (block: CallBlock, at: number) => number;

/** Blocks that are looked through for the newest rows before the order of all rows has to tell. */
const MOST_NEWEST_BLOCKS = 16;

/** Which rows are listed. */
export interface ListedCalls {
  readonly dataset: TelemetryDataset;
  readonly query: TelemetryQuery;
  readonly filter: RecordFilter;
  readonly calls: AnchoredCalls;
}

/**
 * The first `limit` rows by a key in a direction, unknown keys last, equal ones newest first: one pass over the
 * columns that keeps no more rows than asked for.
 */
export function topCalls(
  asked: ListedCalls,
  keyOf: BlockKey,
  direction: Sort<string>["direction"],
  limit: number,
): Int32Array {
  const { dataset } = asked;
  const { times } = aggregatesOf(dataset);
  times.follow();
  const top = new TopRows(limit, direction === "asc" ? 1 : -1, newestFirst(dataset));
  const window = windowOf(asked);
  for (let first = 0; first < dataset.calls.count; first += BLOCK_ROWS) {
    if (window.mayHold(times, first)) takeBlock(asked, first, keyOf, top);
  }
  return top.rows();
}

/**
 * The newest `limit` rows, without an order of all rows: blocks are looked through from the one with the latest time on.
 * Null where some block further back may hold one of them, since few rows of the newest ones match.
 */
export function newestCalls(asked: ListedCalls, limit: number): Int32Array | null {
  if (limit === 0) return new Int32Array(0);
  const { dataset } = asked;
  const { times } = aggregatesOf(dataset);
  times.follow();
  const top = new TopRows(limit, -1, newestFirst(dataset));
  const window = windowOf(asked);
  let looked = 0;
  for (const first of times.newestFirst()) {
    if (top.isFull && times.lastMs(first) < top.worstKey) break;
    if (!window.mayHold(times, first)) continue;
    if (looked++ === MOST_NEWEST_BLOCKS) return null;
    takeNewest(asked, first, top);
  }
  return top.rows();
}

function windowOf({ query, filter }: ListedCalls): WindowTest {
  return new WindowTest(intersectWindows(query.window, filter.window), query.nowMs);
}

function takeBlock(
  { dataset, query, calls }: ListedCalls,
  first: number,
  keyOf: BlockKey,
  top: TopRows,
): void {
  const count = Math.min(BLOCK_ROWS, dataset.calls.count - first);
  dataset.calls.readBlock(first, count, query.mergeTwins, block);
  for (let at = 0; at < count; at++) {
    // One that is merged away may have been a call when the reader stopped.
    const mayMatch = block.use[at] === ROW_IS_CALL || (block.twin[at] ?? -1) >= first;
    if (mayMatch && top.mayTake(keyOf(block, at)) && calls.matches(first + at)) {
      top.take(first + at, keyOf(block, at));
    }
  }
}

/** From the last row on, which is mostly the newest: others are passed over by their combination and time alone. */
function takeNewest({ dataset, calls }: ListedCalls, first: number, top: TopRows): void {
  const count = Math.min(BLOCK_ROWS, dataset.calls.count - first);
  const { bitsOfCombo } = calls.matcher;
  dataset.calls.readTimes(first, count, timesMs);
  dataset.calls.readCombos(first, count, combos);
  for (let at = count - 1; at >= 0; at--) {
    if (bitsOfCombo[combos[at] ?? 0] !== 0) continue;
    const atMs = timesMs[at] ?? Number.NaN;
    if (top.mayTake(atMs) && calls.matches(first + at)) top.take(first + at, atMs);
  }
}

/** Nobody keeps them. */
const block = new CallBlock();
const timesMs = new Float64Array(BLOCK_ROWS);
const combos = new Float64Array(BLOCK_ROWS);

function newestFirst({ calls }: TelemetryDataset): CompareRows {
  return (a, b) => {
    const [left, right] = [calls.atMs(a), calls.atMs(b)];
    if (Number.isNaN(left) !== Number.isNaN(right)) return Number.isNaN(left) ? 1 : -1;
    return (
      (Number.isNaN(left) ? 0 : right - left) ||
      calls.fileId(b) - calls.fileId(a) ||
      calls.byteOffset(b) - calls.byteOffset(a) ||
      b - a
    );
  };
}
