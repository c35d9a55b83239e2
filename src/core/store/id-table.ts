import { ID_WORDS, IdPacker } from "./packed-id.ts";
import { isNumber } from "./snapshot/json-guards.ts";
import type { SectionReader } from "./snapshot/section-reader.ts";
import type { SectionWriter } from "./snapshot/section-writer.ts";
import type { Stored } from "./snapshot/stored.ts";

const FIRST_SLOTS = 64;
/** Memory that is not touched yet costs nothing; entering all ids anew does. */
const GROWTH = 4;

/**
 * Ids numbered in the order of first appearance, about 28 bytes each: the packed id and an open-addressing
 * table, because a million map entries with their strings would take more than all columns.
 */
export class IdTable implements Stored {
  readonly #packer = new IdPacker();
  readonly #probe = new Uint32Array(ID_WORDS);
  #words: Uint32Array = new Uint32Array((FIRST_SLOTS / 2) * ID_WORDS);
  /** Number of an id + 1; 0 is free. Never more than half full. */
  #slots: Uint32Array = new Uint32Array(FIRST_SLOTS);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  get sizeBytes(): number {
    return this.#words.byteLength + this.#slots.byteLength;
  }

  /** The number of an id, given on first sight. */
  intern(id: string): number {
    this.#packer.write(id, this.#probe, 0);
    return this.internPacked(this.#probe, 0);
  }

  /** Like `intern`, for a uuid that is packed already: four words as `IdPacker` writes them. */
  internPacked(words: Uint32Array, at: number): number {
    const slot = this.#slotOf(words, at);
    const known = this.#slots[slot] ?? 0;
    if (known !== 0) return known - 1;
    const number = this.#count++;
    if (this.#count * ID_WORDS > this.#words.length) this.#growWords();
    const own = number * ID_WORDS;
    this.#words[own] = words[at] ?? 0;
    this.#words[own + 1] = words[at + 1] ?? 0;
    this.#words[own + 2] = words[at + 2] ?? 0;
    this.#words[own + 3] = words[at + 3] ?? 0;
    this.#slots[slot] = number + 1;
    if (this.#count * 2 >= this.#slots.length) this.#growSlots();
    return number;
  }

  /** The number of an id, or -1 when it was never interned. */
  find(id: string): number {
    if (!this.#packer.writeKnown(id, this.#probe, 0)) return -1;
    return (this.#slots[this.#slotOf(this.#probe, 0)] ?? 0) - 1;
  }

  /** null for a number that was never given. */
  get(number: number): string | null {
    return number >= 0 && number < this.#count ? this.#packer.read(this.#words, number * ID_WORDS) : null;
  }

  saveTo(to: SectionWriter): void {
    this.#packer.saveTo(to);
    to.json("count", this.#count);
    to.array("words", this.#words.subarray(0, this.#count * ID_WORDS));
    to.array("slots", this.#slots);
  }

  restoreFrom(from: SectionReader): void {
    this.#packer.restoreFrom(from);
    this.#count = from.json("count", isNumber);
    this.#slots = from.array("slots", "u32");
    this.#words = from.array("words", "u32");
  }

  #slotOf(words: Uint32Array, at: number): number {
    const mask = this.#slots.length - 1;
    let slot = hashOf(words, at) & mask;
    for (;;) {
      const number = (this.#slots[slot] ?? 0) - 1;
      if (number < 0 || this.#isEqual(number, words, at)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #isEqual(number: number, words: Uint32Array, at: number): boolean {
    const own = number * ID_WORDS;
    const ids = this.#words;
    return (
      ids[own] === words[at] &&
      ids[own + 1] === words[at + 1] &&
      ids[own + 2] === words[at + 2] &&
      ids[own + 3] === words[at + 3]
    );
  }

  /** As much room as there are slots for. */
  #growWords(): void {
    const words = new Uint32Array((this.#slots.length / 2) * ID_WORDS);
    words.set(this.#words);
    this.#words = words;
  }

  #growSlots(): void {
    this.#slots = new Uint32Array(this.#slots.length * GROWTH);
    for (let number = 0; number < this.#count; number++) {
      this.#slots[this.#slotOf(this.#words, number * ID_WORDS)] = number + 1;
    }
  }
}

/** Written out, and not as a loop: for the first thousand ids nothing has been compiled yet. */
function hashOf(words: Uint32Array, at: number): number {
  const high = Math.imul(words[at] ?? 0, 0x9e_37_79_b1) ^ Math.imul(words[at + 1] ?? 0, 0x85_eb_ca_6b);
  const low = Math.imul(words[at + 2] ?? 0, 0xc2_b2_ae_35) ^ Math.imul(words[at + 3] ?? 0, 0x27_d4_eb_2f);
  const hash = Math.imul(high ^ (high >>> 15) ^ low, 0x9e_37_79_b1);
  return (hash ^ (hash >>> 15)) >>> 0;
}
