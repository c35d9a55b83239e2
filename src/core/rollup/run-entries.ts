import type { OpenRun, OpenRunColumns, RunColumns, TelemetryDataset } from "../store/tables.ts";

/**
 * A run of the feed, as a number: its row (0 or more), or -1 - n for the open run of number n. Open runs have no row,
 * so they stand in a list beside the table.
 */
export type RunEntry = number;

/** Runs with a line and runs without one, in one order. */
export class RunEntries {
  readonly #runs: RunColumns;
  readonly #runOrder: Uint32Array;
  readonly #open: OpenRunColumns;

  constructor(dataset: TelemetryDataset) {
    this.#runs = dataset.runs;
    this.#runOrder = dataset.runOrder.get();
    this.#open = dataset.open;
  }

  /** `null` for an entry that has a row. */
  openRunOf(entry: RunEntry): OpenRun | null {
    return entry < 0 ? this.#open.get(-1 - entry) : null;
  }

  atMs(entry: RunEntry): number {
    return entry < 0 ? this.#open.firstAtMs(-1 - entry) : this.#runs.atMs(entry);
  }

  entryOfRunId(runId: string): RunEntry | null {
    const run = this.#open.find(runId);
    return run < 0 ? null : -1 - run;
  }

  /** All entries by time, oldest first, those without a time before all others. */
  inTimeOrder(): Int32Array {
    const openOrder = this.#open.order();
    const order = new Int32Array(this.#runOrder.length + openOrder.length);
    let open = 0;
    let place = 0;
    for (const row of this.#runOrder) {
      const atMs = this.#runs.atMs(row);
      while (open < openOrder.length && compareTimes(this.#open.firstAtMs(openOrder[open] ?? 0), atMs) < 0) {
        order[place++] = -1 - (openOrder[open++] ?? 0);
      }
      order[place++] = row;
    }
    while (open < openOrder.length) order[place++] = -1 - (openOrder[open++] ?? 0);
    return order;
  }
}

/** NaN is before everything. */
function compareTimes(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(b)) - Number(Number.isNaN(a));
  return a - b;
}
