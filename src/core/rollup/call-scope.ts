import type { CallColumns, CallCombo, TelemetryDataset } from "../store/tables.ts";
import type { TelemetryQuery } from "./query.ts";
import { WindowTest } from "./time-window.ts";
import { HiddenWorkflows } from "./workflow-glob.ts";

/** Which calls a query counts, and how it reads them. Nothing here allocates per row. */
export class CallScope {
  readonly #calls: CallColumns;
  readonly #window: WindowTest;
  readonly #hiddenCombos: Uint8Array;
  readonly #mergesTwins: boolean;

  constructor(dataset: TelemetryDataset, query: TelemetryQuery) {
    const hidden = new HiddenWorkflows(query.hiddenWorkflows);
    this.#calls = dataset.calls;
    this.#window = new WindowTest(query.window, query.nowMs);
    this.#hiddenCombos = comboTable(dataset, (combo) => (hidden.hides(combo.workflow) ? 1 : 0));
    this.#mergesTwins = query.mergeTwins;
  }

  /** A line of the range, by its own time, whether or not it is a twin. */
  covers(row: number): boolean {
    return this.#hiddenCombos[this.#calls.combo(row)] === 0 && this.#window.holds(this.#calls.atMs(row));
  }

  /** A line that is no call of its own, because its twin stands for it. */
  isMergedAway(row: number): boolean {
    return this.#mergesTwins && this.#calls.isMergedAway(row);
  }

  counts(row: number): boolean {
    return !this.isMergedAway(row) && this.covers(row);
  }

  /** NaN when not reported, as everywhere in the columns. */
  latencyMs(row: number): number {
    return this.#mergesTwins ? this.#calls.effectiveLatencyMs(row) : this.#calls.latencyMs(row);
  }
}

/** One small number per combination of dimensions: a filter decides once for each, then looks up. */
export function comboTable(dataset: TelemetryDataset, decide: (combo: CallCombo) => number): Uint8Array {
  const table = new Uint8Array(dataset.combos.count);
  for (let index = 0; index < table.length; index++) table[index] = decide(dataset.combos.get(index));
  return table;
}

/** The tier that charts show: the one asked for, because the recorded one is "capable" nearly always. */
export function shownTier(combo: Pick<CallCombo, "tier" | "requestedTier">): string | null {
  return combo.requestedTier ?? combo.tier;
}

/**
 * Rows of the calls that name a run, in file order. Of a pair that is not to be merged, the line that names
 * the run is the second one.
 */
export function callRowsNaming(
  dataset: TelemetryDataset,
  query: TelemetryQuery,
  runId: string,
): readonly number[] {
  const { calls } = dataset;
  const rows = dataset.callRowsOfRun(runId);
  if (query.mergeTwins) return rows;
  return rows.map((row) => (calls.runId(row) === null ? calls.twinRow(row) : row));
}
