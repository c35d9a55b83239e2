import type { BatchTables, CallNames } from "./call-batch.ts";

/** What a receiver of batches must learn to understand the numbers of the next one. */
export interface SentTexts {
  /** The numbers begin anew: what they meant before is void. */
  readonly isNew: boolean;
  readonly texts: readonly string[];
  readonly names: readonly CallNames[];
}

const NOTHING_NEW: SentTexts = Object.freeze({ isNew: false, texts: [], names: [] });

/** Tells what is new in the tables of each batch. */
export class TableSender {
  #tables: BatchTables | null = null;
  #textCount = 0;
  #nameCount = 0;

  next(tables: BatchTables): SentTexts {
    const isNew = tables !== this.#tables;
    if (isNew) [this.#tables, this.#textCount, this.#nameCount] = [tables, 0, 0];
    const { textCount, nameCount } = tables;
    if (!isNew && textCount === this.#textCount && nameCount === this.#nameCount) return NOTHING_NEW;
    const texts = Array.from({ length: textCount - this.#textCount }, (_, n) =>
      tables.text(this.#textCount + n),
    );
    const names = Array.from({ length: nameCount - this.#nameCount }, (_, n) =>
      tables.names(this.#nameCount + n),
    );
    [this.#textCount, this.#nameCount] = [textCount, nameCount];
    return { isNew, texts, names };
  }
}

/** The tables as a receiver knows them. */
class KnownTables implements BatchTables {
  readonly #texts: string[] = [];
  readonly #names: CallNames[] = [];

  get textCount(): number {
    return this.#texts.length;
  }

  get nameCount(): number {
    return this.#names.length;
  }

  learn({ texts, names }: SentTexts): void {
    for (const text of texts) this.#texts.push(text);
    for (const each of names) this.#names.push(each);
  }

  text(number: number): string {
    const found = this.#texts[number];
    if (found === undefined) throw new RangeError(`text ${number} was not sent`);
    return found;
  }

  names(combo: number): CallNames {
    const found = this.#names[combo];
    if (found === undefined) throw new RangeError(`combination ${combo} was not sent`);
    return found;
  }
}

/** Keeps what was told: one object for as long as the numbers mean the same. */
export class TableReceiver {
  #tables = new KnownTables();

  take(sent: SentTexts): BatchTables {
    if (sent.isNew) this.#tables = new KnownTables();
    this.#tables.learn(sent);
    return this.#tables;
  }
}
