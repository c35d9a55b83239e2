import { createScanner } from "../../src/core/ingest/create-scanner.ts";
import { PartScanner } from "../../src/core/ingest/part-scanner.ts";
import type { FileScanner } from "../../src/core/ingest/record-sink.ts";
import type { ScannedPart } from "../../src/core/ingest/scanned-part.ts";
import type { ScannerEngine } from "../../src/core/ingest/scanner-engine.ts";
import type { ParseContext } from "../../src/core/records/parse-context.ts";
import { Dataset } from "../../src/core/store/dataset.ts";
import type { FuzzEngines } from "./fuzz-engines.ts";
import type { FuzzKind } from "./mutate.ts";
import type { Read } from "./read-whole.ts";
import { FuzzRandom } from "./random.ts";

/** Reads one file in turns: the engine at home pushes some bytes, then the one elsewhere sends some parts. */
export class TurnsReader {
  readonly #dataset = new Dataset();
  readonly #kind: FuzzKind;
  readonly #bytes: Uint8Array;
  readonly #context: ParseContext;
  readonly #scanner: FileScanner;
  readonly #elsewhere: ScannerEngine;
  readonly #random: FuzzRandom;

  constructor(kind: FuzzKind, bytes: Uint8Array, context: ParseContext, engines: FuzzEngines, seed: number) {
    this.#kind = kind;
    this.#bytes = bytes;
    this.#context = context;
    this.#elsewhere = engines.elsewhere;
    this.#random = new FuzzRandom(seed);
    const file = this.#dataset.registerFile({ label: "fuzz", kind, rootId: 0 });
    this.#scanner = createScanner(file, this.#dataset, context, engines.home);
  }

  /** `turnBytes`: most bytes of a turn at home; a turn elsewhere may be four times as long. */
  read(turnBytes: number): Read {
    while (this.#scanner.counts.bytes < this.#bytes.length) {
      this.#readHere(this.#random.below(turnBytes));
      this.#readElsewhere(this.#random.below(turnBytes * 4));
    }
    this.#scanner.finish();
    return { dataset: this.#dataset, counts: this.#scanner.counts };
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
    const scanner = new PartScanner(file, start, this.#context, this.#elsewhere);
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
