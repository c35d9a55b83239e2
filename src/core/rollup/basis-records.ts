import type { TelemetryDataset } from "../store/tables.ts";
import { CallScope } from "./call-scope.ts";
import type { Basis, TelemetryQuery, TimeWindow } from "./query.ts";
import { RunScope } from "./run-scope.ts";
import { hasUsableTime } from "./time-window.ts";

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

export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * Both ends of a window: an open end is where the records begin or end. `null` when that cannot be said
 * because there are none. `longestMs` bounds a span that is wider than its records for no use. `others` is the
 * span of what counts and has no row.
 */
export function spanOf(
  window: TimeWindow,
  records: BasisRecords,
  nowMs: number,
  longestMs: number,
  others: Span | null = null,
): Span | null {
  const { fromMs, toMs } = window;
  if (fromMs !== null && toMs !== null && toMs - fromMs <= longestMs) return { fromMs, toMs };
  let firstMs = others?.fromMs ?? Infinity;
  let lastMs = others === null ? -Infinity : others.toMs - 1;
  for (let row = 0; row < records.rowCount; row++) {
    const atMs = records.atMs(row);
    if (!hasUsableTime(atMs, nowMs) || !records.counts(row)) continue;
    if (atMs < firstMs) firstMs = atMs;
    if (atMs > lastMs) lastMs = atMs;
  }
  if (firstMs > lastMs) return null;
  // Half-open: the last record is inside.
  const span = { fromMs: fromMs ?? firstMs, toMs: toMs ?? Math.floor(lastMs) + 1 };
  if (span.toMs - span.fromMs <= longestMs) return span;
  return { fromMs: Math.max(span.fromMs, firstMs), toMs: Math.min(span.toMs, Math.floor(lastMs) + 1) };
}
