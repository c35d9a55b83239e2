/**
 * Some thousand numbers in the narrowest array that holds them. The integer forms store `value - base + 1` (frame
 * of reference), so that a zeroed place reads as missing; a constant one stores nothing; the last form stores any
 * number as it is. One class per width keeps every array access monomorphic: scans are about three times faster
 * than over a union.
 */
export interface Segment {
  readonly frame: Frame;
  /** Places that may be read and written. */
  readonly length: number;
  readonly sizeBytes: number;
  /** NaN where the place holds a missing value. */
  get(at: number): number;
  /** The caller has checked that the value fits the frame. */
  set(at: number, value: number): void;
  /** Stores words of `value + 1`, 0 for a missing one, which fit the frame. */
  setEncoded(at: number, words: Uint32Array): void;
  /** Takes over the first `count` places of a segment whose frame is inside this one's. */
  copyFrom(from: Segment, count: number): void;
  /** The stored places; null for a constant. */
  readonly places: SegmentPlaces | null;
}

export type SegmentPlaces = Uint8Array | Uint16Array | Uint32Array | Float64Array;

/** How numbers are stored. Widths: 0 a constant, 1, 2 and 4 bytes for integers from `base` on, 8 any number. */
export interface Frame {
  readonly width: 0 | 1 | 2 | 4 | 8;
  readonly base: number;
}

/** Integers from the base on that a width holds; one stored number stands for "missing". */
const SPAN = { 0: 1, 1: 0xff, 2: 0xff_ff, 4: 0xff_ff_ff_ff, 8: Number.POSITIVE_INFINITY } as const;
export const ANY_NUMBER: Frame = { width: 8, base: 0 };

/** Whether a number (not a missing one) can be stored. */
export function fits(frame: Frame, value: number): boolean {
  if (frame.width === 8) return true;
  const distance = value - frame.base;
  return distance >= 0 && distance < SPAN[frame.width] && Number.isInteger(distance);
}

/** The narrowest frame of integers from `low` to `high`, with room for their like; for negative ones that of all numbers. */
export function frameOf(low: number, high: number): Frame {
  if (!(low >= 0 && high < SPAN[4])) return ANY_NUMBER;
  if (high < SPAN[1]) return { width: 1, base: 0 };
  const range = high - low;
  // Lengths of lines, numbers of runs: a window around them, so that the next ones fit too.
  if (range < SPAN[1] - 50) return { width: 1, base: Math.max(0, low - ((SPAN[1] - range) >>> 1)) };
  if (high < SPAN[2]) return { width: 2, base: 0 };
  if (range < SPAN[2] / 2) return { width: 2, base: Math.max(0, low - ((SPAN[2] - range) >>> 2)) };
  return { width: 4, base: 0 };
}

/** A frame that holds what `frame` may hold and the integers from `low` to `high` besides. */
export function widened(frame: Frame, low: number, high: number): Frame {
  if (frame.width === 8) return frame;
  return frameOf(Math.min(low, frame.base), Math.max(high, frame.base + SPAN[frame.width] - 1));
}

/** A new segment of `length` places, all missing (but for a constant, which has no places). */
export function createSegment(frame: Frame, length: number): Segment {
  switch (frame.width) {
    case 0:
      return new ConstantSegment(frame);
    case 1:
      return new ByteSegment(frame, new Uint8Array(length));
    case 2:
      return new ShortSegment(frame, new Uint16Array(length));
    case 4:
      return new WordSegment(frame, new Uint32Array(length));
    default:
      return new DoubleSegment(new Float64Array(length).fill(Number.NaN));
  }
}

/** A segment on places that exist; null for a constant. */
export function segmentOn(frame: Frame, places: SegmentPlaces | null): Segment {
  if (places === null) return new ConstantSegment(frame);
  if (places instanceof Uint8Array) return new ByteSegment(frame, places);
  if (places instanceof Uint16Array) return new ShortSegment(frame, places);
  return places instanceof Uint32Array ? new WordSegment(frame, places) : new DoubleSegment(places);
}

/** A segment of doubles that the caller is about to fill: what is not written reads as 0. */
export function createDoubles(length: number): DoubleSegment {
  return new DoubleSegment(new Float64Array(length));
}

class ConstantSegment implements Segment {
  readonly frame: Frame;
  readonly length = Number.POSITIVE_INFINITY;
  readonly sizeBytes = 0;
  readonly places = null;
  constructor(frame: Frame) {
    this.frame = frame;
  }
  get(): number {
    return this.frame.base;
  }
  set(): void {
    // What fits a constant is the constant.
  }
  setEncoded(): void {
    // Likewise.
  }
  copyFrom(): void {
    // Likewise.
  }
}

class ByteSegment implements Segment {
  readonly frame: Frame;
  readonly places: Uint8Array;
  readonly #before: number;
  constructor(frame: Frame, places: Uint8Array) {
    this.frame = frame;
    this.places = places;
    this.#before = frame.base - 1;
  }
  get length(): number {
    return this.places.length;
  }
  get sizeBytes(): number {
    return this.places.byteLength;
  }
  get(at: number): number {
    const stored = this.places[at] ?? 0;
    return stored === 0 ? Number.NaN : stored + this.#before;
  }
  set(at: number, value: number): void {
    this.places[at] = Number.isNaN(value) ? 0 : value - this.#before;
  }
  setEncoded(at: number, words: Uint32Array): void {
    setWords(this.places, at, words, this.frame.base);
  }
  copyFrom(from: Segment, count: number): void {
    copyPlaces(this, from, count);
  }
}

class ShortSegment implements Segment {
  readonly frame: Frame;
  readonly places: Uint16Array;
  readonly #before: number;
  constructor(frame: Frame, places: Uint16Array) {
    this.frame = frame;
    this.places = places;
    this.#before = frame.base - 1;
  }
  get length(): number {
    return this.places.length;
  }
  get sizeBytes(): number {
    return this.places.byteLength;
  }
  get(at: number): number {
    const stored = this.places[at] ?? 0;
    return stored === 0 ? Number.NaN : stored + this.#before;
  }
  set(at: number, value: number): void {
    this.places[at] = Number.isNaN(value) ? 0 : value - this.#before;
  }
  setEncoded(at: number, words: Uint32Array): void {
    setWords(this.places, at, words, this.frame.base);
  }
  copyFrom(from: Segment, count: number): void {
    copyPlaces(this, from, count);
  }
}

class WordSegment implements Segment {
  readonly frame: Frame;
  readonly places: Uint32Array;
  readonly #before: number;
  constructor(frame: Frame, places: Uint32Array) {
    this.frame = frame;
    this.places = places;
    this.#before = frame.base - 1;
  }
  get length(): number {
    return this.places.length;
  }
  get sizeBytes(): number {
    return this.places.byteLength;
  }
  get(at: number): number {
    const stored = this.places[at] ?? 0;
    return stored === 0 ? Number.NaN : stored + this.#before;
  }
  set(at: number, value: number): void {
    this.places[at] = Number.isNaN(value) ? 0 : value - this.#before;
  }
  setEncoded(at: number, words: Uint32Array): void {
    setWords(this.places, at, words, this.frame.base);
  }
  copyFrom(from: Segment, count: number): void {
    copyPlaces(this, from, count);
  }
}

export class DoubleSegment implements Segment {
  readonly frame = ANY_NUMBER;
  readonly places: Float64Array;
  constructor(places: Float64Array) {
    this.places = places;
  }
  get length(): number {
    return this.places.length;
  }
  get sizeBytes(): number {
    return this.places.byteLength;
  }
  get(at: number): number {
    return this.places[at] ?? Number.NaN;
  }
  set(at: number, value: number): void {
    this.places[at] = value;
  }
  setEncoded(at: number, words: Uint32Array): void {
    for (let index = 0; index < words.length; index++) {
      const word = words[index] ?? 0;
      this.places[at + index] = word === 0 ? Number.NaN : word - 1;
    }
  }
  copyFrom(from: Segment, count: number): void {
    if (from instanceof DoubleSegment) this.places.set(from.places.subarray(0, count));
    else copyPlaces(this, from, count);
  }
}

/** Fills `into` with the numbers from place `at` on, NaN for missing ones; `undefined` is a segment of those alone. */
export function readPlaces(segment: Segment | undefined, at: number, into: Float64Array): void {
  if (segment === undefined || segment.places === null) {
    into.fill(segment?.frame.base ?? Number.NaN);
    return;
  }
  // Converts without compiling a loop for each width; what is left to do is the same for all.
  const places = segment.places.subarray(at, at + into.length);
  into.set(places);
  // A segment from a snapshot ends with its last number: the rows behind it are missing.
  into.fill(segment.frame.width === 8 ? Number.NaN : 0, places.length);
  if (segment.frame.width === 8) return;
  const before = segment.frame.base - 1;
  for (let index = 0; index < into.length; index++) {
    const stored = into[index] ?? 0;
    into[index] = stored === 0 ? Number.NaN : stored + before;
  }
}

/** Copies as a whole where nothing is to be added: a loop would have to be compiled first. */
function setWords(
  places: Uint8Array | Uint16Array | Uint32Array,
  at: number,
  words: Uint32Array,
  base: number,
): void {
  if (base === 0) {
    places.set(words, at);
    return;
  }
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? 0;
    places[at + index] = word === 0 ? 0 : word - base;
  }
}

function copyPlaces(to: Segment, from: Segment, count: number): void {
  if (to.frame.width !== 8 && from.places !== null && from.frame.base === to.frame.base) {
    to.places?.set(from.places.subarray(0, count));
    return;
  }
  for (let at = 0; at < count; at++) to.set(at, from.get(at));
}
