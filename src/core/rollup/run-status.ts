import type { OpenRun, TelemetryDataset } from "../store/tables.ts";
import type { RecordStatus } from "./query.ts";

const SHORTEST_PATIENCE_MS = 60_000;
const PATIENCE_GAPS = 3;

/**
 * A run without a line is in progress while its last record is younger than max(60 s, 3 x the workflow's
 * p95 gap between records), and incomplete after that. One that routing says has ended, though no run line
 * came, is incomplete at once.
 */
export function openRunStatus(
  dataset: TelemetryDataset,
  run: OpenRun,
  nowMs: number,
): "running" | "incomplete" {
  const ageMs = nowMs - run.lastAtMs;
  // An unknown time (NaN) compares as false throughout: nothing says that the run is alive.
  const isAlive = ageMs < SHORTEST_PATIENCE_MS || ageMs < PATIENCE_GAPS * dataset.gapP95Ms(run.workflow);
  return isAlive && !run.hasEnded ? "running" : "incomplete";
}

/** Only a run that was heard of after this instant may be in progress, whatever its workflow. */
export function aliveSinceMs(dataset: TelemetryDataset, nowMs: number): number {
  const gapMs = dataset.longestGapP95Ms();
  const patienceMs = Number.isNaN(gapMs) ? 0 : PATIENCE_GAPS * gapMs;
  // One ms more: a difference of large numbers is rounded.
  return nowMs - Math.max(SHORTEST_PATIENCE_MS, patienceMs) - 1;
}

/** `null` success is "not reported", not a failure. */
export function statusOfSuccess(success: boolean | null): RecordStatus {
  if (success === null) return "unknown";
  return success ? "success" : "error";
}
