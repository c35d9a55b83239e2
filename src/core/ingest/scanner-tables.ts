import { requestedTierOf } from "../records/call.ts";
import type { BatchTables, CallNames } from "./call-batch.ts";
import type { ScannerExports } from "./scanner-module.ts";
import { COMBO_COUNT, TEXT_COUNT } from "./scanner-status.ts";

/** Texts and combinations of the scanner, read when they are first asked for. */
export class ScannerTables implements BatchTables {
  readonly #wasm: ScannerExports;
  readonly #texts: string[] = [];
  readonly #names: CallNames[] = [];

  constructor(wasm: ScannerExports) {
    this.#wasm = wasm;
  }

  get textCount(): number {
    return this.#count(TEXT_COUNT);
  }

  get nameCount(): number {
    return this.#count(COMBO_COUNT);
  }

  text(number: number): string {
    const words = new Uint32Array(this.#wasm.memory.buffer);
    for (let next = this.#texts.length; next <= number; next++) this.#texts.push(this.#readText(words, next));
    const found = this.#texts[number];
    if (found === undefined) throw new RangeError(`the scanner has no text ${number}`);
    return found;
  }

  names(combo: number): CallNames {
    for (let next = this.#names.length; next <= combo; next++) this.#names.push(this.#readNames(next));
    const found = this.#names[combo];
    if (found === undefined) throw new RangeError(`the scanner has no combination ${combo}`);
    return found;
  }

  #count(word: number): number {
    return new Uint32Array(this.#wasm.memory.buffer, this.#wasm.STATUS.value)[word] ?? 0;
  }

  #readText(words: Uint32Array, number: number): string {
    if (number >= this.textCount) throw new RangeError(`the scanner has no text ${number}`);
    const entry = this.#wasm.TEXT_INDEX.value / 4 + number * 2;
    const bytes = new Uint8Array(this.#wasm.memory.buffer, words[entry] ?? 0, words[entry + 1] ?? 0);
    return String.fromCharCode(...bytes);
  }

  #readNames(combo: number): CallNames {
    if (combo >= this.nameCount) throw new RangeError(`the scanner has no combination ${combo}`);
    const first = this.#wasm.COMBO_ENTRIES.value / 4 + combo * this.#wasm.COMBO_WORDS.value;
    const words = new Uint32Array(this.#wasm.memory.buffer);
    const textAt = (place: number): string | null => {
      const word = words[first + place] ?? 0;
      return word === 0 ? null : this.text(word - 1);
    };
    const step = textAt(1);
    return {
      workflow: textAt(0),
      step,
      taskType: textAt(2),
      provider: textAt(3),
      tier: textAt(4),
      requestedTier: requestedTierOf(step),
      model: textAt(5),
    };
  }
}
