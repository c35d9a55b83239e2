import type { BatchColumn, BatchTables, CallBatch } from "../ingest/call-batch.ts";
import type { ComboTable } from "./combo-table.ts";

interface KnownCombos {
  /** This store's number + 1, by the batch's number + 1. */
  readonly words: number[];
  /** Both number them alike, as long as one scanner feeds one store. */
  isSame: boolean;
}

/** Translates a batch's numbers of combinations into the store's. */
export class BatchCombos {
  readonly #combos: ComboTable;
  readonly #known = new WeakMap<BatchTables, KnownCombos>();
  #words = new Uint32Array(0);

  constructor(combos: ComboTable) {
    this.#combos = combos;
  }

  /** Numbers + 1; valid until the next call. */
  translate({ combo, count, tables }: CallBatch): BatchColumn {
    let known = this.#known.get(tables);
    if (known === undefined) this.#known.set(tables, (known = { words: [0], isSame: true }));
    const largest = combo.bounds?.largest ?? maxOf(combo.words, count);
    for (let word = known.words.length; word <= largest; word++) {
      const own = this.#combos.intern(tables.names(word - 1)) + 1;
      known.words.push(own);
      known.isSame &&= own === word;
    }
    return known.isSame ? combo : this.#mapped(combo.words, count, known.words);
  }

  #mapped(theirs: Uint32Array, count: number, own: readonly number[]): BatchColumn {
    if (count > this.#words.length) this.#words = new Uint32Array(Math.max(count, theirs.length));
    for (let at = 0; at < count; at++) this.#words[at] = own[theirs[at] ?? 0] ?? 0;
    return { words: this.#words, bounds: null };
  }
}

function maxOf(words: Uint32Array, count: number): number {
  let largest = 0;
  for (let at = 0; at < count; at++) largest = Math.max(largest, words[at] ?? 0);
  return largest;
}
