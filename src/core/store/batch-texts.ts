import type { BatchTables } from "../ingest/call-batch.ts";

/**
 * Translates the texts of batches into the numbers of one column: a text is looked up once for each column and
 * table, however many rows have it.
 */
export class BatchTexts {
  /** Number in the column + 1, by the number of the text + 1. */
  readonly #known = new WeakMap<BatchTables, number[]>();
  #words = new Uint32Array(0);
  readonly #intern: (text: string) => number;

  /** `intern` gives the number of a text in the column; NaN for none. */
  constructor(intern: (text: string) => number) {
    this.#intern = intern;
  }

  /** One word for each of the first `count` texts: the number in the column + 1, 0 for none. Reused. */
  translate(texts: Uint32Array, count: number, tables: BatchTables): Uint32Array {
    if (count > this.#words.length) this.#words = new Uint32Array(Math.max(count, texts.length));
    let known = this.#known.get(tables);
    if (known === undefined) this.#known.set(tables, (known = [0]));
    for (let at = 0; at < count; at++) {
      const text = texts[at] ?? 0;
      this.#words[at] = known[text] ?? this.#translateNew(known, text, tables);
    }
    return this.#words;
  }

  #translateNew(known: number[], text: number, tables: BatchTables): number {
    const own = this.#intern(tables.text(text - 1));
    const word = Number.isNaN(own) ? 0 : own + 1;
    known[text] = word;
    return word;
  }
}
