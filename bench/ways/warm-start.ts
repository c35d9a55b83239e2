import { closeSync, openSync, readdirSync, readSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { computeStats } from "../../src/core/rollup/compute-stats.ts";
import { aggregatesOf } from "../../src/core/rollup/cube/aggregates.ts";
import { EVERYTHING, type TelemetryQuery } from "../../src/core/rollup/query.ts";
import { resolveRange } from "../../src/core/rollup/range.ts";
import type { SnapshotTuning } from "../../src/node/snapshot-options.ts";
import { systemTimeZone } from "../../src/node/system-time-zone.ts";
import { TelemetrySource } from "../../src/node/telemetry-source.ts";
import type { Outcome } from "./outcome.ts";
import { NOW_MS } from "./outcome.ts";

const ALL_TIME = {
  window: EVERYTHING,
  timeZone: systemTimeZone(),
  nowMs: NOW_MS,
  mergeTwins: true,
  hiddenWorkflows: [],
};

/** Reads a file, asked for its figures as the status bar asks, and lets its snapshot be written once reading rests. */
export async function saveSnapshot(path: string, snapshotDir: string): Promise<Outcome> {
  let noteWritten = (): void => undefined;
  const written = new Promise<void>((done) => (noteWritten = done));
  const policy = { quietMs: 0, everyMs: 0, minBytes: 1, minShare: 0 };
  const snapshotTuning = { policy, onWritten: noteWritten };
  const source = sourceWith(path, { snapshotDir, nowMs: presentOf(path), snapshotTuning });
  source.onDidChange(({ kind }) => {
    if (kind !== "progress") computeStats(source.dataset, ALL_TIME);
  });
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

/** What the status bar asks. */
function todayOf(nowMs: number): TelemetryQuery {
  return { ...ALL_TIME, nowMs, window: resolveRange({ kind: "today" }, ALL_TIME.timeZone, nowMs) };
}

const TAIL_BYTES = 2 * 1024 * 1024;

/** The newest time near the end of the file, by the producer's clock: the present of this way, so that today has calls. */
function presentOf(path: string): number {
  const tail = Buffer.alloc(TAIL_BYTES);
  const handle = openSync(path, "r");
  const count = readSync(handle, tail, 0, TAIL_BYTES, Math.max(0, statSync(path).size - TAIL_BYTES));
  closeSync(handle);
  const times = tail.toString("utf8", 0, count).matchAll(/"timestamp": "([^"]+)"/g);
  return Math.ceil(
    Math.max(...Array.from(times, ([, time]) => Date.parse(time ?? "")).filter(Number.isFinite)),
  );
}

/**
 * Starts from a snapshot: until the status bar has its figures, until all columns are there, and until every published
 * figure of all time is computed of them. Throws where the start is cold.
 */
export async function startWarm(path: string, snapshotDir: string): Promise<Outcome> {
  const nowMs = presentOf(path);
  const source = sourceWith(path, { snapshotDir, nowMs, snapshotTuning: { policy: { minBytes: Infinity } } });
  const startMs = performance.now();
  let first: { readonly ms: number; readonly calls: number } | null = null;
  source.onDidChange(() => {
    const sums = source.savedSums;
    if (first !== null || sums === null) return;
    const query = todayOf(nowMs);
    if (!aggregatesOf(sums).answers(query)) return;
    const { calls } = computeStats(sums, query);
    first = { ms: performance.now() - startMs, calls: calls.count };
  });
  await source.start();
  const columnsMs = performance.now() - startMs;
  const { dataset, resumedBytes } = source;
  const calls = computeStats(dataset, ALL_TIME).calls.count;
  const allMs = performance.now() - startMs;
  const today = computeStats(dataset, todayOf(nowMs)).calls.count;
  source.dispose();
  if (resumedBytes === 0 || first === null)
    throw new Error("the start was cold: no snapshot was gone on from");
  const { ms: firstMs, calls: firstCalls }: { readonly ms: number; readonly calls: number } = first;
  // What came since is in the rows alone.
  if (resumedBytes === statSync(path).size && firstCalls !== today)
    throw new Error(`the sums have ${firstCalls} calls of today, the rows ${today}`);
  return {
    rows: dataset.calls.count,
    columnBytes: 0,
    detail: { firstMs, columnsMs, allMs, calls, firstCalls, resumedBytes },
  };
}

interface Options {
  readonly snapshotDir: string;
  readonly nowMs: number;
  readonly snapshotTuning: SnapshotTuning;
}

function sourceWith(path: string, { nowMs, ...snapshots }: Options): TelemetrySource {
  const root = { rootId: 0, path: dirname(path), label: "", project: null };
  return new TelemetrySource({
    roots: [root],
    naiveTimeZone: systemTimeZone(),
    now: () => nowMs,
    pollMs: 0,
    ...snapshots,
  });
}
