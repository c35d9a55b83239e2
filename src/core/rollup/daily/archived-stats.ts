import type { TelemetryDataset } from "../../store/tables.ts";
import { recordsOf } from "../basis-records.ts";
import type { Basis, TelemetryQuery } from "../query.ts";
import type { ArchivedStats, DurationStats } from "../stats.ts";
import { ArchivedScope } from "./archived-scope.ts";
import { archivedTallies } from "./archived-tallies.ts";
import { DurationSums } from "./duration-sums.ts";

/** The part of `computeStats` that exists only where archived days do; else nothing at all. */
export function archivedStats(
  dataset: TelemetryDataset,
  query: TelemetryQuery,
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
      latencyMs: estimate(dataset, query, scope, "calls"),
      durationMs: estimate(dataset, query, scope, "runs"),
    },
  };
}

function estimate(
  dataset: TelemetryDataset,
  query: TelemetryQuery,
  scope: ArchivedScope,
  basis: Basis,
): DurationStats {
  const durations = new DurationSums();
  const records = recordsOf(dataset, query, basis);
  for (let row = 0; row < records.rowCount; row++)
    if (records.counts(row)) durations.add(records.durationMs(row));
  if (basis === "calls") for (const { counted } of scope.calls()) durations.addParts(counted.latency);
  else for (const { cell } of scope.runs()) durations.addParts(cell.duration);
  return durations.estimate();
}
