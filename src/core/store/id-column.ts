import { ID_WORDS, IdPacker, NO_ID_WORD } from "./packed-id.ts";
import { MANY_ROWS, SEGMENT_ROWS } from "./number-column.ts";
import { isListOf, isNumber } from "./snapshot/json-guards.ts";
import type { SectionReader } from "./snapshot/section-reader.ts";
import type { SectionWriter } from "./snapshot/section-writer.ts";
import type { Stored } from "./snapshot/stored.ts";

const FIRST_ROWS = 64;

/** A column of ids that hardly repeat, 16 bytes a row: no string is kept for a uuid, and nothing for none. */
export class IdColumn implements Stored {
  readonly #packer = new IdPacker();
  readonly #segments: (Uint32Array | undefined)[] = [];
  #count = 0;

  get sizeBytes(): number {
    return this.#segments.reduce((total, segment) => total + (segment?.byteLength ?? 0), 0);
  }

  push(id: string | null): void {
    if (id === null) {
      this.pushMissing(1);
      return;
    }
    const at = (this.#count % SEGMENT_ROWS) * ID_WORDS;
    this.#packer.write(id, this.#segmentFor(this.#count, 1), at);
    this.#count++;
  }

  /** Appends `count` uuids that are packed already: four words each, as `IdPacker` writes them. */
  pushPacked(words: Uint32Array, count: number): void {
    let from = 0;
    while (from < count) {
      const start = this.#count % SEGMENT_ROWS;
      const taken = Math.min(count - from, SEGMENT_ROWS - start);
      const source = words.subarray(from * ID_WORDS, (from + taken) * ID_WORDS);
      this.#segmentFor(this.#count, taken).set(source, start * ID_WORDS);
      this.#count += taken;
      from += taken;
    }
  }

  /** Appends rows without an id. */
  pushMissing(count: number): void {
    for (let left = count; left > 0;) {
      const start = this.#count % SEGMENT_ROWS;
      const taken = Math.min(left, SEGMENT_ROWS - start);
      if (this.#segments[Math.floor(this.#count / SEGMENT_ROWS)] !== undefined) {
        const segment = this.#segmentFor(this.#count, taken);
        segment.fill(NO_ID_WORD, start * ID_WORDS, (start + taken) * ID_WORDS);
      } else if (start === 0) this.#segments.push(undefined);
      this.#count += taken;
      left -= taken;
    }
  }

  /** Replaces the id of a row. */
  set(row: number, id: string): void {
    const segment = this.#segments[Math.floor(row / SEGMENT_ROWS)];
    if (segment === undefined || row >= this.#count) throw new RangeError(`no row ${row}`);
    this.#packer.write(id, segment, (row % SEGMENT_ROWS) * ID_WORDS);
  }

  saveTo(to: SectionWriter): void {
    this.#packer.saveTo(to);
    to.json("count", this.#count);
    const filled: number[] = [];
    for (const [index, segment] of this.#segments.entries()) {
      if (segment === undefined) continue;
      const rows = Math.min(SEGMENT_ROWS, this.#count - index * SEGMENT_ROWS);
      to.array(String(index), segment.subarray(0, rows * ID_WORDS));
      filled.push(index);
    }
    to.json("filled", filled);
  }

  restoreFrom(from: SectionReader): void {
    this.#packer.restoreFrom(from);
    this.#count = from.json("count", isNumber);
    const filled = new Set(from.json("filled", isListOf(isNumber)));
    for (let index = 0; index * SEGMENT_ROWS < this.#count; index++) {
      this.#segments.push(filled.has(index) ? from.array(String(index), "u32") : undefined);
    }
  }

  /** The segment that holds a row, with room for `count` rows from there on. */
  #segmentFor(row: number, count: number): Uint32Array {
    const index = Math.floor(row / SEGMENT_ROWS);
    const needed = ((row % SEGMENT_ROWS) + count) * ID_WORDS;
    const segment = this.#segments[index];
    if (segment !== undefined && needed <= segment.length) return segment;
    let length = segment?.length ?? (index === 0 ? FIRST_ROWS : SEGMENT_ROWS) * ID_WORDS;
    if (needed >= MANY_ROWS * ID_WORDS) length = SEGMENT_ROWS * ID_WORDS;
    while (length < needed) length = Math.min(length * 4, SEGMENT_ROWS * ID_WORDS);
    const grown = new Uint32Array(length);
    if (segment === undefined) grown.fill(NO_ID_WORD, 0, (row % SEGMENT_ROWS) * ID_WORDS);
    else grown.set(segment);
    this.#segments[index] = grown;
    return grown;
  }

  get(row: number): string | null {
    const segment = this.#segments[Math.floor(row / SEGMENT_ROWS)];
    if (segment === undefined || row >= this.#count) return null;
    return this.#packer.read(segment, (row % SEGMENT_ROWS) * ID_WORDS);
  }
}
