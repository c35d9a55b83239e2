import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { dirname } from "node:path";
import { createScanner } from "../src/core/ingest/create-scanner.ts";
import { createReferenceScanner } from "../src/core/ingest/reference-scanner.ts";
import { ScannerEngine } from "../src/core/ingest/scanner-engine.ts";
import { fileKindOf } from "../src/core/records/file-kind.ts";
import { Dataset } from "../src/core/store/dataset.ts";
import { loadOnce } from "../src/node/load-once.ts";

/** The clock of the records: after the last line of every benchmark file. */
const NOW_MS = Date.UTC(2026, 10, 20);
const ZONE = "America/New_York";
const LINE_FEED = 0x0a;
const CHUNK_BYTES = 256 * 1024;

interface Outcome {
  readonly rows: number;
  readonly columnBytes: number;
  readonly detail: Readonly<Record<string, number>>;
}

/** What every reader pays: the bytes, and one look for each line's end. */
function readFloor(path: string): Outcome {
  const file = openSync(path, "r");
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  let lines = 0;
  for (let count = readSync(file, chunk); count > 0; count = readSync(file, chunk)) {
    const bytes = chunk.subarray(0, count);
    for (let at = bytes.indexOf(LINE_FEED); at !== -1; at = bytes.indexOf(LINE_FEED, at + 1)) lines += 1;
  }
  closeSync(file);
  return { rows: lines, columnBytes: 0, detail: {} };
}

/** The same read calls without a look at the bytes. */
function readRaw(path: string): Outcome {
  const file = openSync(path, "r");
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  let blocks = 0;
  while (readSync(file, chunk) > 0) blocks += 1;
  closeSync(file);
  return { rows: blocks, columnBytes: 0, detail: {} };
}

/** A file into columns, read in blocks on this thread. */
function readColumns(path: string, isFast: boolean): Outcome {
  const dataset = new Dataset();
  const kind = fileKindOf(path.slice(path.lastIndexOf("/") + 1));
  if (kind === null) throw new Error(`${path} is no telemetry file`);
  const file = dataset.registerFile({ label: "bench", kind, rootId: 0 });
  const context = { naiveTimeZone: ZONE, nowMs: NOW_MS };
  const engine = isFast ? ScannerEngine.create() : null;
  const scanner = isFast
    ? createScanner(file, dataset, context, engine)
    : createReferenceScanner(file, dataset, context);
  const chunk = engine?.readBuffer ?? new Uint8Array(CHUNK_BYTES);
  const handle = openSync(path, "r");
  const { size } = fstatSync(handle);
  for (let count = readSync(handle, chunk); count > 0; count = readSync(handle, chunk)) {
    scanner.push(chunk.subarray(0, count));
  }
  closeSync(handle);
  if (scanner.counts.bytes !== size) throw new Error("the file was not read to its end");
  const detail = {
    walked: engine?.walkedLines ?? -1,
    twins: dataset.twinsMerged,
    records: scanner.counts.records,
  };
  return {
    rows: dataset.calls.count + dataset.runs.count,
    columnBytes: dataset.callSizeBytes.columns,
    detail,
  };
}

/** The product's own way: files found, watched over for replacement and read between turns of the event loop. */
async function readProduct(path: string): Promise<Outcome> {
  const root = { rootId: 0, path: dirname(path), label: "", project: null };
  const { dataset } = await loadOnce([root], { naiveTimeZone: ZONE, nowMs: NOW_MS });
  return {
    rows: dataset.calls.count + dataset.runs.count,
    columnBytes: 0,
    detail: { twins: dataset.twinsMerged },
  };
}

async function measure(way: string, path: string): Promise<Outcome> {
  switch (way) {
    case "floor":
      return readFloor(path);
    case "raw":
      return readRaw(path);
    case "reference":
      return readColumns(path, false);
    case "scanner":
      return readColumns(path, true);
    case "product":
      return readProduct(path);
    default:
      throw new RangeError(`unknown way ${way}`);
  }
}

async function main(): Promise<void> {
  const [way = "", path = ""] = process.argv.slice(2);
  const rssBefore = process.memoryUsage.rss();
  const cpuBefore = process.cpuUsage();
  const startMs = performance.now();
  const outcome = await measure(way, path);
  const ms = performance.now() - startMs;
  const cpu = process.cpuUsage(cpuBefore);
  const cpuMs = (cpu.user + cpu.system) / 1000;
  const rssGrowthBytes = process.resourceUsage().maxRSS * 1024 - rssBefore;
  process.stdout.write(JSON.stringify({ ...outcome, ms, cpuMs, rssGrowthBytes }));
}

void main();
