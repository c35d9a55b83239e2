import { dirname } from "node:path";
import type { TelemetryDataset } from "../../src/core/store/tables.ts";
import { loadOnce } from "../../src/node/load-once.ts";
import { systemTimeZone } from "../../src/node/system-time-zone.ts";
import { NOW_MS } from "./outcome.ts";
import type { Outcome } from "./outcome.ts";
import { ALL_TIME, viewOf } from "./panel-question.ts";

/** The product's own way: files found, watched over for replacement and read between turns of the event loop. */
export async function readProduct(path: string): Promise<Outcome> {
  const dataset = await loadProduct(path);
  return {
    rows: dataset.calls.count + dataset.runs.count,
    columnBytes: 0,
    detail: { twins: dataset.twinsMerged },
  };
}

/** The same, and then everything that the panel shows of all time, as the message to its webview. */
export async function readDashboard(path: string): Promise<Outcome> {
  const dataset = await loadProduct(path);
  const startMs = performance.now();
  const messageBytes = Buffer.byteLength(JSON.stringify(viewOf(dataset, ALL_TIME)));
  const viewMs = performance.now() - startMs;
  return {
    rows: dataset.calls.count + dataset.runs.count,
    columnBytes: 0,
    detail: { messageBytes, viewMs },
  };
}

/** All telemetry beside a file, read as the product does. */
export async function loadProduct(path: string): Promise<TelemetryDataset> {
  const root = { rootId: 0, path: dirname(path), label: "", project: null };
  const { dataset } = await loadOnce([root], { naiveTimeZone: systemTimeZone(), nowMs: NOW_MS });
  return dataset;
}
