import { dirname, join } from "node:path";
import { CHUNK_BYTES, Generation } from "../../src/node/generation.ts";
import { LARGE_FILES } from "../../src/node/large-file-reader.ts";
import { ScanThread } from "../../src/node/scan-thread.ts";
import { systemTimeZone } from "../../src/node/system-time-zone.ts";
import { nodeFs } from "../../src/node/telemetry-fs.ts";
import type { Outcome } from "./outcome.ts";
import { NOW_MS } from "./outcome.ts";
import { ALL_TIME, viewOf } from "./panel-question.ts";
import { TurnGaps } from "./turn-gaps.ts";

/**
 * The product's own way with an eye on the event loop, while a panel shows all time: its figures are asked for once, early,
 * and kept up from then on. `hasThread`: however many processors there are.
 */
export async function readTurns(path: string, hasThread: boolean): Promise<Outcome> {
  const root = { rootId: 0, path: dirname(path), label: "", project: null };
  const startThread = (): ScanThread | null =>
    hasThread ? ScanThread.start(join(__dirname, "scan-worker.cjs")) : null;
  const generation = new Generation({
    roots: [root],
    naiveTimeZone: systemTimeZone(),
    now: () => NOW_MS,
    fs: nodeFs,
    chunkBytes: CHUNK_BYTES,
    signal: new AbortController().signal,
    largeFiles: { ...LARGE_FILES, startThread },
  });
  const { dataset } = generation;
  const gaps = new TurnGaps();
  let isAsked = false;
  await generation.load(() => {
    if (!isAsked) gaps.leaveOut(() => viewOf(dataset, ALL_TIME));
    isAsked = true;
  });
  return { rows: dataset.calls.count, columnBytes: 0, detail: { longestMs: gaps.end() } };
}
