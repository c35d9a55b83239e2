/** Which of two rows with equal keys comes first; never 0. */
export type CompareRows = (a: number, b: number) => number;

/** A heap of the best rows so far, the worst of them on top. */
export class TopRows {
  readonly #limit: number;
  readonly #sign: 1 | -1;
  readonly #compareRows: CompareRows;
  readonly #heap: { readonly row: number; readonly key: number }[] = [];

  constructor(limit: number, sign: 1 | -1, compareRows: CompareRows) {
    this.#limit = limit;
    this.#sign = sign;
    this.#compareRows = compareRows;
  }

  /** Holds as many rows as asked for: of others, only those with better keys come in. */
  get isFull(): boolean {
    return this.#heap.length >= this.#limit;
  }

  /** Of the last of the rows; NaN where it is unknown, or there is none. */
  get worstKey(): number {
    return this.#heap[0]?.key ?? Number.NaN;
  }

  /** False when surely no row with this key is among the best. */
  mayTake(key: number): boolean {
    const worst = this.#heap[0];
    return this.#heap.length < this.#limit || (worst !== undefined && this.#compareKeys(key, worst.key) <= 0);
  }

  take(row: number, key: number): void {
    const heap = this.#heap;
    const entry = { row, key };
    if (heap.length < this.#limit) {
      heap.push(entry);
      this.#siftUp(heap.length - 1);
    } else if (heap[0] !== undefined && this.#compare(entry, heap[0]) < 0) {
      heap[0] = entry;
      this.#siftDown();
    }
  }

  /** Best first. */
  rows(): Int32Array {
    return Int32Array.from(
      this.#heap.toSorted((a, b) => this.#compare(a, b)),
      ({ row }) => row,
    );
  }

  #compareKeys(a: number, b: number): number {
    if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
    return a === b ? 0 : (a - b) * this.#sign;
  }

  #compare(a: Entry, b: Entry): number {
    return this.#compareKeys(a.key, b.key) || this.#compareRows(a.row, b.row);
  }

  #siftUp(start: number): void {
    const heap = this.#heap;
    for (let at = start; at > 0;) {
      const parent = (at - 1) >> 1;
      if (this.#isOrdered(parent, at)) return;
      [heap[parent], heap[at]] = [this.#at(at), this.#at(parent)];
      at = parent;
    }
  }

  #siftDown(): void {
    const heap = this.#heap;
    for (let at = 0; ;) {
      const left = at * 2 + 1;
      const right = left + 1;
      if (left >= heap.length) return;
      const child = right < heap.length && !this.#isOrdered(left, right) ? right : left;
      if (this.#isOrdered(at, child)) return;
      [heap[at], heap[child]] = [this.#at(child), this.#at(at)];
      at = child;
    }
  }

  /** The worse one stands above. */
  #isOrdered(parent: number, child: number): boolean {
    return this.#compare(this.#at(parent), this.#at(child)) >= 0;
  }

  #at(place: number): Entry {
    return this.#heap[place] ?? NO_ENTRY;
  }
}

interface Entry {
  readonly row: number;
  readonly key: number;
}

const NO_ENTRY: Entry = { row: 0, key: Number.NaN };
