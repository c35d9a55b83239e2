import type { TelemetryDataset } from "../store/tables.ts";
import { archivedStats } from "./daily/archived-stats.ts";
import { computeCallStats } from "./call-stats.ts";
import type { TelemetryQuery } from "./query.ts";
import { computeRunStats } from "./run-stats.ts";
import type { Stats } from "./stats.ts";

/**
 * Every published figure of a range. The one place where they are computed: panel, status bar, command
 * line and exports show what this returns. `health` is of all that was read, whatever the range.
 */
export function computeStats(dataset: TelemetryDataset, query: TelemetryQuery): Stats {
  const calls = computeCallStats(dataset, query);
  const runs = computeRunStats(dataset, query);
  const basis = calls.count > 0 ? "calls" : "runs";
  const { fromMs, toMs } = query.window;
  return {
    schema: 1,
    range: { from: isoOrNull(fromMs), to: isoOrNull(toMs), timeZone: query.timeZone },
    basis,
    costUsd: basis === "calls" ? calls.costUsd : runs.costUsd,
    calls,
    runs,
    health: summarizeHealth(dataset, query),
    ...archivedStats(dataset, query, calls, runs),
  };
}

function isoOrNull(atMs: number | null): string | null {
  return atMs === null ? null : new Date(atMs).toISOString();
}

/** Files that are there and hold one of the seven kinds; overlapping sources are not counted. */
function summarizeHealth(dataset: TelemetryDataset, query: TelemetryQuery): Stats["health"] {
  const files = dataset.files().filter((file) => file.file.kind !== "overlap" && file.state !== "gone");
  return {
    twinsMerged: query.mergeTwins ? dataset.twinsMerged : 0,
    unreadable: files.reduce((sum, file) => sum + file.counts.unreadable, 0),
    repaired: files.reduce((sum, file) => sum + file.counts.repaired, 0),
    files: files.length,
    pending: files.reduce((sum, file) => sum + file.counts.pendingBytes, 0),
  };
}
