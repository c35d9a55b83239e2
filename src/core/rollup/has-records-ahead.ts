import type { TelemetryDataset } from "../store/tables.ts";
import { hasUsableTime } from "./time-window.ts";

/** A record so far ahead that it counts only when its time has nearly come: a clock was set back. */
export function hasRecordsAhead(dataset: TelemetryDataset, nowMs: number): boolean {
  return dataset
    .files()
    .some(({ newestAtMs }) => newestAtMs !== null && newestAtMs > nowMs && !hasUsableTime(newestAtMs, nowMs));
}
