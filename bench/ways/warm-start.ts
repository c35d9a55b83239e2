import { readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { computeStats } from "../../src/core/rollup/compute-stats.ts";
import type { SnapshotTuning } from "../../src/node/snapshot-options.ts";
import { systemTimeZone } from "../../src/node/system-time-zone.ts";
import { TelemetrySource } from "../../src/node/telemetry-source.ts";
import type { Outcome } from "./outcome.ts";
import { NOW_MS } from "./outcome.ts";

/** Reads a file and lets its snapshot be written as soon as reading has come to rest. */
export async function saveSnapshot(path: string, snapshotDir: string): Promise<Outcome> {
  let noteWritten = (): void => undefined;
  const written = new Promise<void>((done) => (noteWritten = done));
  const policy = { quietMs: 0, everyMs: 0, minBytes: 1, minShare: 0 };
  const source = sourceWith(path, snapshotDir, { policy, onWritten: noteWritten });
  await source.start();
  const startMs = performance.now();
  await written;
  const writeMs = performance.now() - startMs;
  source.dispose();
  const sizeBytes = readdirSync(snapshotDir).reduce(
    (total, name) => total + statSync(join(snapshotDir, name)).size,
    0,
  );
  return { rows: source.dataset.calls.count, columnBytes: 0, detail: { writeMs, sizeBytes } };
}

/** Starts from a snapshot: until all columns are there, and until the figures of all time are. Throws where it is cold. */
export async function startWarm(path: string, snapshotDir: string): Promise<Outcome> {
  const source = sourceWith(path, snapshotDir, { policy: { minBytes: Infinity } });
  const startMs = performance.now();
  await source.start();
  const columnsMs = performance.now() - startMs;
  const { dataset } = source;
  const timeZone = systemTimeZone();
  const window = { fromMs: null, toMs: null };
  const query = { window, timeZone, nowMs: NOW_MS, mergeTwins: true, hiddenWorkflows: [] };
  const calls = computeStats(dataset, query).calls.count;
  const firstMs = performance.now() - startMs;
  const { resumedBytes } = source;
  source.dispose();
  if (resumedBytes === 0) throw new Error("the start was cold: no snapshot was gone on from");
  return { rows: dataset.calls.count, columnBytes: 0, detail: { columnsMs, firstMs, calls, resumedBytes } };
}

function sourceWith(path: string, snapshotDir: string, snapshotTuning: SnapshotTuning): TelemetrySource {
  const root = { rootId: 0, path: dirname(path), label: "", project: null };
  return new TelemetrySource({
    roots: [root],
    naiveTimeZone: systemTimeZone(),
    now: () => NOW_MS,
    pollMs: 0,
    snapshotDir,
    snapshotTuning,
  });
}
