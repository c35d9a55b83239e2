import { GrowingArray } from "./growing-array.ts";
import { isListOf, isNumber } from "./snapshot/json-guards.ts";
import type { SectionReader } from "./snapshot/section-reader.ts";
import type { SectionWriter } from "./snapshot/section-writer.ts";
import type { Stored } from "./snapshot/stored.ts";

const NONE = -1;
/** Not in the list. */
const ABSENT = -2;

/**
 * A set of small whole numbers that keeps the order in which they came: links in two typed arrays, because a set
 * of a hundred thousand run ids takes longer to fill than all their columns.
 */
export class NumberList implements Stored {
  readonly #next = new GrowingArray("i32", ABSENT);
  readonly #previous = new GrowingArray("i32", NONE);
  #first = NONE;
  #last = NONE;
  #count = 0;

  get count(): number {
    return this.#count;
  }

  has(number: number): boolean {
    return this.#next.get(number) !== ABSENT;
  }

  /** Appends a number that is not in the list. */
  add(number: number): void {
    this.#next.set(number, NONE);
    this.#previous.set(number, this.#last);
    if (this.#last === NONE) this.#first = number;
    else this.#next.set(this.#last, number);
    this.#last = number;
    this.#count++;
  }

  /** Tells whether the number was in the list. */
  delete(number: number): boolean {
    if (!this.has(number)) return false;
    const next = this.#next.get(number);
    const previous = this.#previous.get(number);
    if (previous === NONE) this.#first = next;
    else this.#next.set(previous, next);
    if (next === NONE) this.#last = previous;
    else this.#previous.set(next, previous);
    this.#next.set(number, ABSENT);
    this.#previous.set(number, NONE);
    this.#count--;
    return true;
  }

  *[Symbol.iterator](): Generator<number> {
    for (let number = this.#first; number !== NONE; number = this.#next.get(number)) yield number;
  }

  saveTo(to: SectionWriter): void {
    to.json("ends", [this.#first, this.#last, this.#count]);
    this.#next.saveTo(to.within("next"));
    this.#previous.saveTo(to.within("previous"));
  }

  restoreFrom(from: SectionReader): void {
    [this.#first = NONE, this.#last = NONE, this.#count = 0] = from.json("ends", isListOf(isNumber));
    this.#next.restoreFrom(from.within("next"));
    this.#previous.restoreFrom(from.within("previous"));
  }
}
