import { computeStats } from "../rollup/compute-stats.ts";
import { countRunning } from "../rollup/count-open-runs.ts";
import { hasRecordsAhead } from "../rollup/has-records-ahead.ts";
import type { TelemetryQuery } from "../rollup/query.ts";
import type { Stats } from "../rollup/stats.ts";
import type { TelemetryDataset } from "../store/tables.ts";

interface Entry {
  readonly revision: number;
  readonly key: string;
  readonly stats: Stats;
}

/** The range and the one before, for two surfaces, and today for the status bar. */
const MAX_ENTRIES = 5;
const entriesOf = new WeakMap<TelemetryDataset, readonly Entry[]>();

/**
 * `computeStats`, remembered for the last few questions of a dataset until its next revision. Time that
 * passes makes no new question as long as it changes no figure.
 */
export function statsOf(dataset: TelemetryDataset, query: TelemetryQuery): Stats {
  const { nowMs, ...question } = query;
  const key = JSON.stringify([question, clockKey(dataset, nowMs)]);
  const { revision } = dataset;
  const current = (entriesOf.get(dataset) ?? []).filter((entry) => entry.revision === revision);
  const known = current.find((entry) => entry.key === key);
  const entry = known ?? { revision, key, stats: computeStats(dataset, query) };
  const others = current.filter((other) => other !== entry);
  entriesOf.set(dataset, [entry, ...others].slice(0, MAX_ENTRIES));
  return entry.stats;
}

/** What of the present instant stands in figures, besides the window: equal keys give equal figures. */
function clockKey(dataset: TelemetryDataset, nowMs: number): readonly number[] {
  // Runs fall silent one after the other: so many are left is also which ones.
  const running = countRunning(dataset, nowMs);
  return hasRecordsAhead(dataset, nowMs) ? [running, nowMs] : [running];
}
