import { createScanner } from "../../src/core/ingest/create-scanner.ts";
import type { FileScanner, IngestCounts } from "../../src/core/ingest/record-sink.ts";
import type { ScannerEngine } from "../../src/core/ingest/scanner-engine.ts";
import type { ParseContext } from "../../src/core/records/parse-context.ts";
import { Dataset } from "../../src/core/store/dataset.ts";
import type { FuzzKind } from "./mutate.ts";
import { countsDifference, differenceOf } from "./observe.ts";

export interface Read {
  readonly dataset: Dataset;
  readonly counts: IngestCounts;
}

/** Reads bytes in chunks of given sizes, the last one repeated, and finishes; without an engine by the reference. */
export function readWhole(
  kind: FuzzKind,
  bytes: Uint8Array,
  context: ParseContext,
  engine: ScannerEngine | null,
  sizes: readonly number[] = [bytes.length],
): Read {
  const dataset = new Dataset();
  const file = dataset.registerFile({ label: "fuzz", kind, rootId: 0 });
  const scanner = createScanner(file, dataset, context, engine);
  let at = 0;
  for (let n = 0; at < bytes.length; n++) {
    const size = sizes[Math.min(n, sizes.length - 1)] ?? bytes.length;
    pushPart(scanner, engine, bytes.subarray(at, at + size), n);
    at += size;
  }
  scanner.finish();
  return { dataset, counts: scanner.counts };
}

/** Every other chunk as a file is read: into the engine's own memory, at changing places. */
function pushPart(scanner: FileScanner, engine: ScannerEngine | null, part: Uint8Array, n: number): void {
  const place = (n % 3) * 1000;
  if (engine === null || n % 2 === 0 || part.length + place > engine.readBuffer.length) {
    scanner.push(part);
    return;
  }
  engine.readBuffer.set(part, place);
  scanner.push(engine.readBuffer.subarray(place, place + part.length));
}

/** The first difference between two readings, in words, or null. */
export function readDifference(expected: Read, found: Read): string | null {
  return differenceOf(expected.dataset, found.dataset) ?? countsDifference(expected.counts, found.counts);
}
