import { isBoolean, isListOf, isNumber } from "./snapshot/json-guards.ts";
import type { SectionReader } from "./snapshot/section-reader.ts";
import type { SectionWriter } from "./snapshot/section-writer.ts";
import type { Stored } from "./snapshot/stored.ts";

/**
 * Finds the row of a line of one file. Lines come in the order of the file, so a stretch of rows of one file
 * has ascending offsets: only the stretches are kept, one entry a block of bytes read, not one a row.
 */
export class RowExtents implements Stored {
  #firstRows: number[] = [];
  #counts: number[] = [];
  #lastOffset = -1;
  /** False once a line came that stands before its predecessor: every stretch is searched then. */
  #isAscending = true;

  /** Takes the next row of the file. Rows ascend; offsets should. */
  add(row: number, byteOffset: number): void {
    this.addMany(row, 1, byteOffset, byteOffset);
  }

  /** Takes the next rows of the file, whose offsets ascend from the first to the last one given. */
  addMany(row: number, rows: number, byteOffset: number, lastOffset: number): void {
    const last = this.#firstRows.length - 1;
    const count = this.#counts[last] ?? 0;
    const isNext = last >= 0 && (this.#firstRows[last] ?? 0) + count === row;
    const isBehind = byteOffset < this.#lastOffset;
    if (isBehind) this.#isAscending = false;
    this.#lastOffset = lastOffset;
    if (isNext && !isBehind) {
      this.#counts[last] = count + rows;
      return;
    }
    this.#firstRows.push(row);
    this.#counts.push(rows);
  }

  saveTo(to: SectionWriter): void {
    to.json("firstRows", this.#firstRows);
    to.json("counts", this.#counts);
    to.json("lastOffset", this.#lastOffset);
    to.json("isAscending", this.#isAscending);
  }

  restoreFrom(from: SectionReader): void {
    this.#firstRows = from.json("firstRows", isListOf(isNumber));
    this.#counts = from.json("counts", isListOf(isNumber));
    this.#lastOffset = from.json("lastOffset", isNumber);
    this.#isAscending = from.json("isAscending", isBoolean);
  }

  /** The row at an offset, or -1. `offsetOf` tells the offset of a row. */
  find(byteOffset: number, offsetOf: (row: number) => number): number {
    if (this.#isAscending)
      return this.#findIn(this.#lastExtentUpTo(byteOffset, offsetOf), byteOffset, offsetOf);
    for (let extent = 0; extent < this.#firstRows.length; extent++) {
      const row = this.#findIn(extent, byteOffset, offsetOf);
      if (row >= 0) return row;
    }
    return -1;
  }

  #lastExtentUpTo(byteOffset: number, offsetOf: (row: number) => number): number {
    let low = 0;
    let high = this.#firstRows.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (offsetOf(this.#firstRows[middle] ?? 0) <= byteOffset) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  #findIn(extent: number, byteOffset: number, offsetOf: (row: number) => number): number {
    const first = this.#firstRows[extent] ?? 0;
    const end = first + (this.#counts[extent] ?? 0);
    let low = first;
    let high = end;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (offsetOf(middle) < byteOffset) low = middle + 1;
      else high = middle;
    }
    return low < end && offsetOf(low) === byteOffset ? low : -1;
  }
}
