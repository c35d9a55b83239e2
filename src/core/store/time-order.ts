import type { SectionReader } from "./snapshot/section-reader.ts";
import type { SectionWriter } from "./snapshot/section-writer.ts";
import type { Stored } from "./snapshot/stored.ts";

/** What decides the order of two rows. */
export interface OrderedRows {
  readonly count: number;
  /** Never changes for a row; NaN where unknown. */
  atMs(row: number): number;
  fileId(row: number): number;
  byteOffset(row: number): number;
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

  /** All rows in order. Valid until the next call that follows an append: the array is reused. */
  get(): Uint32Array {
    const count = this.#rows.count;
    if (count === this.#count) return this.#view;
    const fresh = this.#sortedFrom(this.#count, count);
    this.#reserve(count);
    this.#mergeFromEnd(fresh);
    this.#count = count;
    this.#view = this.#order.subarray(0, count);
    return this.#view;
  }

  /** As far as anybody has asked for it. */
  saveTo(to: SectionWriter): void {
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
    let from = this.#count - 1;
    let to = from + fresh.length;
    for (let next = fresh.length - 1; next >= 0; next--) {
      const row = fresh[next] ?? 0;
      while (from >= 0 && this.#isAfter(order[from] ?? 0, row)) order[to--] = order[from--] ?? 0;
      order[to--] = row;
    }
  }

  /** Natural merge sort: ascending stretches, as files hold them, are found and merged pair by pair. */
  #sortedFrom(first: number, end: number): Uint32Array {
    let source = new Uint32Array(end - first);
    for (let at = 0; at < source.length; at++) source[at] = first + at;
    let starts = this.#ascendingStarts(source);
    let target = starts.length > 1 ? new Uint32Array(source.length) : source;
    while (starts.length > 1) {
      const merged: number[] = [];
      for (let pair = 0; pair < starts.length; pair += 2) {
        const start = starts[pair] ?? 0;
        const middle = starts[pair + 1] ?? source.length;
        this.#mergePair(source, target, start, middle, starts[pair + 2] ?? source.length);
        merged.push(start);
      }
      [source, target] = [target, source];
      starts = merged;
    }
    return source;
  }

  #ascendingStarts(rows: Uint32Array): number[] {
    const starts: number[] = [0];
    for (let at = 1; at < rows.length; at++) {
      if (this.#isAfter(rows[at - 1] ?? 0, rows[at] ?? 0)) starts.push(at);
    }
    return starts;
  }

  #mergePair(source: Uint32Array, target: Uint32Array, start: number, middle: number, end: number): void {
    let left = start;
    let right = middle;
    for (let at = start; at < end; at++) {
      const takeLeft =
        left < middle && (right >= end || !this.#isAfter(source[left] ?? 0, source[right] ?? 0));
      target[at] = source[takeLeft ? left++ : right++] ?? 0;
    }
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
    const files = rows.fileId(a) - rows.fileId(b);
    if (files !== 0) return files > 0;
    const offsets = rows.byteOffset(a) - rows.byteOffset(b);
    return offsets === 0 ? a > b : offsets > 0;
  }
}
