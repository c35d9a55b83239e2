import type { OpenRun, RunColumns, TelemetryDataset } from "../store/tables.ts";

/**
 * A run of the feed, as a number: its row (0 or more), or -1 - i for the open run i. Open runs have no row,
 * so they stand in a list beside the table.
 */
export type RunEntry = number;

/** Runs with a line and runs without one, in one order. */
export class RunEntries {
  readonly #runs: RunColumns;
  readonly #runOrder: Uint32Array;
  /** By time of the first record, unknown first: as `runOrder` has its rows. */
  readonly #open: readonly OpenRun[];

  constructor(dataset: TelemetryDataset) {
    this.#runs = dataset.runs;
    this.#runOrder = dataset.runOrder();
    this.#open = dataset.openRuns().toSorted((a, b) => compareTimes(a.firstAtMs, b.firstAtMs));
  }

  /** `null` for an entry that has a row. */
  openRunOf(entry: RunEntry): OpenRun | null {
    return entry < 0 ? (this.#open[-1 - entry] ?? null) : null;
  }

  atMs(entry: RunEntry): number {
    return entry < 0 ? (this.#open[-1 - entry]?.firstAtMs ?? NaN) : this.#runs.atMs(entry);
  }

  entryOfRunId(runId: string): RunEntry | null {
    const index = this.#open.findIndex((run) => run.runId === runId);
    return index < 0 ? null : -1 - index;
  }

  /** All entries by time, oldest first, those without a time before all others. */
  inTimeOrder(): Int32Array {
    const order = new Int32Array(this.#runOrder.length + this.#open.length);
    let open = 0;
    let place = 0;
    for (const row of this.#runOrder) {
      const atMs = this.#runs.atMs(row);
      while (open < this.#open.length && compareTimes(this.#open[open]?.firstAtMs ?? NaN, atMs) < 0) {
        order[place++] = -1 - open++;
      }
      order[place++] = row;
    }
    while (open < this.#open.length) order[place++] = -1 - open++;
    return order;
  }
}

/** NaN is before everything. */
function compareTimes(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(b)) - Number(Number.isNaN(a));
  return a - b;
}
