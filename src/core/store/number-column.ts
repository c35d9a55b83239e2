import type { BatchColumn } from "../ingest/call-batch.ts";
import {
  DoubleSegment,
  reshape,
  widthOf,
  widthOfEncoded,
  type Segment,
  type SegmentWidth,
} from "./segment.ts";

/** Rows of one segment; only the last segment is shorter while it fills. */
export const SEGMENT_ROWS = 65_536;

const SEGMENT_SHIFT = 16;
const ROW_MASK = SEGMENT_ROWS - 1;
const FIRST_SEGMENT_ROWS = 256;

/**
 * A column of numbers or missing values (NaN), exact for every number. Each segment widens by itself from 8
 * to 16 and 32 bit integers and, for fractions, negative or larger values, to 64 bit floats; a segment with
 * nothing but missing values takes no memory. So one odd value costs at most 512 KB, not a wider column.
 */
export class NumberColumn {
  readonly #segments: (Segment | undefined)[] = [];
  #count = 0;

  /** Rows appended, or one more than the largest row that was set. */
  get count(): number {
    return this.#count;
  }

  /** Bytes of the typed arrays. */
  get sizeBytes(): number {
    let total = 0;
    for (const segment of this.#segments) total += segment?.sizeBytes ?? 0;
    return total;
  }

  push(value: number): void {
    this.set(this.#count, value);
  }

  /** NaN for a missing value and for rows that do not exist. */
  get(row: number): number {
    const segment = this.#segments[row >>> SEGMENT_SHIFT];
    return segment === undefined ? Number.NaN : segment.get(row & ROW_MASK);
  }

  /** Replaces a value; rows between the end and `row` become missing. `-0` becomes `0`. */
  set(row: number, value: number): void {
    if (row >= this.#count) this.#extend(row + 1);
    const index = row >>> SEGMENT_SHIFT;
    const at = row & ROW_MASK;
    const segment = this.#segments[index];
    if (segment === undefined && Number.isNaN(value)) return;
    const width = widthOf(value);
    if (segment !== undefined && at < segment.length && width <= segment.width) {
      segment.set(at, value + 0);
      return;
    }
    if (Number.isNaN(value)) return;
    this.#segmentFor(index, width, at + 1).set(at, value + 0);
  }

  /**
   * Appends the first `count` numbers of a batch, each as value + 1 with 0 for a missing one, which is how the
   * integer segments keep them. `addend` is added to each; only where none is missing.
   */
  pushEncoded(column: BatchColumn, count: number, addend = 0): void {
    const { words } = column;
    const largest = (column.largest ?? maxOf(words, count)) + addend;
    let from = 0;
    while (from < count) {
      const at = this.#count & ROW_MASK;
      const taken = Math.min(count - from, SEGMENT_ROWS - at);
      const index = this.#count >>> SEGMENT_SHIFT;
      // A segment of missing values takes no memory.
      if (largest > 0 || this.#segments[index] !== undefined) {
        const segment = this.#segmentFor(index, widthOfEncoded(largest), batchRoom(index, at + taken));
        segment.setEncoded(at, words, from, taken, addend);
      }
      this.#extend(this.#count + taken);
      from += taken;
    }
  }

  /** Appends the first `count` numbers as 64 bit floats. */
  pushDoubles(numbers: Float64Array, count: number): void {
    let from = 0;
    while (from < count) {
      const at = this.#count & ROW_MASK;
      const taken = Math.min(count - from, SEGMENT_ROWS - at);
      const index = this.#count >>> SEGMENT_SHIFT;
      const segment = this.#segmentFor(index, 3, batchRoom(index, at + taken));
      if (segment instanceof DoubleSegment) segment.setDoubles(at, numbers.subarray(from, from + taken));
      this.#extend(this.#count + taken);
      from += taken;
    }
  }

  /** Appends the first `count` numbers, NaN for a missing one, as narrow as they allow. */
  pushNumbers(numbers: Float64Array, count: number): void {
    for (let at = 0; at < count; at++) this.push(numbers[at] ?? Number.NaN);
  }

  /** Appends one whole number, not negative and below 2^32 - 1, several times. */
  pushSame(value: number, count: number): void {
    const words = new Uint32Array(count).fill(value + 1);
    this.pushEncoded({ words, largest: value + 1 }, count);
  }

  /** Appends missing values. */
  pushMissing(count: number): void {
    this.#extend(this.#count + count);
  }

  /** The segment of that index, made at least so wide and so long. */
  #segmentFor(index: number, width: SegmentWidth, minLength: number): Segment {
    const segment = this.#segments[index];
    if (segment !== undefined && segment.width >= width && segment.length >= minLength) return segment;
    const length = lengthFor(index, minLength, segment?.length ?? 0);
    const wider = segment !== undefined && segment.width > width ? segment.width : width;
    const grown = reshape(segment, wider, length);
    this.#segments[index] = grown;
    return grown;
  }

  #extend(count: number): void {
    this.#count = count;
    while (this.#segments.length << SEGMENT_SHIFT < count) this.#segments.push(undefined);
  }
}

/** Doubling, from what a small file needs. */
function lengthFor(index: number, minLength: number, oldLength: number): number {
  let length = oldLength > 0 ? oldLength : index === 0 ? FIRST_SEGMENT_ROWS : SEGMENT_ROWS / 16;
  while (length < minLength) length *= 2;
  return length;
}

/** Places to make room for when a batch ends at `end`: who brings batches into a later segment brings more. */
function batchRoom(index: number, end: number): number {
  return index === 0 ? end : SEGMENT_ROWS;
}

function maxOf(words: Uint32Array, count: number): number {
  let largest = 0;
  for (let at = 0; at < count; at++) {
    const word = words[at] ?? 0;
    if (word > largest) largest = word;
  }
  return largest;
}
