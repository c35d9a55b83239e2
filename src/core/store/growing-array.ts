import { isNumber } from "./snapshot/json-guards.ts";
import type { ArrayKinds, SectionArray } from "./snapshot/section-format.ts";
import type { SectionReader } from "./snapshot/section-reader.ts";
import type { SectionWriter } from "./snapshot/section-writer.ts";
import type { Stored } from "./snapshot/stored.ts";

const CHUNK_SHIFT = 12;
const CHUNK = 1 << CHUNK_SHIFT;
const FIRST_LENGTH = 64;

const CREATE: { readonly [K in "f64" | "i32"]: (length: number) => ArrayKinds[K] } = {
  f64: (length) => new Float64Array(length),
  i32: (length) => new Int32Array(length),
};

/**
 * A typed array that grows in chunks: nothing is copied but the first one, and no page of memory is touched for
 * places that are not used. Reading and writing stay plain array accesses, which is all they are for.
 */
export class GrowingArray<K extends "f64" | "i32"> implements Stored {
  readonly #kind: K;
  readonly #empty: number;
  readonly #chunks: ArrayKinds[K][];

  /** Places that were never written read as `empty`. */
  constructor(kind: K, empty: number) {
    this.#kind = kind;
    this.#empty = empty;
    this.#chunks = [this.#filled(FIRST_LENGTH)];
  }

  get sizeBytes(): number {
    return this.#chunks.reduce((total, chunk) => total + chunk.byteLength, 0);
  }

  get(index: number): number {
    const chunk = this.#chunks[index >>> CHUNK_SHIFT];
    return chunk === undefined ? this.#empty : (chunk[index & (CHUNK - 1)] ?? this.#empty);
  }

  /** Copies places that were written and do not cross a chunk: no more than a power of two that divides `index`. */
  read(index: number, count: number, into: ArrayKinds[K], to: number): void {
    const chunk = this.#chunks[index >>> CHUNK_SHIFT];
    const first = index & (CHUNK - 1);
    if (chunk === undefined) return;
    for (let place = 0; place < count; place++) into[to + place] = chunk[first + place] ?? this.#empty;
  }

  /** Places that do not cross a chunk, as `read`; those behind the last one that has room are left out. */
  written(index: number, count: number): ArrayLike<number> {
    const first = index & (CHUNK - 1);
    return this.#chunks[index >>> CHUNK_SHIFT]?.subarray(first, first + count) ?? [];
  }

  set(index: number, value: number): void {
    const at = index & (CHUNK - 1);
    let chunk = this.#chunks[index >>> CHUNK_SHIFT];
    if (chunk === undefined || at >= chunk.length) chunk = this.#grow(index);
    chunk[at] = value;
  }

  saveTo(to: SectionWriter): void {
    to.json("chunks", this.#chunks.length);
    for (const [index, chunk] of this.#chunks.entries()) to.array(String(index), this.#written(chunk));
  }

  restoreFrom(from: SectionReader): void {
    this.#chunks.length = 0;
    const count = from.json("chunks", isNumber);
    for (let index = 0; index < count; index++) this.#chunks.push(from.array(String(index), this.#kind));
  }

  /** A chunk up to its last place that was written. */
  #written(chunk: ArrayKinds[K]): SectionArray {
    let end = chunk.length;
    while (end > 0 && Object.is(chunk[end - 1], this.#empty)) end--;
    return chunk.subarray(0, end);
  }

  #grow(index: number): ArrayKinds[K] {
    for (let place = this.#chunks.length; place <= index >>> CHUNK_SHIFT; place++) {
      this.#chunks.push(this.#filled(CHUNK));
    }
    let chunk = this.#chunks[index >>> CHUNK_SHIFT] ?? this.#filled(CHUNK);
    while ((index & (CHUNK - 1)) >= chunk.length) {
      const grown = this.#filled(Math.min(CHUNK, Math.max(FIRST_LENGTH, chunk.length * 4)));
      grown.set(chunk);
      this.#chunks[index >>> CHUNK_SHIFT] = chunk = grown;
    }
    return chunk;
  }

  #filled(length: number): ArrayKinds[K] {
    const items = CREATE[this.#kind](length);
    if (this.#empty !== 0) items.fill(this.#empty);
    return items;
  }
}
