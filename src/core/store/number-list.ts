const FIRST_CAPACITY = 64;
const NONE = -1;
/** Not in the list. */
const ABSENT = -2;

/**
 * A set of small whole numbers that keeps the order in which they came: links in two typed arrays, because a set
 * of a hundred thousand run ids takes longer to fill than all their columns.
 */
export class NumberList {
  #next = new Int32Array(FIRST_CAPACITY).fill(ABSENT);
  #previous = new Int32Array(FIRST_CAPACITY);
  #first = NONE;
  #last = NONE;

  has(number: number): boolean {
    return number < this.#next.length && this.#next[number] !== ABSENT;
  }

  /** Appends a number that is not in the list. */
  add(number: number): void {
    if (number >= this.#next.length) this.#grow(number);
    this.#next[number] = NONE;
    this.#previous[number] = this.#last;
    if (this.#last === NONE) this.#first = number;
    else this.#next[this.#last] = number;
    this.#last = number;
  }

  /** Tells whether the number was in the list. */
  delete(number: number): boolean {
    if (!this.has(number)) return false;
    const next = this.#next[number] ?? NONE;
    const previous = this.#previous[number] ?? NONE;
    if (previous === NONE) this.#first = next;
    else this.#next[previous] = next;
    if (next === NONE) this.#last = previous;
    else this.#previous[next] = previous;
    this.#next[number] = ABSENT;
    return true;
  }

  *[Symbol.iterator](): Generator<number> {
    for (let number = this.#first; number !== NONE; number = this.#next[number] ?? NONE) yield number;
  }

  #grow(number: number): void {
    let capacity = this.#next.length;
    while (capacity <= number) capacity *= 2;
    const next = new Int32Array(capacity).fill(ABSENT);
    const previous = new Int32Array(capacity);
    next.set(this.#next);
    previous.set(this.#previous);
    this.#next = next;
    this.#previous = previous;
  }
}
