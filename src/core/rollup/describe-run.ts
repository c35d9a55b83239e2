import type { RoutingRecord } from "../records/routing.ts";
import type { TelemetryDataset } from "../store/tables.ts";
import { CallRowReader } from "./call-row.ts";
import { callRowsNaming } from "./call-scope.ts";
import type { TelemetryQuery } from "./query.ts";
import type { CallRow } from "./record-rows.ts";
import { readChain } from "./run-chain.ts";
import type { RunDetail } from "./run-detail.ts";
import { RunEntries } from "./run-entries.ts";
import type { RunEntry } from "./run-entries.ts";
import { RunRowReader } from "./run-row.ts";
import { readStages } from "./stage-rows.ts";
import { reportedUsd } from "./tally.ts";

/**
 * Everything about one run, whatever the range: `id` is its address, or `run:<runId>`, which also finds a
 * run without a line. At most `callLimit` calls, oldest first. `null` when there is no such run.
 */
export function describeRun(
  dataset: TelemetryDataset,
  query: TelemetryQuery,
  id: string,
  callLimit: number,
): RunDetail | null {
  const entries = new RunEntries(dataset);
  const entry = findRun(dataset, entries, id);
  if (entry === null) return null;
  const open = entries.openRunOf(entry);
  const runId = open === null ? dataset.runs.runId(entry) : open.runId;
  const calls = callsOf(dataset, query, runId);
  const rows = new RunRowReader(dataset, query);
  const readRow = (of: RunEntry) => {
    const openRun = entries.openRunOf(of);
    return openRun === null ? rows.read(of) : rows.readOpen(openRun);
  };
  const routing = open?.routing ?? (runId === null ? null : dataset.routingOfRun(runId));
  return {
    run: readRow(entry),
    stages: open === null ? readStages(dataset, entry, calls) : [],
    calls: calls.slice(0, callLimit),
    callsTotal: calls.length,
    routing: routing === null ? null : describeRouting(routing),
    chain: readChain(dataset, entries, entry, readRow),
  };
}

const RUN_PREFIX = "run:";

function findRun(dataset: TelemetryDataset, entries: RunEntries, id: string): RunEntry | null {
  const address = dataset.locate(id);
  if (address !== null) return address.kind === "run" && address.row >= 0 ? address.row : null;
  if (!id.startsWith(RUN_PREFIX)) return null;
  const runId = id.slice(RUN_PREFIX.length);
  const row = dataset.runRow(runId);
  return row >= 0 ? row : entries.entryOfRunId(runId);
}

function callsOf(dataset: TelemetryDataset, query: TelemetryQuery, runId: string | null): readonly CallRow[] {
  if (runId === null) return [];
  const reader = new CallRowReader(dataset, query);
  return callRowsNaming(dataset, query, runId)
    .map((row) => reader.read(row))
    .toSorted((a, b) => (a.atMs ?? Infinity) - (b.atMs ?? Infinity) || 0);
}

function describeRouting(routing: RoutingRecord): RunDetail["routing"] {
  return {
    id: routing.routingId ?? "",
    status: routing.status,
    complexity: routing.complexity,
    strategy: routing.strategy,
    description: routing.description,
    startedAtMs: routing.startedAtMs,
    completedAtMs: routing.completedAtMs,
    errorType: routing.errorType,
    actualCostUsd: reportedUsd(routing.actualCostNano ?? NaN),
  };
}
