import { isListOf, isText } from "./snapshot/json-guards.ts";
import type { SectionReader } from "./snapshot/section-reader.ts";
import type { SectionWriter } from "./snapshot/section-writer.ts";
import type { Stored } from "./snapshot/stored.ts";

/** Strings numbered in the order of their first appearance. `null` is the missing number, NaN. */
export class Dictionary implements Stored {
  readonly #ids = new Map<string, number>();
  readonly #texts: string[] = [];

  get count(): number {
    return this.#texts.length;
  }

  /** The number of a string, given on first sight; NaN for null. */
  intern(text: string | null): number {
    if (text === null) return Number.NaN;
    const known = this.#ids.get(text);
    if (known !== undefined) return known;
    const id = this.#texts.length;
    this.#ids.set(text, id);
    this.#texts.push(text);
    return id;
  }

  /** The number of a string that was interned, else NaN. */
  find(text: string | null): number {
    return text === null ? Number.NaN : (this.#ids.get(text) ?? Number.NaN);
  }

  /** null for NaN and for numbers never given. */
  get(id: number): string | null {
    return this.#texts[id] ?? null;
  }

  saveTo(to: SectionWriter): void {
    to.json("texts", this.#texts);
  }

  restoreFrom(from: SectionReader): void {
    for (const text of from.json("texts", isListOf(isText))) this.intern(text);
  }
}
