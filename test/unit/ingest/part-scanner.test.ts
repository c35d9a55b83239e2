import { describe, expect, it } from "vitest";
import { createScanner } from "../../../src/core/ingest/create-scanner.ts";
import { PartScanner } from "../../../src/core/ingest/part-scanner.ts";
import { createReferenceScanner } from "../../../src/core/ingest/reference-scanner.ts";
import type { FileScanner, IngestCounts } from "../../../src/core/ingest/record-sink.ts";
import type { ScannedPart } from "../../../src/core/ingest/scanned-part.ts";
import { ScannerEngine } from "../../../src/core/ingest/scanner-engine.ts";
import { Dataset } from "../../../src/core/store/dataset.ts";
import { callLines } from "../../../bench/lib/call-lines.mjs";
import { fuzzFile } from "../../fuzz/differential.ts";
import { countsDifference, differenceOf } from "../../fuzz/observe.ts";
import { FuzzRandom } from "../../fuzz/random.ts";

const CONTEXT = { naiveTimeZone: "America/New_York", nowMs: Date.UTC(2026, 10, 20) };
const LABEL = "fuzz";

type Kind = "call" | "run";

function startEngine(): ScannerEngine {
  const engine = ScannerEngine.create();
  if (engine === null) throw new Error("this Node cannot run the scanner");
  return engine;
}

interface Read {
  readonly dataset: Dataset;
  readonly counts: IngestCounts;
}

function referenceRead(kind: Kind, bytes: Uint8Array): Read {
  const dataset = new Dataset();
  const file = dataset.registerFile({ label: LABEL, kind, rootId: 0 });
  const scanner = createReferenceScanner(file, dataset, CONTEXT);
  scanner.push(bytes);
  scanner.finish();
  return { dataset, counts: scanner.counts };
}

/** Reads one file in turns: the engine at home pushes some bytes, then the one elsewhere sends some parts. */
class TurnsReader {
  readonly dataset = new Dataset();
  readonly #kind: Kind;
  readonly #bytes: Uint8Array;
  readonly #scanner: FileScanner;
  readonly #elsewhere: ScannerEngine;
  readonly #random: FuzzRandom;

  constructor(kind: Kind, bytes: Uint8Array, engines: readonly ScannerEngine[], seed: number) {
    const [home, elsewhere] = engines;
    if (home === undefined || elsewhere === undefined) throw new Error("two engines are needed");
    this.#kind = kind;
    this.#bytes = bytes;
    this.#elsewhere = elsewhere;
    this.#random = new FuzzRandom(seed);
    const file = this.dataset.registerFile({ label: LABEL, kind, rootId: 0 });
    this.#scanner = createScanner(file, this.dataset, CONTEXT, home);
  }

  read(turnBytes: number): Read {
    while (this.#scanner.counts.bytes < this.#bytes.length) {
      this.#readHere(this.#random.below(turnBytes));
      this.#readElsewhere(this.#random.below(turnBytes * 4));
    }
    this.#scanner.finish();
    return { dataset: this.dataset, counts: this.#scanner.counts };
  }

  #readHere(byteLength: number): void {
    const { bytes } = this.#scanner.counts;
    this.#scanner.push(this.#bytes.subarray(bytes, bytes + byteLength));
  }

  #readElsewhere(byteLength: number): void {
    const { handover } = this.#scanner;
    if (handover === null) throw new Error("this file has a handover");
    const start = handover.nextLine;
    const file = { fileId: 99, label: "elsewhere", kind: this.#kind, rootId: 99 };
    const scanner = new PartScanner(file, start, CONTEXT, this.#elsewhere);
    const end = start.byteOffset + byteLength;
    let at = start.byteOffset;
    while (at < end) {
      const next = Math.min(end, at + 1 + this.#random.below(40_000));
      scanner.push(this.#bytes.subarray(at, next));
      at = next;
      if (this.#random.isOneIn(3)) continue;
      const part = scanner.cut();
      if (part === null) continue;
      const sent = sendToOtherThread(part);
      Array.from(handover.take(sent));
      scanner.reuse(sent.columns);
    }
  }
}

function sendToOtherThread(part: ScannedPart): ScannedPart {
  return structuredClone(part, { transfer: [part.columns] });
}

function differenceInTurns(kind: Kind, bytes: Uint8Array, engines: readonly ScannerEngine[], seed: number) {
  const expected = referenceRead(kind, bytes);
  const found = new TurnsReader(kind, bytes, engines, seed).read(Math.max(50, bytes.length >> 3));
  return differenceOf(expected.dataset, found.dataset) ?? countsDifference(expected.counts, found.counts);
}

describe("a file that is read in turns, here and in parts elsewhere", () => {
  const engines = [startEngine(), startEngine()];

  it.each(["call", "run"] as const)("gives what one reading gives, for mutated lines: %s", (kind) => {
    const differences = Array.from({ length: 16 }, (_, n) =>
      differenceInTurns(kind, fuzzFile(kind, 500 + n, 150), engines, n),
    );
    expect(differences.filter((difference) => difference !== null)).toEqual([]);
  });

  it("gives what one reading gives for the producer's lines, with many batches to a part", () => {
    const bytes = new TextEncoder().encode([...callLines(8000)].join(""));
    expect(differenceInTurns("call", bytes, engines, 1)).toBeNull();
  });

  it("gives what one reading gives when the tables elsewhere fill up", () => {
    const lines = [...callLines(24_000)].map((line, n) =>
      line.replace(/"call_id": "[^"]*"/, `"call_id": "call number ${n}"`),
    );
    const bytes = new TextEncoder().encode(lines.join(""));
    expect(differenceInTurns("call", bytes, engines, 2)).toBeNull();
  });

  it("gives what one reading gives around lines that are longer than the scanner's memory", () => {
    const lines = [...callLines(30)].map((line, n) =>
      n % 9 === 4 ? line.replace('"session_id": null', `"session_id": "${"s".repeat(n * 40_000)}"`) : line,
    );
    const bytes = new TextEncoder().encode(lines.join(""));
    const differences = Array.from({ length: 4 }, (_, n) => differenceInTurns("call", bytes, engines, n));
    expect(differences.filter((difference) => difference !== null)).toEqual([]);
  });
});

describe("PartScanner", () => {
  it("has nothing to send before a line has ended", () => {
    const file = { fileId: 0, label: LABEL, kind: "call", rootId: 0 } as const;
    const scanner = new PartScanner(file, { byteOffset: 0, lineNumber: 1 }, CONTEXT, startEngine());
    const [line = ""] = callLines(1);
    scanner.push(Buffer.from(line.slice(0, -1)));
    expect(scanner.cut()).toBeNull();
    scanner.push(Buffer.from("\n"));
    expect(scanner.cut()).toMatchObject({ byteLength: line.length, lineBreaks: 1, counts: { records: 1 } });
    expect(scanner.cut()).toBeNull();
  });

  it("refuses kinds that have no scanner", () => {
    const file = { fileId: 0, label: LABEL, kind: "routing", rootId: 0 } as const;
    const start = { byteOffset: 0, lineNumber: 1 };
    expect(() => new PartScanner(file, start, CONTEXT, startEngine())).toThrow(/routing/);
  });
});
