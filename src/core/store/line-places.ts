import type { BatchColumn } from "../ingest/call-batch.ts";
import { NumberColumn } from "./number-column.ts";
import { isNumber } from "./snapshot/json-guards.ts";
import type { SectionReader } from "./snapshot/section-reader.ts";
import type { SectionWriter } from "./snapshot/section-writer.ts";
import type { Stored } from "./snapshot/stored.ts";

/** Rows between two stretches at most: what a look-up may have to add up. */
const STRETCH_ROWS = 256;
const FIRST_STRETCHES = 64;
const UNKNOWN_GAP = 0xff;

/** Lines of a batch: where they stand, counted from `baseOffset` of their file. */
export interface BatchPlaces {
  readonly byteOffset: BatchColumn;
  readonly byteLength: BatchColumn;
  readonly baseOffset: number;
  /** Between every two lines stands one byte, their line feed. */
  readonly isDense: boolean;
}

/**
 * Where the line of each row stands in its file. Lines follow each other at an even distance, so that only their
 * lengths are kept, and for each stretch of rows where its first one begins and how many bytes lie between two.
 */
export class LinePlaces implements Stored {
  readonly #lengths = new NumberColumn();
  #firstRows: Uint32Array = new Uint32Array(FIRST_STRETCHES);
  #offsets: Float64Array = new Float64Array(FIRST_STRETCHES);
  #gaps: Uint8Array = new Uint8Array(FIRST_STRETCHES);
  #stretches = 0;
  /** Rows of the last stretch, and where its last line ends. */
  #lastRows = 0;
  #end = 0;
  /** The row that was asked for last: rows are mostly read one after the other. */
  #knownRow = -1;
  #knownOffset = 0;
  #knownStretch = -1;

  get sizeBytes(): number {
    const { byteLength } = this.#firstRows;
    return this.#lengths.sizeBytes + byteLength + this.#offsets.byteLength + this.#gaps.byteLength;
  }

  push(byteOffset: number, byteLength: number): void {
    if (!this.#continues(byteOffset)) this.#begin(this.#lengths.count, byteOffset);
    this.#lastRows++;
    this.#end = byteOffset + byteLength;
    this.#lengths.push(byteLength);
  }

  /** Appends the lines of a batch. */
  pushBatch({ byteOffset, byteLength, baseOffset, isDense }: BatchPlaces, count: number): void {
    const first = this.#lengths.count;
    const offsetAt = (at: number): number => baseOffset + (byteOffset.words[at] ?? 0);
    let at = 0;
    while (at < count) {
      if (!this.#continues(offsetAt(at))) this.#begin(first + at, offsetAt(at));
      if (isDense && this.#gaps[this.#stretches - 1] === UNKNOWN_GAP && at + 1 < count) {
        this.#gaps[this.#stretches - 1] = 1;
      }
      const isFast = isDense && this.#gaps[this.#stretches - 1] === 1;
      const taken = isFast ? Math.min(count - at, STRETCH_ROWS - this.#lastRows) : 1;
      this.#lastRows += taken;
      at += taken;
      this.#end = offsetAt(at - 1) + (byteLength.words[at - 1] ?? 1) - 1;
    }
    this.#lengths.pushEncoded(byteLength, count);
  }

  byteLength(row: number): number {
    return this.#lengths.get(row);
  }

  /** NaN for a row that does not exist. */
  byteOffset(row: number): number {
    if (!(row >= 0 && row < this.#lengths.count)) return Number.NaN;
    const stretch = this.#stretchOf(row);
    const isAhead = stretch === this.#knownStretch && this.#knownRow <= row;
    let at = isAhead ? this.#knownRow : (this.#firstRows[stretch] ?? 0);
    let offset = isAhead ? this.#knownOffset : (this.#offsets[stretch] ?? Number.NaN);
    const gap = this.#gaps[stretch] ?? 0;
    for (; at < row; at++) offset += this.#lengths.get(at) + gap;
    this.#knownRow = row;
    this.#knownOffset = offset;
    this.#knownStretch = stretch;
    return offset;
  }

  saveTo(to: SectionWriter): void {
    this.#lengths.saveTo(to.within("lengths"));
    to.array("firstRows", this.#firstRows.subarray(0, this.#stretches));
    to.array("offsets", this.#offsets.subarray(0, this.#stretches));
    to.array("gaps", this.#gaps.subarray(0, this.#stretches));
    to.json("lastRows", this.#lastRows);
    to.json("end", this.#end);
  }

  restoreFrom(from: SectionReader): void {
    this.#lengths.restoreFrom(from.within("lengths"));
    this.#firstRows = from.array("firstRows", "u32");
    this.#offsets = from.array("offsets", "f64");
    this.#gaps = from.array("gaps", "u8");
    this.#stretches = this.#firstRows.length;
    this.#lastRows = from.json("lastRows", isNumber);
    this.#end = from.json("end", isNumber);
  }

  /** Whether the next row belongs to the last stretch; its second one decides how far lines are apart. */
  #continues(byteOffset: number): boolean {
    if (this.#stretches === 0 || this.#lastRows === STRETCH_ROWS) return false;
    const gap = byteOffset - this.#end;
    const last = this.#stretches - 1;
    if (this.#gaps[last] === UNKNOWN_GAP && gap >= 0 && gap < UNKNOWN_GAP) this.#gaps[last] = gap;
    return this.#gaps[last] === gap && gap !== UNKNOWN_GAP;
  }

  #begin(row: number, byteOffset: number): void {
    if (this.#stretches === this.#firstRows.length) this.#grow();
    this.#firstRows[this.#stretches] = row;
    this.#offsets[this.#stretches] = byteOffset;
    this.#gaps[this.#stretches] = UNKNOWN_GAP;
    this.#stretches++;
    this.#lastRows = 0;
  }

  #grow(): void {
    const length = Math.max(FIRST_STRETCHES, this.#firstRows.length * 2);
    const [firstRows, offsets, gaps] = [
      new Uint32Array(length),
      new Float64Array(length),
      new Uint8Array(length),
    ];
    firstRows.set(this.#firstRows);
    offsets.set(this.#offsets);
    gaps.set(this.#gaps);
    this.#firstRows = firstRows;
    this.#offsets = offsets;
    this.#gaps = gaps;
  }

  /** The last stretch that begins at or before a row. */
  #stretchOf(row: number): number {
    let low = 0;
    let high = this.#stretches;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#firstRows[middle] ?? 0) <= row) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}
