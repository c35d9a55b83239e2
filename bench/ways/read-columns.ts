import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { basename } from "node:path";
import { createScanner } from "../../src/core/ingest/create-scanner.ts";
import { ReferenceScanner } from "../../src/core/ingest/reference-scanner.ts";
import { ScannerEngine } from "../../src/core/ingest/scanner-engine.ts";
import { fileKindOf } from "../../src/core/records/file-kind.ts";
import { Dataset } from "../../src/core/store/dataset.ts";
import { systemTimeZone } from "../../src/node/system-time-zone.ts";
import { CHUNK_BYTES, NOW_MS } from "./outcome.ts";
import type { Outcome } from "./outcome.ts";

/** A file into columns, read in blocks on this thread: by the scanner, or by the reference path. */
export function readColumns(path: string, isFast: boolean): Outcome {
  const dataset = new Dataset();
  const kind = fileKindOf(basename(path));
  if (kind === null) throw new Error(`${path} is no telemetry file`);
  const file = dataset.registerFile({ label: "bench", kind, rootId: 0 });
  const context = { naiveTimeZone: systemTimeZone(), nowMs: NOW_MS };
  const engine = isFast ? ScannerEngine.create() : null;
  const scanner = isFast
    ? createScanner(file, dataset, context, engine)
    : new ReferenceScanner(file, dataset, context);
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
