import { dirname } from "node:path";
import { systemTimeZone } from "../../src/node/system-time-zone.ts";
import { TelemetrySource } from "../../src/node/telemetry-source.ts";

const POLL_MS = 30_000;

/** The source that the extension reads with, of the folder of a file; not started. */
export function liveSource(path: string, now: () => number): TelemetrySource {
  const root = { rootId: 0, path: dirname(path), label: "", project: null };
  return new TelemetrySource({ roots: [root], naiveTimeZone: systemTimeZone(), now, pollMs: POLL_MS });
}
