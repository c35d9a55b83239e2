const CHUNK_SHIFT = 12;
const CHUNK = 1 << CHUNK_SHIFT;
const FIRST_LENGTH = 64;

/**
 * A typed array that grows in chunks: nothing is copied but the first one, and no page of memory is touched for
 * places that are not used. Reading and writing stay plain array accesses, which is all they are for.
 */
export class GrowingArray<T extends Float64Array | Int32Array> {
  readonly #create: (length: number) => T;
  readonly #empty: number;
  readonly #chunks: T[];

  /** `create` makes an array of a length; places that were never written read as `empty`. */
  constructor(create: (length: number) => T, empty: number) {
    this.#create = create;
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

  set(index: number, value: number): void {
    const at = index & (CHUNK - 1);
    let chunk = this.#chunks[index >>> CHUNK_SHIFT];
    if (chunk === undefined || at >= chunk.length) chunk = this.#grow(index);
    chunk[at] = value;
  }

  #grow(index: number): T {
    for (let place = this.#chunks.length; place <= index >>> CHUNK_SHIFT; place++) {
      this.#chunks.push(this.#filled(CHUNK));
    }
    let chunk = this.#chunks[index >>> CHUNK_SHIFT] ?? this.#filled(CHUNK);
    while ((index & (CHUNK - 1)) >= chunk.length) {
      const grown = this.#filled(chunk.length * 4);
      grown.set(chunk);
      this.#chunks[index >>> CHUNK_SHIFT] = chunk = grown;
    }
    return chunk;
  }

  #filled(length: number): T {
    const items = this.#create(length);
    if (this.#empty !== 0) items.fill(this.#empty);
    return items;
  }
}
