import type { Sort } from "./query.ts";

/**
 * Rows by a key, unknown keys (NaN) last in both directions; rows of equal keys stay as they stand.
 * `rows` is in the order that decides ties.
 */
export function sortRows(
  rows: Int32Array,
  keyOf: (row: number) => number,
  direction: Sort<string>["direction"],
): Int32Array {
  const keys = Float64Array.from(rows, keyOf);
  const sign = direction === "asc" ? 1 : -1;
  const places = Uint32Array.from(rows, (_, place) => place);
  places.sort((a, b) => compareKeys(keys[a] ?? NaN, keys[b] ?? NaN, sign) || a - b);
  return Int32Array.from(places, (place) => rows[place] ?? 0);
}

function compareKeys(a: number, b: number, sign: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return a === b ? 0 : (a - b) * sign;
}

/** The place of each text among all of them by code units, so that a sort compares numbers; null has none. */
export function rankTexts(texts: Iterable<string | null>): (text: string | null) => number {
  const sorted = [...new Set(texts)].filter((text) => text !== null).toSorted();
  const ranks = new Map<string | null, number>(sorted.map((text, rank) => [text, rank]));
  return (text) => ranks.get(text) ?? NaN;
}

/** `i`-th of a time order in a direction, rows without a time (they stand first in `order`) always last. */
export function placeInOrder(count: number, untimed: number, direction: "asc" | "desc", i: number): number {
  if (direction === "desc") return count - 1 - i;
  const timed = count - untimed;
  return i < timed ? untimed + i : i - timed;
}

/** How many rows without a time stand at the front of a time order. */
export function countUntimed(
  order: { readonly length: number; readonly [index: number]: number },
  atMs: (row: number) => number,
): number {
  let low = 0;
  let high = order.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (Number.isNaN(atMs(order[middle] ?? 0))) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A growing list of rows in one flat array. */
export class RowList {
  #rows = new Int32Array(64);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  push(row: number): void {
    if (this.#count === this.#rows.length) {
      const grown = new Int32Array(this.#rows.length * 2);
      grown.set(this.#rows);
      this.#rows = grown;
    }
    this.#rows[this.#count++] = row;
  }

  toArray(): Int32Array {
    return this.#rows.slice(0, this.#count);
  }
}
