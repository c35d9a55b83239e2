import type { BatchTables } from "../ingest/call-batch.ts";
import { BatchTexts } from "./batch-texts.ts";
import { Dictionary } from "./dictionary.ts";
import { NumberColumn } from "./number-column.ts";
import type { SectionReader } from "./snapshot/section-reader.ts";
import type { SectionWriter } from "./snapshot/section-writer.ts";
import type { Stored } from "./snapshot/stored.ts";

/** A column of strings or null, for values that repeat: one dictionary number a row. */
export class TextColumn implements Stored {
  readonly #dictionary = new Dictionary();
  readonly #ids = new NumberColumn();

  readonly #batchTexts = new BatchTexts((text) => this.#dictionary.intern(text));

  get sizeBytes(): number {
    return this.#ids.sizeBytes;
  }

  push(text: string | null): void {
    this.#ids.push(this.#dictionary.intern(text));
  }

  /** Appends texts of a batch: numbers of its tables + 1, 0 for none. */
  pushTexts(texts: Uint32Array, count: number, tables: BatchTables): void {
    this.#ids.pushEncoded({ words: this.#batchTexts.translate(texts, count, tables), bounds: null }, count);
  }

  /** Appends rows without a text. */
  pushMissing(count: number): void {
    this.#ids.pushMissing(count);
  }

  get(row: number): string | null {
    return this.#dictionary.get(this.#ids.get(row));
  }

  saveTo(to: SectionWriter): void {
    this.#dictionary.saveTo(to.within("dictionary"));
    this.#ids.saveTo(to);
  }

  restoreFrom(from: SectionReader): void {
    this.#dictionary.restoreFrom(from.within("dictionary"));
    this.#ids.restoreFrom(from);
  }

  /** Equal numbers are equal strings; NaN is null. */
  idAt(row: number): number {
    return this.#ids.get(row);
  }

  /** The number that rows with this string have; NaN when there is none. */
  idOf(text: string | null): number {
    return this.#dictionary.find(text);
  }
}
