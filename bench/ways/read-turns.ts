import { dirname, join } from "node:path";
import { LARGE_FILES } from "../../src/node/large-file-reader.ts";
import { loadOnce } from "../../src/node/load-once.ts";
import { ScanThread } from "../../src/node/scan-thread.ts";
import { systemTimeZone } from "../../src/node/system-time-zone.ts";
import type { Outcome } from "./outcome.ts";
import { NOW_MS } from "./outcome.ts";
import { TurnGaps } from "./turn-gaps.ts";

/** The product's own way, with an eye on the event loop; `hasThread`: however many processors there are. */
export async function readTurns(path: string, hasThread: boolean): Promise<Outcome> {
  const root = { rootId: 0, path: dirname(path), label: "", project: null };
  const startThread = (): ScanThread | null =>
    hasThread ? ScanThread.start(join(__dirname, "scan-worker.cjs")) : null;
  const gaps = new TurnGaps();
  const { dataset } = await loadOnce([root], {
    naiveTimeZone: systemTimeZone(),
    nowMs: NOW_MS,
    largeFiles: { ...LARGE_FILES, startThread },
  });
  return { rows: dataset.calls.count, columnBytes: 0, detail: { ...gaps.end() } };
}
