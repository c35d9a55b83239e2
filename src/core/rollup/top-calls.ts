import { BLOCK_ROWS, CallBlock, ROW_IS_CALL } from "../store/call-block.ts";
import type { TelemetryDataset } from "../store/tables.ts";
import type { AnchoredCalls } from "./anchored-calls.ts";
import { aggregatesOf } from "./cube/aggregates.ts";
import type { RecordFilter, Sort, TelemetryQuery } from "./query.ts";
import { intersectWindows, WindowTest } from "./time-window.ts";

/** The key of a place of a block; NaN is unknown. */
export type BlockKey = (block: CallBlock, at: number) => number;

/** Which of two rows with equal keys comes first; never 0. */
type CompareRows = (a: number, b: number) => number;

/**
 * The first `limit` rows by a key in a direction, unknown keys last, equal ones newest first: one pass over the
 * columns that keeps no more rows than asked for.
 */
export function topCalls(
  dataset: TelemetryDataset,
  query: TelemetryQuery,
  filter: RecordFilter,
  calls: AnchoredCalls,
  keyOf: BlockKey,
  direction: Sort<string>["direction"],
  limit: number,
): Int32Array {
  const { times } = aggregatesOf(dataset);
  times.follow();
  const top = new TopRows(limit, direction === "asc" ? 1 : -1, newestFirst(dataset));
  const window = new WindowTest(intersectWindows(query.window, filter.window), query.nowMs);
  for (let first = 0; first < dataset.calls.count; first += BLOCK_ROWS) {
    if (!window.mayHold(times, first)) continue;
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
  return top.rows();
}

const block = new CallBlock();

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

/** A heap of the best rows so far, the worst of them on top. */
class TopRows {
  readonly #limit: number;
  readonly #sign: 1 | -1;
  readonly #compareRows: CompareRows;
  readonly #heap: { readonly row: number; readonly key: number }[] = [];

  constructor(limit: number, sign: 1 | -1, compareRows: CompareRows) {
    this.#limit = limit;
    this.#sign = sign;
    this.#compareRows = compareRows;
  }

  /** False when surely no row with this key is among the best. */
  mayTake(key: number): boolean {
    const worst = this.#heap[0];
    return this.#heap.length < this.#limit || (worst !== undefined && this.#compareKeys(key, worst.key) <= 0);
  }

  take(row: number, key: number): void {
    const heap = this.#heap;
    const entry = { row, key };
    if (heap.length < this.#limit) {
      heap.push(entry);
      this.#siftUp(heap.length - 1);
    } else if (heap[0] !== undefined && this.#compare(entry, heap[0]) < 0) {
      heap[0] = entry;
      this.#siftDown();
    }
  }

  /** Best first. */
  rows(): Int32Array {
    return Int32Array.from(
      this.#heap.toSorted((a, b) => this.#compare(a, b)),
      ({ row }) => row,
    );
  }

  #compareKeys(a: number, b: number): number {
    if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
    return a === b ? 0 : (a - b) * this.#sign;
  }

  #compare(a: Entry, b: Entry): number {
    return this.#compareKeys(a.key, b.key) || this.#compareRows(a.row, b.row);
  }

  #siftUp(start: number): void {
    const heap = this.#heap;
    for (let at = start; at > 0;) {
      const parent = (at - 1) >> 1;
      if (this.#isOrdered(parent, at)) return;
      [heap[parent], heap[at]] = [this.#at(at), this.#at(parent)];
      at = parent;
    }
  }

  #siftDown(): void {
    const heap = this.#heap;
    for (let at = 0; ;) {
      const left = at * 2 + 1;
      const right = left + 1;
      if (left >= heap.length) return;
      const child = right < heap.length && !this.#isOrdered(left, right) ? right : left;
      if (this.#isOrdered(at, child)) return;
      [heap[at], heap[child]] = [this.#at(child), this.#at(at)];
      at = child;
    }
  }

  /** The worse one stands above. */
  #isOrdered(parent: number, child: number): boolean {
    return this.#compare(this.#at(parent), this.#at(child)) >= 0;
  }

  #at(place: number): Entry {
    return this.#heap[place] ?? NO_ENTRY;
  }
}

interface Entry {
  readonly row: number;
  readonly key: number;
}

const NO_ENTRY: Entry = { row: 0, key: Number.NaN };
