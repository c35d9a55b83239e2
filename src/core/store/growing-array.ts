/** A typed array that grows by doubling. Reading and writing stay plain array accesses, which is all they are for. */
export class GrowingArray<T extends Float64Array | Int32Array> {
  readonly #create: (length: number) => T;
  readonly #empty: number;
  #items: T;

  /** `create` makes an array of a length; places that were never written read as `empty`. */
  constructor(create: (length: number) => T, empty: number) {
    this.#create = create;
    this.#empty = empty;
    this.#items = this.#create(64);
    this.#items.fill(empty);
  }

  get sizeBytes(): number {
    return this.#items.byteLength;
  }

  get(index: number): number {
    return this.#items[index] ?? this.#empty;
  }

  set(index: number, value: number): void {
    if (index >= this.#items.length) this.#grow(index);
    this.#items[index] = value;
  }

  #grow(index: number): void {
    let length = this.#items.length;
    while (length <= index) length *= 2;
    const grown = this.#create(length);
    grown.set(this.#items);
    grown.fill(this.#empty, this.#items.length);
    this.#items = grown;
  }
}
