import { isNumber } from "../../store/snapshot/json-guards.ts";
import type { SectionReader } from "../../store/snapshot/section-reader.ts";
import type { SectionWriter } from "../../store/snapshot/section-writer.ts";
import type { Stored } from "../../store/snapshot/stored.ts";
import type { RunColumns } from "../../store/tables.ts";
import type { Sign } from "./flat-tally.ts";

/** Shows each run that counts once, as its line comes (1), and again when a newer line of it takes its place (-1). */
export class RunFollower implements Stored {
  readonly #runs: RunColumns;
  #rows = 0;
  #superseded = 0;

  constructor(runs: RunColumns) {
    this.#runs = runs;
  }

  get behind(): number {
    return this.#runs.count - this.#rows;
  }

  saveTo(to: SectionWriter): void {
    to.json("rows", this.#rows);
    to.json("superseded", this.#superseded);
  }

  restoreFrom(from: SectionReader): void {
    this.#rows = from.json("rows", isNumber);
    this.#superseded = from.json("superseded", isNumber);
  }

  /** Shows what is new, at most so many rows. */
  follow(take: (row: number, sign: Sign) => void, mostRows = Infinity): void {
    const runs = this.#runs;
    const { supersededRows } = runs;
    // First: what is shown from here on is known not to be superseded yet.
    for (; this.#superseded < supersededRows.length; this.#superseded++) {
      const row = supersededRows[this.#superseded] ?? 0;
      if (row < this.#rows) take(row, -1);
    }
    const end = Math.min(runs.count, this.#rows + mostRows);
    for (; this.#rows < end; this.#rows++) {
      if (!runs.isSuperseded(this.#rows)) take(this.#rows, 1);
    }
  }
}
