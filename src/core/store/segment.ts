/**
 * Up to 65,536 numbers in the narrowest array that holds them. The three integer forms store `value + 1`,
 * so that a fresh (zeroed) place reads as missing; the last form stores any number as it is. One class per
 * width keeps every array access monomorphic: scans are about three times faster than over a union.
 */
export interface Segment {
  /** Places; a row beyond is missing. */
  readonly length: number;
  readonly sizeBytes: number;
  /** Widths are numbered 0 (8 bit), 1 (16), 2 (32), 3 (64 bit float). */
  readonly width: SegmentWidth;
  /** NaN where nothing was set. */
  get(at: number): number;
  /** The caller has checked that `value` fits the width. */
  set(at: number, value: number): void;
  /** Stores encoded numbers, `addend` added to each; see `NumberColumn.pushEncoded`. */
  setEncoded(at: number, words: Uint32Array, from: number, count: number, addend: number): void;
  /** Takes over the start of a segment that is not wider and not longer. */
  copyFrom(from: Segment): void;
  /** The encoded places of an integer segment; null for floats. */
  readonly encoded: Uint8Array | Uint16Array | Uint32Array | null;
}

export type SegmentWidth = 0 | 1 | 2 | 3;

/** The narrowest width that holds a value exactly; NaN (missing) fits everywhere. */
export function widthOf(value: number): SegmentWidth {
  if (Number.isNaN(value)) return 0;
  if (!Number.isInteger(value) || value < 0 || value > 0xff_ff_ff_fe) return 3;
  if (value < 0xff) return 0;
  return value < 0xff_ff ? 1 : 2;
}

/** The narrowest width for encoded numbers, by the largest of them. */
export function widthOfEncoded(largest: number): SegmentWidth {
  if (largest <= 0xff) return 0;
  if (largest <= 0xff_ff) return 1;
  return largest <= 0xff_ff_ff_ff ? 2 : 3;
}

/** A new segment of `length` places with what `from` holds; `width` is at least that of `from`. */
export function reshape(from: Segment | undefined, width: SegmentWidth, length: number): Segment {
  const to = CREATE_SEGMENT[width](length);
  if (from !== undefined) to.copyFrom(from);
  return to;
}

const CREATE_SEGMENT = {
  0: (length: number): Segment => new ByteSegment(length),
  1: (length: number): Segment => new ShortSegment(length),
  2: (length: number): Segment => new WordSegment(length),
  3: (length: number): Segment => new DoubleSegment(length),
} satisfies Record<SegmentWidth, (length: number) => Segment>;

function decode(stored: number | undefined): number {
  return stored === undefined || stored === 0 ? Number.NaN : stored - 1;
}

function encode(value: number): number {
  return Number.isNaN(value) ? 0 : value + 1;
}

class ByteSegment implements Segment {
  readonly width = 0;
  readonly #places: Uint8Array;
  constructor(length: number) {
    this.#places = new Uint8Array(length);
  }
  get length(): number {
    return this.#places.length;
  }
  get sizeBytes(): number {
    return this.#places.byteLength;
  }
  get(at: number): number {
    return decode(this.#places[at]);
  }
  set(at: number, value: number): void {
    this.#places[at] = encode(value);
  }
  get encoded(): Uint8Array {
    return this.#places;
  }
  copyFrom(from: Segment): void {
    if (from.encoded !== null) this.#places.set(from.encoded);
  }
  setEncoded(at: number, words: Uint32Array, from: number, count: number, addend: number): void {
    const places = this.#places;
    for (let index = 0; index < count; index++) places[at + index] = (words[from + index] ?? 0) + addend;
  }
}

class ShortSegment implements Segment {
  readonly width = 1;
  readonly #places: Uint16Array;
  constructor(length: number) {
    this.#places = new Uint16Array(length);
  }
  get length(): number {
    return this.#places.length;
  }
  get sizeBytes(): number {
    return this.#places.byteLength;
  }
  get(at: number): number {
    return decode(this.#places[at]);
  }
  set(at: number, value: number): void {
    this.#places[at] = encode(value);
  }
  get encoded(): Uint16Array {
    return this.#places;
  }
  copyFrom(from: Segment): void {
    if (from.encoded !== null) this.#places.set(from.encoded);
  }
  setEncoded(at: number, words: Uint32Array, from: number, count: number, addend: number): void {
    const places = this.#places;
    for (let index = 0; index < count; index++) places[at + index] = (words[from + index] ?? 0) + addend;
  }
}

class WordSegment implements Segment {
  readonly width = 2;
  readonly #places: Uint32Array;
  constructor(length: number) {
    this.#places = new Uint32Array(length);
  }
  get length(): number {
    return this.#places.length;
  }
  get sizeBytes(): number {
    return this.#places.byteLength;
  }
  get(at: number): number {
    return decode(this.#places[at]);
  }
  set(at: number, value: number): void {
    this.#places[at] = encode(value);
  }
  get encoded(): Uint32Array {
    return this.#places;
  }
  copyFrom(from: Segment): void {
    if (from.encoded !== null) this.#places.set(from.encoded);
  }
  setEncoded(at: number, words: Uint32Array, from: number, count: number, addend: number): void {
    const places = this.#places;
    if (addend === 0) places.set(words.subarray(from, from + count), at);
    else for (let index = 0; index < count; index++) places[at + index] = (words[from + index] ?? 0) + addend;
  }
}

export class DoubleSegment implements Segment {
  readonly width = 3;
  readonly #places: Float64Array;
  constructor(length: number) {
    this.#places = new Float64Array(length).fill(Number.NaN);
  }
  get length(): number {
    return this.#places.length;
  }
  get sizeBytes(): number {
    return this.#places.byteLength;
  }
  get(at: number): number {
    return this.#places[at] ?? Number.NaN;
  }
  set(at: number, value: number): void {
    this.#places[at] = value;
  }
  get encoded(): null {
    return null;
  }
  copyFrom(from: Segment): void {
    if (from instanceof DoubleSegment) this.#places.set(from.#places);
    else for (let at = 0; at < from.length; at++) this.#places[at] = from.get(at);
  }
  setEncoded(at: number, words: Uint32Array, from: number, count: number, addend: number): void {
    for (let index = 0; index < count; index++) {
      this.#places[at + index] = decode((words[from + index] ?? 0) + addend);
    }
  }
  /** Stores `count` numbers as they are. */
  setDoubles(at: number, numbers: Float64Array): void {
    this.#places.set(numbers, at);
  }
}
