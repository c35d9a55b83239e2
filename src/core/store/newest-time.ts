import type { TelemetryRecord } from "../records/record.ts";

/** The instant that a record is the news of: of what has an end, the end. */
export function newestTimeOf(record: TelemetryRecord): number | null {
  if (record.kind === "run") return record.completedAtMs ?? record.startedAtMs;
  if (record.kind === "routing") return record.completedAtMs ?? record.atMs;
  return record.atMs;
}
