import { BLOCK_ROWS } from "../../store/call-block.ts";
import { isNumber } from "../../store/snapshot/json-guards.ts";
import type { SectionReader } from "../../store/snapshot/section-reader.ts";
import type { SectionWriter } from "../../store/snapshot/section-writer.ts";
import type { Stored } from "../../store/snapshot/stored.ts";
import type { CallColumns } from "../../store/tables.ts";

/** Nobody keeps it. */
const timesMs = new Float64Array(BLOCK_ROWS);

/**
 * Earliest and latest time of each block of rows: files are written in the order of time, so a range is found in few
 * of the blocks. Follows the columns; a row's time never changes.
 */
export class BlockTimes implements Stored {
  readonly #calls: CallColumns;
  #first: number[] = [];
  #last: number[] = [];
  /** Rows without a time. */
  #untimed: number[] = [];
  #rows = 0;
  /** What `newestFirst` gave for so many rows. */
  #newest: { readonly rows: number; readonly first: readonly number[] } = { rows: 0, first: [] };

  constructor(calls: CallColumns) {
    this.#calls = calls;
  }

  follow(): void {
    const { count } = this.#calls;
    while (this.#rows < count) {
      const block = Math.floor(this.#rows / BLOCK_ROWS);
      const taken = Math.min(count, (block + 1) * BLOCK_ROWS) - this.#rows;
      this.#calls.readTimes(this.#rows, taken, timesMs);
      this.#widen(block, taken);
      this.#rows += taken;
    }
  }

  /** Whether the block of a row may hold a time from `fromMs` to before `toMs`. */
  mayHold(row: number, fromMs: number, toMs: number): boolean {
    const block = Math.floor(row / BLOCK_ROWS);
    return (this.#first[block] ?? -Infinity) < toMs && (this.#last[block] ?? Infinity) >= fromMs;
  }

  /** Latest time of the block of a row; -Infinity where none of its rows has one. */
  lastMs(row: number): number {
    return this.#last[Math.floor(row / BLOCK_ROWS)] ?? Infinity;
  }

  /** First rows of the blocks, that with the latest time first. */
  newestFirst(): readonly number[] {
    if (this.#newest.rows === this.#rows) return this.#newest.first;
    const first = Array.from(this.#last.keys())
      .toSorted((a, b) => (this.#last[b] ?? 0) - (this.#last[a] ?? 0) || b - a)
      .map((number) => number * BLOCK_ROWS);
    this.#newest = { rows: this.#rows, first };
    return first;
  }

  /** Whether all rows of the block of a row have a time from `fromMs` to before `toMs`. */
  areAllWithin(row: number, fromMs: number, toMs: number): boolean {
    const block = Math.floor(row / BLOCK_ROWS);
    if (this.#untimed[block] !== 0) return false;
    return (this.#first[block] ?? -Infinity) >= fromMs && (this.#last[block] ?? Infinity) < toMs;
  }

  saveTo(to: SectionWriter): void {
    to.json("rows", this.#rows);
    to.array("first", Float64Array.from(this.#first));
    to.array("last", Float64Array.from(this.#last));
    to.array("untimed", Float64Array.from(this.#untimed));
  }

  restoreFrom(from: SectionReader): void {
    this.#rows = from.json("rows", isNumber);
    this.#first = [...from.array("first", "f64")];
    this.#last = [...from.array("last", "f64")];
    this.#untimed = [...from.array("untimed", "f64")];
  }

  #widen(block: number, taken: number): void {
    let first = this.#first[block] ?? Infinity;
    let last = this.#last[block] ?? -Infinity;
    let untimed = this.#untimed[block] ?? 0;
    for (let at = 0; at < taken; at++) {
      const atMs = timesMs[at] ?? Number.NaN;
      if (atMs < first) first = atMs;
      if (atMs > last) last = atMs;
      if (Number.isNaN(atMs)) untimed++;
    }
    this.#first[block] = first;
    this.#last[block] = last;
    this.#untimed[block] = untimed;
  }
}
