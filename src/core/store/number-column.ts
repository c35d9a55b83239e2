import type { BatchColumn, WordBounds } from "../ingest/call-batch.ts";
import {
  createDoubles, createSegment, DoubleSegment, fits, frameOf, readPlaces, widened, type Frame, type Segment,
} from "./segment.ts"; // prettier-ignore
import { isListOf, isNumber } from "./snapshot/json-guards.ts";
import type { SectionReader } from "./snapshot/section-reader.ts";
import type { SectionWriter } from "./snapshot/section-writer.ts";
import type { Stored } from "./snapshot/stored.ts";
import { framesOf, restoreSegment, saveSegment, storedFrame } from "./snapshot/stored-segment.ts";

const SEGMENT_SHIFT = 13;
/** Rows of one segment; the first one is shorter while it fills. */
export const SEGMENT_ROWS = 1 << SEGMENT_SHIFT;
const ROW_MASK = SEGMENT_ROWS - 1;
const FIRST_SEGMENT_ROWS = 256;
/** From so many rows on a whole segment is taken at once: memory that is not touched costs nothing. */
export const MANY_ROWS = 512;

/** What no word holds, with one place for a missing number. */
const MOST_WORD = 0xff_ff_ff_ff;

/**
 * A column of numbers or missing values (NaN), exact for every number. Each segment widens by itself from a
 * constant to 8, 16 and 32 bit integers and, for fractions, negative or larger values, to 64 bit floats; one with
 * nothing but missing values takes no memory. So one odd value costs at most 64 KB, not a wider column.
 */
export class NumberColumn implements Stored {
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
    if (row >= this.#count) return Number.NaN;
    const segment = this.#segments[row >>> SEGMENT_SHIFT];
    return segment === undefined ? Number.NaN : segment.get(row & ROW_MASK);
  }

  /** Copies the values of `count` rows from `row` on to the start of `into`: for passes over many rows. */
  read(row: number, count: number, into: Float64Array): void {
    for (let done = 0; done < count;) {
      const at = (row + done) & ROW_MASK;
      const taken = Math.min(count - done, SEGMENT_ROWS - at);
      readPlaces(this.#segments[(row + done) >>> SEGMENT_SHIFT], at, into.subarray(done, done + taken));
      done += taken;
    }
  }

  /**
   * Fills `into` with what stands from `row` on in one segment as whole numbers: value - `before`, or 0 where it is
   * missing. Returns `before`, or NaN where the segment holds numbers of any kind.
   */
  readWords(row: number, into: Uint32Array): number {
    const segment = this.#segments[row >>> SEGMENT_SHIFT];
    if (segment === undefined) {
      into.fill(0);
      return -1;
    }
    if (segment.places === null) {
      into.fill(segment.frame.base + 1);
      // A constant may be any whole number.
      return segment.frame.base < MOST_WORD ? -1 : Number.NaN;
    }
    if (segment.frame.width === 8) return Number.NaN;
    const at = row & ROW_MASK;
    const places = segment.places.subarray(at, at + into.length);
    into.set(places);
    into.fill(0, places.length);
    return segment.frame.base - 1;
  }

  /** Rows from `first` on that hold a number, ascending; quick where whole segments hold none. */
  *knownRows(first: number): Generator<number> {
    for (let row = first; row < this.#count; row++) {
      if (this.#segments[row >>> SEGMENT_SHIFT] === undefined) row |= ROW_MASK;
      else if (!Number.isNaN(this.get(row))) yield row;
    }
  }

  /** Replaces a value; rows between the end and `row` become missing. `-0` becomes `0`. */
  set(row: number, given: number): void {
    const value = given + 0;
    if (row > this.#count) this.pushMissing(row - this.#count);
    const index = row >>> SEGMENT_SHIFT;
    const at = row & ROW_MASK;
    const segment = this.#segments[index];
    if (Number.isNaN(value)) {
      if (segment !== undefined) this.#makePlaces(index, 0, at + 1).set(at, value);
    } else if (segment !== undefined && at < segment.length && fits(segment.frame, value)) {
      segment.set(at, value);
    } else {
      const isWhole = Number.isInteger(value);
      this.#segmentFor(index, isWhole ? value : -1, isWhole ? value : -1, at + 1).set(at, value);
    }
    if (row === this.#count) this.#extend(row + 1);
  }

  /**
   * Appends the first `count` numbers of a batch, each as value + 1 with 0 for a missing one, which is how the
   * integer segments keep them.
   */
  pushEncoded({ words, bounds }: BatchColumn, count: number): void {
    const { largest, smallest, hasMissing } = bounds ?? boundsOf(words, count);
    let from = 0;
    while (from < count) {
      const at = this.#count & ROW_MASK;
      const taken = Math.min(count - from, SEGMENT_ROWS - at);
      const index = this.#count >>> SEGMENT_SHIFT;
      // A segment of missing values takes no memory.
      if (largest > 0 || this.#segments[index] !== undefined) {
        const room = batchRoom(index, at + taken);
        if (hasMissing) this.#makePlaces(index, largest - 1, room);
        const segment =
          largest === 0 ? this.#segments[index] : this.#segmentFor(index, smallest - 1, largest - 1, room);
        segment?.setEncoded(at, words.subarray(from, from + taken));
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
      // Every place of a fresh segment is written before it is read: filling it first would touch it twice.
      if (at === 0) this.#segments[index] ??= createDoubles(batchRoom(index, taken));
      const segment = this.#segmentFor(index, -1, -1, batchRoom(index, at + taken));
      if (segment instanceof DoubleSegment) segment.places.set(numbers.subarray(from, from + taken), at);
      this.#extend(this.#count + taken);
      from += taken;
    }
  }

  /** Appends the first `count` numbers, NaN for a missing one, as narrow as they allow. */
  pushNumbers(numbers: Float64Array, count: number): void {
    const words = new Uint32Array(count);
    for (let at = 0; at < count; at++) {
      const number = numbers[at] ?? Number.NaN;
      if (Number.isNaN(number)) continue;
      words[at] = number + 1;
      if (number < 0 || words[at] !== number + 1) {
        this.#pushEach(numbers, count);
        return;
      }
    }
    this.pushEncoded({ words, bounds: null }, count);
  }

  #pushEach(numbers: Float64Array, count: number): void {
    for (let at = 0; at < count; at++) this.push(numbers[at] ?? Number.NaN);
  }

  /** Appends one whole number, not negative and below 2^32 - 1, several times. */
  pushSame(value: number, count: number): void {
    let left = count;
    while (left > 0) {
      const at = this.#count & ROW_MASK;
      const taken = Math.min(left, SEGMENT_ROWS - at);
      const segment = this.#segmentFor(this.#count >>> SEGMENT_SHIFT, value, value, at + taken);
      if (segment.places !== null) segment.setEncoded(at, new Uint32Array(taken).fill(value + 1));
      this.#extend(this.#count + taken);
      left -= taken;
    }
  }

  /** Appends missing values. */
  pushMissing(count: number): void {
    const end = this.#count + count;
    while (this.#count < end) {
      const at = this.#count & ROW_MASK;
      const taken = Math.min(end - this.#count, SEGMENT_ROWS - at);
      const index = this.#count >>> SEGMENT_SHIFT;
      if (this.#segments[index] !== undefined) {
        const segment = this.#makePlaces(index, 0, at + taken);
        segment.places?.fill(segment.frame.width === 8 ? Number.NaN : 0, at, at + taken);
      }
      this.#extend(this.#count + taken);
    }
  }

  saveTo(to: SectionWriter): void {
    to.json("count", this.#count);
    to.json(
      "frames",
      this.#segments.flatMap((segment) => storedFrame(segment)),
    );
    for (const [index, segment] of this.#segments.entries()) {
      if (segment !== undefined) saveSegment(segment, this.#count - index * SEGMENT_ROWS, to, String(index));
    }
  }

  restoreFrom(from: SectionReader): void {
    this.#count = from.json("count", isNumber);
    for (const [index, frame] of framesOf(from.json("frames", isListOf(isNumber))).entries()) {
      this.#segments.push(frame === null ? undefined : restoreSegment(frame, from, String(index)));
    }
  }

  /** The segment of that index, for integers from `low` to `high` (negative: for numbers of every kind) at so many places. */
  #segmentFor(index: number, low: number, high: number, minLength: number): Segment {
    const segment = this.#segments[index];
    if (segment === undefined) return this.#firstSegment(index, low, high, minLength);
    const isInside = fits(segment.frame, low) && fits(segment.frame, high);
    if (isInside && segment.length >= minLength) return segment;
    return this.#reshape(index, isInside ? segment.frame : widened(segment.frame, low, high), minLength);
  }

  /** Missing values in front of the first number need places; equal numbers from the start on need none. */
  #firstSegment(index: number, low: number, high: number, minLength: number): Segment {
    const isStart = (this.#count & ROW_MASK) === 0 && this.#count >>> SEGMENT_SHIFT === index;
    const frame: Frame = low === high && low >= 0 && isStart ? { width: 0, base: low } : frameOf(low, high);
    return this.#reshape(index, frame, minLength);
  }

  /** Makes the segment one that holds missing values too: no constant, with so many places. */
  #makePlaces(index: number, high: number, minLength: number): Segment {
    const segment = this.#segments[index];
    const frame = segment?.frame ?? frameOf(Math.max(0, high), Math.max(0, high));
    if (segment !== undefined && frame.width !== 0 && segment.length >= minLength) return segment;
    return this.#reshape(index, frame.width === 0 ? frameOf(frame.base, frame.base) : frame, minLength);
  }

  #reshape(index: number, frame: Frame, minLength: number): Segment {
    const old = this.#segments[index];
    const oldLength = old?.places?.length ?? 0;
    const grown = createSegment(frame, lengthFor(index, minLength, oldLength));
    const filled = Math.min(SEGMENT_ROWS, Math.max(0, this.#count - index * SEGMENT_ROWS));
    if (old !== undefined) grown.copyFrom(old, Math.min(filled, old.length));
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
  while (length < minLength) length = Math.min(length * 2, SEGMENT_ROWS);
  return length;
}

/** Places to make room for when a batch ends at `end`: who brings many rows brings more. */
function batchRoom(index: number, end: number): number {
  return index === 0 && end < MANY_ROWS ? end : SEGMENT_ROWS;
}

function boundsOf(words: Uint32Array, count: number): WordBounds {
  let largest = 0;
  let smallest = 0xff_ff_ff_ff;
  let hasMissing = false;
  for (let at = 0; at < count; at++) {
    const word = words[at] ?? 0;
    if (word > largest) largest = word;
    if (word === 0) hasMissing = true;
    else if (word < smallest) smallest = word;
  }
  return { largest, smallest, hasMissing };
}
