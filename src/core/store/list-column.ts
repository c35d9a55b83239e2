import type { BatchTables } from "../ingest/call-batch.ts";
import { BatchTexts } from "./batch-texts.ts";
import { Dictionary } from "./dictionary.ts";
import { NumberColumn } from "./number-column.ts";
import { isListOf, isText } from "./snapshot/json-guards.ts";
import type { SectionReader } from "./snapshot/section-reader.ts";
import type { SectionWriter } from "./snapshot/section-writer.ts";
import type { Stored } from "./snapshot/stored.ts";

const EMPTY: readonly string[] = [];

/** A column of short string lists that repeat (tags, tiers, providers); empty lists take no memory. */
export class ListColumn implements Stored {
  readonly #keys = new Dictionary();
  readonly #lists: (readonly string[])[] = [];
  readonly #ids = new NumberColumn();
  readonly #filledRows: number[] = [];
  #searchedRows = 0;

  readonly #batchTexts = new BatchTexts((text) => {
    const items = listOf(text);
    return items.length === 0 ? Number.NaN : this.#intern(items);
  });

  get sizeBytes(): number {
    return this.#ids.sizeBytes;
  }

  /** Rows with a list that is not empty, ascending. */
  get filledRows(): readonly number[] {
    for (const row of this.#ids.knownRows(this.#searchedRows)) this.#filledRows.push(row);
    this.#searchedRows = this.#ids.count;
    return this.#filledRows;
  }

  push(items: readonly string[]): void {
    this.#ids.push(items.length === 0 ? Number.NaN : this.#intern(items));
  }

  /** Appends lists of a batch: numbers of their JSON texts + 1. */
  pushTexts(texts: Uint32Array, count: number, tables: BatchTables): void {
    this.#ids.pushEncoded({ words: this.#batchTexts.translate(texts, count, tables), bounds: null }, count);
  }

  /** Appends rows with empty lists. */
  pushEmpty(count: number): void {
    this.#ids.pushMissing(count);
  }

  /** The same array for equal lists: callers must not change it. */
  get(row: number): readonly string[] {
    return this.#lists[this.#ids.get(row)] ?? EMPTY;
  }

  saveTo(to: SectionWriter): void {
    to.json("lists", this.#lists);
    this.#ids.saveTo(to);
  }

  restoreFrom(from: SectionReader): void {
    for (const items of from.json("lists", isListOf(isListOf(isText)))) this.#intern(items);
    this.#ids.restoreFrom(from);
  }

  #intern(items: readonly string[]): number {
    const id = this.#keys.intern(JSON.stringify(items));
    if (id === this.#lists.length) this.#lists.push([...items]);
    return id;
  }
}

/** The scanner has checked that the text is a list of strings. */
function listOf(text: string): readonly string[] {
  const items: unknown = JSON.parse(text);
  return Array.isArray(items) ? items.filter((item) => typeof item === "string") : EMPTY;
}
