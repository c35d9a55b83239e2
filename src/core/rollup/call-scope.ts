import type { CallCombo, TelemetryDataset } from "../store/tables.ts";
import type { TelemetryQuery } from "./query.ts";
import { HiddenWorkflows } from "./workflow-glob.ts";

/** One small number per combination of dimensions: a filter decides once for each, then looks up. */
export function comboTable(dataset: TelemetryDataset, decide: (combo: CallCombo) => number): Uint8Array {
  const table = new Uint8Array(dataset.combos.count);
  for (let index = 0; index < table.length; index++) table[index] = decide(dataset.combos.get(index));
  return table;
}

/** 1 for each combination of a workflow that the query hides; null where it hides none. */
export function hiddenCombos(
  dataset: TelemetryDataset,
  { hiddenWorkflows }: TelemetryQuery,
): Uint8Array | null {
  const hidden = new HiddenWorkflows(hiddenWorkflows);
  return hidden.isEmpty ? null : comboTable(dataset, (combo) => (hidden.hides(combo.workflow) ? 1 : 0));
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
