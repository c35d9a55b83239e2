import { createScanner } from "../../src/core/ingest/create-scanner.ts";
import { createReferenceScanner } from "../../src/core/ingest/reference-scanner.ts";
import type { FileScanner, IngestCounts } from "../../src/core/ingest/record-sink.ts";
import type { ScannerEngine } from "../../src/core/ingest/scanner-engine.ts";
import { Dataset } from "../../src/core/store/dataset.ts";
import { newState } from "./call-text.ts";
import { fuzzLine, type FuzzKind } from "./mutate.ts";
import { countsDifference, differenceOf } from "./observe.ts";
import { FuzzRandom } from "./random.ts";

const CONTEXT = { naiveTimeZone: "America/New_York", nowMs: Date.UTC(2026, 10, 20) };

interface Read {
  readonly dataset: Dataset;
  readonly counts: IngestCounts;
}

/** A file of mutated lines, the same for the same seed. */
export function fuzzFile(kind: FuzzKind, seed: number, lineCount: number): Uint8Array {
  const random = new FuzzRandom(seed);
  const state = newState(random.isOneIn(3));
  const lines = Array.from({ length: lineCount }, () => fuzzLine(kind, random, state));
  if (random.isOneIn(4)) lines.unshift(Uint8Array.of(0xef, 0xbb, 0xbf));
  return Uint8Array.from(Buffer.concat(lines));
}

/** Reads bytes in chunks of given sizes, the last one repeated, and finishes. */
function read(
  kind: FuzzKind,
  bytes: Uint8Array,
  sizes: readonly number[],
  engine: ScannerEngine | null,
): Read {
  const dataset = new Dataset();
  const file = dataset.registerFile({ label: "fuzz", kind, rootId: 0 });
  const scanner =
    engine === null
      ? createReferenceScanner(file, dataset, CONTEXT)
      : createScanner(file, dataset, CONTEXT, engine);
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

/** Both paths over one fuzz file; the first difference in words, or null. */
export function fuzzDifference(
  kind: FuzzKind,
  seed: number,
  lineCount: number,
  engine: ScannerEngine,
): string | null {
  const bytes = fuzzFile(kind, seed, lineCount);
  const random = new FuzzRandom(seed + 1);
  const expected = read(kind, bytes, [bytes.length], null);
  const sizes = Array.from({ length: 50 }, () => 1 + random.below(random.pick([20, 900, 5000, 70_000])));
  for (const chunks of [[bytes.length], sizes]) {
    const found = read(kind, bytes, chunks, engine);
    const difference =
      differenceOf(expected.dataset, found.dataset) ?? countsDifference(expected.counts, found.counts);
    if (difference !== null) return `${kind}, seed ${seed}, chunks ${chunks[0]}...: ${difference}`;
  }
  return null;
}

/** The same file in chunks of one fixed size each. */
export function chunkSizeDifference(
  kind: FuzzKind,
  seed: number,
  size: number,
  engine: ScannerEngine,
): string | null {
  const bytes = fuzzFile(kind, seed, 12);
  const expected = read(kind, bytes, [bytes.length], null);
  const found = read(kind, bytes, [size], engine);
  return differenceOf(expected.dataset, found.dataset) ?? countsDifference(expected.counts, found.counts);
}
