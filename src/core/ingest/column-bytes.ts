import type { BatchColumn, WordBounds } from "./call-batch.ts";

const FIRST_BYTES = 256 * 1024;
const ALIGNMENT = 8;

/** Columns, one after the other, in one growing buffer that is used again. */
export class ColumnWriter {
  #bytes: Uint8Array<ArrayBuffer>;
  #end = 0;

  constructor(buffer: ArrayBuffer = new ArrayBuffer(FIRST_BYTES)) {
    this.#bytes = new Uint8Array(buffer);
  }

  /** Where the next column will begin. */
  get end(): number {
    return this.#end;
  }

  get buffer(): ArrayBuffer {
    return this.#bytes.buffer;
  }

  /** Appends the first `count` elements of an array. */
  put(array: Uint32Array | Float64Array, count: number): void {
    const source = new Uint8Array(array.buffer, array.byteOffset, count * array.BYTES_PER_ELEMENT);
    const end = this.#end + source.length;
    if (end > this.#bytes.length) this.#grow(end);
    this.#bytes.set(source, this.#end);
    this.#end = (end + ALIGNMENT - 1) & -ALIGNMENT;
  }

  #grow(neededBytes: number): void {
    const grown = new Uint8Array(Math.max(neededBytes, this.#bytes.length * 2));
    grown.set(this.#bytes.subarray(0, this.#end));
    this.#bytes = grown;
  }
}

/** Gives the columns of a writer's buffer back, as views, in the order in which they were put. */
export class ColumnReader {
  readonly #buffer: ArrayBuffer;
  readonly #bounds: readonly (WordBounds | null)[];
  #at: number;
  #nextBounds = 0;

  constructor(buffer: ArrayBuffer, at: number, bounds: readonly (WordBounds | null)[]) {
    this.#buffer = buffer;
    this.#at = at;
    this.#bounds = bounds;
  }

  doubles(count: number): Float64Array {
    const at = this.#at;
    this.#at += count * Float64Array.BYTES_PER_ELEMENT;
    return new Float64Array(this.#buffer, at, count);
  }

  words(count: number): Uint32Array {
    const at = this.#at;
    const end = at + count * Uint32Array.BYTES_PER_ELEMENT;
    this.#at = (end + ALIGNMENT - 1) & -ALIGNMENT;
    return new Uint32Array(this.#buffer, at, count);
  }

  column(count: number): BatchColumn {
    return { words: this.words(count), bounds: this.#bounds[this.#nextBounds++] ?? null };
  }
}
