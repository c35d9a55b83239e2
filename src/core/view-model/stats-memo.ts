import { computeStats } from "../rollup/compute-stats.ts";
import type { TelemetryQuery } from "../rollup/query.ts";
import type { Stats } from "../rollup/stats.ts";
import type { TelemetryDataset } from "../store/tables.ts";

interface Entry {
  readonly revision: number;
  readonly key: string;
  readonly stats: Stats;
}

/** The range and the one before, for two surfaces. */
const MAX_ENTRIES = 4;
const entriesOf = new WeakMap<TelemetryDataset, readonly Entry[]>();

/** `computeStats`, remembered for the last few queries of a dataset until its next revision. */
export function statsOf(dataset: TelemetryDataset, query: TelemetryQuery): Stats {
  const key = JSON.stringify(query);
  const { revision } = dataset;
  const current = (entriesOf.get(dataset) ?? []).filter((entry) => entry.revision === revision);
  const known = current.find((entry) => entry.key === key);
  if (known !== undefined) return known.stats;
  const stats = computeStats(dataset, query);
  entriesOf.set(dataset, [{ revision, key, stats }, ...current].slice(0, MAX_ENTRIES));
  return stats;
}
