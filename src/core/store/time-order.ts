import { sortedPlaces } from "./sorted-places.ts";

import type { SectionReader } from "./snapshot/section-reader.ts";
import type { SectionWriter } from "./snapshot/section-writer.ts";
import type { Stored } from "./snapshot/stored.ts";

/** A 16th of the rows at least, so that taking in many costs so many moves for each. */
const LEAST_PART = 4;

/** What decides the order of two rows. */
export interface OrderedRows {
  readonly count: number;
  /** Never changes for a row; NaN where unknown. */
  atMs(row: number): number;
  fileId(row: number): number;
  byteOffset(row: number): number;
  /** Copies the times of `count` rows from `row` on to the start of `into`. */
  readTimes(row: number, count: number, into: Float64Array): void;
}

/**
 * Rows by time, then by their place in the files; rows without a time come first. Kept from call to call:
 * rows that are new are sorted among themselves (quick where they already are) and merged from the end, so
 * a row that belongs at the end costs no more than itself.
 */
export class TimeOrder implements Stored {
  readonly #rows: OrderedRows;
  #order: Uint32Array = new Uint32Array(0);
  #count = 0;
  #view: Uint32Array = new Uint32Array(0);

  constructor(rows: OrderedRows) {
    this.#rows = rows;
  }

  /** Bytes of the typed array. */
  get sizeBytes(): number {
    return this.#order.byteLength;
  }

  get behind(): number {
    return this.#rows.count - this.#count;
  }

  /** All rows in order. Valid until the next call that follows an append: the array is reused. */
  get(): Uint32Array {
    this.follow();
    return this.#view;
  }

  /**
   * Takes new rows in: so many, or a part of what is there. Each time all rows behind the first of them may move, where
   * files of the same time are read one after the other.
   */
  follow(mostRows = Infinity): void {
    if (this.behind === 0) return;
    const count = Math.min(this.#rows.count, this.#count + Math.max(mostRows, this.#count >>> LEAST_PART));
    const fresh = this.#sortedFrom(this.#count, count);
    this.#reserve(count);
    this.#mergeFromEnd(fresh);
    this.#count = count;
    this.#view = this.#order.subarray(0, count);
  }

  /** Empty until somebody has asked for it; else up to the last row, so that nobody who asks changes it later. */
  saveTo(to: SectionWriter): void {
    if (this.#count > 0) this.follow();
    to.array("rows", this.#view);
  }

  restoreFrom(from: SectionReader): void {
    this.#order = from.array("rows", "u32");
    this.#view = this.#order;
    this.#count = this.#order.length;
  }

  #reserve(count: number): void {
    if (count <= this.#order.length) return;
    const grown = new Uint32Array(Math.max(count, Math.ceil(this.#order.length * 1.25)));
    grown.set(this.#order);
    this.#order = grown;
  }

  #mergeFromEnd(fresh: Uint32Array): void {
    const order = this.#order;
    if (this.#count === 0) {
      order.set(fresh);
      return;
    }
    let from = this.#count - 1;
    let to = from + fresh.length;
    for (let next = fresh.length - 1; next >= 0; next--) {
      const row = fresh[next] ?? 0;
      while (from >= 0 && this.#isAfter(order[from] ?? 0, row)) order[to--] = order[from--] ?? 0;
      order[to--] = row;
    }
  }

  #sortedFrom(first: number, end: number): Uint32Array {
    const keys = this.#keysOf(first, end - first);
    const source = sortedPlaces(keys, (a, b) => this.#standsAfter(first + a, first + b));
    if (first > 0) for (let at = 0; at < source.length; at++) source[at] = (source[at] ?? 0) + first;
    return source;
  }

  /** Times of rows; unknown ones before all. */
  #keysOf(first: number, count: number): Float64Array {
    const keys = new Float64Array(count);
    this.#rows.readTimes(first, count, keys);
    for (let at = 0; at < count; at++) if (Number.isNaN(keys[at] ?? 0)) keys[at] = -Infinity;
    return keys;
  }

  #isAfter(a: number, b: number): boolean {
    const rows = this.#rows;
    const aAtMs = rows.atMs(a);
    const bAtMs = rows.atMs(b);
    if (aAtMs !== bAtMs) {
      const isUnknown = Number.isNaN(aAtMs);
      if (!isUnknown && !Number.isNaN(bAtMs)) return aAtMs > bAtMs;
      if (isUnknown !== Number.isNaN(bAtMs)) return !isUnknown;
    }
    return this.#standsAfter(a, b);
  }

  #standsAfter(a: number, b: number): boolean {
    const rows = this.#rows;
    const files = rows.fileId(a) - rows.fileId(b);
    if (files !== 0) return files > 0;
    const offsets = rows.byteOffset(a) - rows.byteOffset(b);
    return offsets === 0 ? a > b : offsets > 0;
  }
}
