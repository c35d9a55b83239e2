import { GrowingArray } from "../../store/growing-array.ts";

const BLOCK_SHIFT = 3;
/** A line of the processor's cache. */
const BLOCK = 1 << BLOCK_SHIFT;
const NONE = 0;

/** Numbers that a list needs where its owner keeps them: how many values it holds, and its last block. Zeros at first. */
export const LIST_WIDTH = 2;

/** Values of many lists, in blocks of eight: a list grows and shrinks without being moved. */
export class ValueBlocks {
  readonly #values = new GrowingArray("f64", 0);
  /** By block: the one before it in its list, or the next free one. */
  readonly #before = new GrowingArray("i32", NONE);
  #count = NONE + 1;
  #free = NONE;

  /** Appends to the list whose numbers stand at a place of `lists`. */
  push(lists: Float64Array, at: number, value: number): void {
    const length = lists[at] ?? 0;
    const place = length & (BLOCK - 1);
    if (place === 0) lists[at + 1] = this.#take(lists[at + 1] ?? NONE);
    this.#values.set(((lists[at + 1] ?? NONE) << BLOCK_SHIFT) + place, value);
    lists[at] = length + 1;
  }

  /** Takes one value out of a list; false when it is not in it. */
  remove(lists: Float64Array, at: number, value: number): boolean {
    const place = this.#find(lists, at, value);
    if (place < 0) return false;
    const length = (lists[at] ?? 0) - 1;
    const last = lists[at + 1] ?? NONE;
    this.#values.set(place, this.#values.get((last << BLOCK_SHIFT) + (length & (BLOCK - 1))));
    lists[at] = length;
    if ((length & (BLOCK - 1)) === 0) {
      lists[at + 1] = this.#before.get(last);
      this.#before.set(last, this.#free);
      this.#free = last;
    }
    return true;
  }

  /** Copies a list, in no order, to a place of `into`. */
  read(lists: Float64Array, at: number, into: Float64Array, from: number): void {
    let to = from;
    let filled = lastFilled(lists[at] ?? 0);
    for (let block = lists[at + 1] ?? NONE; block !== NONE; block = this.#before.get(block)) {
      this.#values.read(block << BLOCK_SHIFT, filled, into, to);
      to += filled;
      filled = BLOCK;
    }
  }

  /** Place of a value of a list, or -1. */
  #find(lists: Float64Array, at: number, value: number): number {
    let filled = lastFilled(lists[at] ?? 0);
    for (let block = lists[at + 1] ?? NONE; block !== NONE; block = this.#before.get(block)) {
      const first = block << BLOCK_SHIFT;
      for (let place = first; place < first + filled; place++) {
        if (this.#values.get(place) === value) return place;
      }
      filled = BLOCK;
    }
    return -1;
  }

  #take(before: number): number {
    const block = this.#free === NONE ? this.#count++ : this.#free;
    if (block === this.#free) this.#free = this.#before.get(block);
    this.#before.set(block, before);
    return block;
  }
}

/** Values in the last block of a list. */
function lastFilled(length: number): number {
  return ((length - 1) & (BLOCK - 1)) + 1;
}
