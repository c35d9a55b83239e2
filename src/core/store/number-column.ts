import { reshape, widthOf, type Segment } from "./segment.ts";

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
    let length = segment?.length ?? (index === 0 ? FIRST_SEGMENT_ROWS : SEGMENT_ROWS / 16);
    while (length <= at) length *= 2;
    const wider = segment !== undefined && segment.width > width ? segment.width : width;
    const grown = reshape(segment, wider, length);
    grown.set(at, value + 0);
    this.#segments[index] = grown;
  }

  #extend(count: number): void {
    this.#count = count;
    while (this.#segments.length << SEGMENT_SHIFT < count) this.#segments.push(undefined);
  }
}
