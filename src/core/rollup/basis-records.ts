import type { TelemetryDataset } from "../store/tables.ts";
import { CallScope } from "./call-scope.ts";
import type { Basis, TelemetryQuery } from "./query.ts";
import { RunScope } from "./run-scope.ts";

/** Calls or runs, read alike: what charts over time need of a row. Numbers are NaN where not reported. */
export interface BasisRecords {
  readonly rowCount: number;
  counts(row: number): boolean;
  atMs(row: number): number;
  costNano(row: number): number;
  durationMs(row: number): number;
  success(row: number): boolean | null;
  workflow(row: number): string | null;
}

export function recordsOf(dataset: TelemetryDataset, query: TelemetryQuery, basis: Basis): BasisRecords {
  return basis === "calls" ? callRecords(dataset, query) : runRecords(dataset, query);
}

function callRecords(dataset: TelemetryDataset, query: TelemetryQuery): BasisRecords {
  const { calls, combos } = dataset;
  const scope = new CallScope(dataset, query);
  return {
    rowCount: calls.count,
    counts: (row) => scope.counts(row),
    atMs: (row) => calls.atMs(row),
    costNano: (row) => calls.costNano(row),
    durationMs: (row) => scope.latencyMs(row),
    success: (row) => calls.success(row),
    workflow: (row) => combos.get(calls.combo(row)).workflow,
  };
}

function runRecords(dataset: TelemetryDataset, query: TelemetryQuery): BasisRecords {
  const { runs } = dataset;
  const scope = new RunScope(dataset, query);
  return {
    rowCount: runs.count,
    counts: (row) => scope.counts(row),
    atMs: (row) => runs.atMs(row),
    costNano: (row) => runs.costNano(row),
    durationMs: (row) => runs.durationMs(row),
    success: (row) => runs.success(row),
    workflow: (row) => runs.workflow(row),
  };
}
