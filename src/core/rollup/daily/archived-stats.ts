import type { TelemetryDataset } from "../../store/tables.ts";
import { aggregatesOf } from "../cube/aggregates.ts";
import type { Basis, TelemetryQuery } from "../query.ts";
import type { ArchivedStats, DurationStats, Stats } from "../stats.ts";
import { HiddenWorkflows } from "../workflow-glob.ts";
import { ArchivedScope } from "./archived-scope.ts";
import { archivedTallies } from "./archived-tallies.ts";
import { DurationSums } from "./duration-sums.ts";

/** The part of `computeStats` that exists only where archived days do; else nothing at all. */
export function archivedStats(
  dataset: TelemetryDataset,
  query: TelemetryQuery,
  { latencyMs }: Pick<Stats["calls"], "latencyMs">,
  { durationMs }: Pick<Stats["runs"], "durationMs">,
): { readonly archived?: ArchivedStats } {
  if (dataset.archivedDays.days.length === 0) return {};
  const scope = new ArchivedScope(dataset, query);
  const count = (basis: Basis): number =>
    archivedTallies(scope, basis).reduce((sum, { tally }) => sum + tally.count, 0);
  const days = [...new Set(scope.days.map(({ sums }) => sums.day))].toSorted();
  const cutDays = scope.cutDays.toSorted();
  if (days.length + cutDays.length === 0) return {};
  return {
    archived: {
      days,
      cutDays,
      calls: count("calls"),
      runs: count("runs"),
      latencyMs: latencies(dataset, query, scope, latencyMs),
      durationMs: durationsOfRuns(dataset, query, scope, durationMs),
    },
  };
}

function latencies(
  dataset: TelemetryDataset,
  query: TelemetryQuery,
  scope: ArchivedScope,
  kept: DurationStats,
) {
  const durations = new DurationSums();
  const { values } = aggregatesOf(dataset).callDurations(query);
  const hidden = new HiddenWorkflows(query.hiddenWorkflows);
  const counts = (combo: number) => !hidden.hides(dataset.combos.get(combo).workflow);
  durations.addKept(kept, (put) => values.visit(counts, put));
  for (const { counted } of scope.calls()) durations.addParts(counted.latency);
  return durations.estimate();
}

function durationsOfRuns(
  dataset: TelemetryDataset,
  query: TelemetryQuery,
  scope: ArchivedScope,
  kept: DurationStats,
) {
  const durations = new DurationSums();
  const { runs, runGroups } = aggregatesOf(dataset).runDurations(query);
  const hidden = new HiddenWorkflows(query.hiddenWorkflows);
  const counts = (group: number) => !hidden.hides(runGroups.all[group]?.workflow ?? null);
  durations.addKept(kept, (put) => runs.visit(counts, put));
  for (const { cell } of scope.runs()) durations.addParts(cell.duration);
  return durations.estimate();
}
