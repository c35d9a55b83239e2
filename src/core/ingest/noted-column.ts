import type { BatchColumn, WordBounds } from "./call-batch.ts";
import type { ScannerExports } from "./scanner-module.ts";

interface Address {
  readonly value: number;
}

/** A column of words in the scanner's memory whose bounds are read where the scanner notes them. */
export class NotedColumn implements BatchColumn {
  readonly words: Uint32Array;
  readonly #noted: Uint32Array;

  /** The column with a number, of columns of `rows` words each that begin at `start`. */
  constructor(wasm: ScannerExports, start: Address, rows: number, column: number, bounds: Address) {
    const { buffer } = wasm.memory;
    const wordsPerBounds = wasm.WORDS_PER_BOUNDS.value;
    this.words = new Uint32Array(buffer, start.value + column * rows * 4, rows);
    this.#noted = new Uint32Array(buffer, bounds.value + column * wordsPerBounds * 4, wordsPerBounds);
  }

  get bounds(): WordBounds {
    const noted = this.#noted;
    return { largest: noted[0] ?? 0, smallest: noted[1] ?? 0, hasMissing: noted[2] === 0 };
  }
}
