import { Dictionary } from "./dictionary.ts";
import type { SectionReader } from "./snapshot/section-reader.ts";
import type { SectionWriter } from "./snapshot/section-writer.ts";
import type { Stored } from "./snapshot/stored.ts";

/** 32 bit words that one id takes. */
export const ID_WORDS = 4;

const UUID_LENGTH = 36;
const ESCAPE = 0xff_ff_ff_ff;
/** All words of "no id". */
export const NO_ID_WORD = ESCAPE;
/** Where the eight hex digits of each word start: both halves of four, because hyphens stand between. */
const WORD_STARTS = [0, 4, 9, 14, 19, 24, 28, 32] as const;

const HEX_VALUES = new Int8Array(128).fill(-1);
for (let value = 0; value < 16; value++) HEX_VALUES[value.toString(16).charCodeAt(0)] = value;

/**
 * Writes ids as 16 bytes: a lower-case uuid as its bits, everything else as a dictionary number behind an
 * escape (two words of ones), null as all ones. A uuid that itself starts with the escape goes to the
 * dictionary, so that every id comes back exactly as it was.
 */
export class IdPacker implements Stored {
  readonly #others = new Dictionary();

  write(id: string | null, words: Uint32Array, at: number): void {
    if (id !== null && packUuid(id, words, at)) return;
    words[at] = ESCAPE;
    words[at + 1] = ESCAPE;
    words[at + 2] = id === null ? ESCAPE : 0;
    words[at + 3] = id === null ? ESCAPE : this.#others.intern(id);
  }

  /** Like `write`, but gives false where the id would be new to the dictionary. */
  writeKnown(id: string, words: Uint32Array, at: number): boolean {
    if (packUuid(id, words, at)) return true;
    const other = this.#others.find(id);
    if (Number.isNaN(other)) return false;
    words.set([ESCAPE, ESCAPE, 0, other], at);
    return true;
  }

  read(words: Uint32Array, at: number): string | null {
    const first = words[at] ?? ESCAPE;
    const second = words[at + 1] ?? ESCAPE;
    const third = words[at + 2] ?? ESCAPE;
    const fourth = words[at + 3] ?? ESCAPE;
    if (first !== ESCAPE || second !== ESCAPE) return formatUuid(first, second, third, fourth);
    return third === 0 ? this.#others.get(fourth) : null;
  }

  saveTo(to: SectionWriter): void {
    this.#others.saveTo(to.within("others"));
  }

  restoreFrom(from: SectionReader): void {
    this.#others.restoreFrom(from.within("others"));
  }
}

function packUuid(id: string, words: Uint32Array, at: number): boolean {
  if (id.length !== UUID_LENGTH || !hasUuidHyphens(id)) return false;
  for (let word = 0; word < ID_WORDS; word++) {
    const high = hex4(id, WORD_STARTS[word * 2] ?? 0);
    const low = hex4(id, WORD_STARTS[word * 2 + 1] ?? 0);
    if (high < 0 || low < 0) return false;
    words[at + word] = high * 0x1_00_00 + low;
  }
  return words[at] !== ESCAPE || words[at + 1] !== ESCAPE;
}

function hasUuidHyphens(id: string): boolean {
  return id[8] === "-" && id[13] === "-" && id[18] === "-" && id[23] === "-";
}

/** The value of four lower-case hex digits; negative when one of them is none. */
function hex4(id: string, at: number): number {
  let value = 0;
  for (let index = at; index < at + 4; index++) {
    const digit = HEX_VALUES[id.charCodeAt(index)] ?? -1;
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

const BYTE_HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

function formatUuid(first: number, second: number, third: number, fourth: number): string {
  const middle = `${hexHigh(second)}-${hexLow(second)}-${hexHigh(third)}`;
  return `${hexHigh(first)}${hexLow(first)}-${middle}-${hexLow(third)}${hexHigh(fourth)}${hexLow(fourth)}`;
}

/** The upper 16 bits of a word as four hex digits. */
function hexHigh(word: number): string {
  return (BYTE_HEX[word >>> 24] ?? "") + (BYTE_HEX[(word >>> 16) & 0xff] ?? "");
}

/** The lower 16 bits of a word as four hex digits. */
function hexLow(word: number): string {
  return (BYTE_HEX[(word >>> 8) & 0xff] ?? "") + (BYTE_HEX[word & 0xff] ?? "");
}
