import type { RunColumns } from "../../store/tables.ts";
import type { Sign } from "./flat-tally.ts";

/** Shows each run that counts once, as its line comes (1), and again when a newer line of it takes its place (-1). */
export class RunFollower {
  readonly #runs: RunColumns;
  #rows = 0;
  #superseded = 0;

  constructor(runs: RunColumns) {
    this.#runs = runs;
  }

  follow(take: (row: number, sign: Sign) => void): void {
    const runs = this.#runs;
    const known = this.#rows;
    for (; this.#rows < runs.count; this.#rows++) {
      if (!runs.isSuperseded(this.#rows)) take(this.#rows, 1);
    }
    const { supersededRows } = runs;
    for (; this.#superseded < supersededRows.length; this.#superseded++) {
      const row = supersededRows[this.#superseded] ?? 0;
      if (row < known) take(row, -1);
    }
  }
}
