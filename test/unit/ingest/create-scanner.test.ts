import { describe, expect, it, vi } from "vitest";
import type { CallBatch } from "../../../src/core/ingest/call-batch.ts";
import { createScanner } from "../../../src/core/ingest/create-scanner.ts";
import { ReferenceScanner } from "../../../src/core/ingest/reference-scanner.ts";
import type { RecordSink } from "../../../src/core/ingest/record-sink.ts";
import { ScannerEngine } from "../../../src/core/ingest/scanner-engine.ts";
import { Dataset } from "../../../src/core/store/dataset.ts";
import { callLines } from "../../../bench/lib/call-lines.mjs";
import { callFields, newState } from "../../fuzz/call-text.ts";
import { denseFile } from "../../fuzz/dense-file.ts";
import { chunkSizeDifference, fuzzDifference, fuzzFile } from "../../fuzz/differential.ts";
import { startFuzzEngines } from "../../fuzz/fuzz-engines.ts";
import { countsDifference, differenceOf } from "../../fuzz/observe.ts";
import { FuzzRandom } from "../../fuzz/random.ts";

const CONTEXT = { naiveTimeZone: "America/New_York", nowMs: Date.UTC(2026, 10, 20) };
const FILE = { fileId: 0, label: "fuzz", kind: "call", rootId: 0 } as const;

function startEngine(): ScannerEngine {
  const engine = ScannerEngine.create();
  if (engine === null) throw new Error("this Node cannot run the scanner");
  return engine;
}

function producerFile(
  lineCount: number,
  change: (line: string, n: number) => string = (line) => line,
): Uint8Array {
  const random = new FuzzRandom(7);
  const state = newState();
  const lines = Array.from({ length: lineCount }, (_, n) => {
    const members = callFields(random, state).map(([name, value]) => `"${name}": ${value}`);
    return `${change(`{${members.join(", ")}}`, n)}\n`;
  });
  return new TextEncoder().encode(lines.join(""));
}

/** Counts by which way rows come. */
class CountingSink implements RecordSink {
  batched = 0;
  single = 0;
  addRecord(): void {
    this.single++;
  }
  addProblem(): void {}
  addCallBatch(_file: unknown, batch: CallBatch): void {
    this.batched += batch.count;
  }
}

function differenceFor(bytes: Uint8Array, engine: ScannerEngine): string | null {
  const [expected, found] = [new Dataset(), new Dataset()];
  const file = { label: "fuzz", kind: "call", rootId: 0 } as const;
  const reference = new ReferenceScanner(expected.registerFile(file), expected, CONTEXT);
  const scanner = createScanner(found.registerFile(file), found, CONTEXT, engine);
  for (const each of [reference, scanner]) {
    each.push(bytes);
    each.finish();
  }
  return differenceOf(expected, found) ?? countsDifference(reference.counts, scanner.counts);
}

describe("the call scanner", () => {
  const engine = startEngine();

  it("gives what the reference gives, cell by cell, for mutated lines in any chunks", () => {
    const engines = startFuzzEngines();
    const differences = Array.from({ length: 25 }, (_, n) => {
      const kind = n % 3 === 2 ? "run" : "call";
      return fuzzDifference(kind, n + 1, fuzzFile(kind, n + 1, 200), engines);
    });
    expect(differences.filter((difference) => difference !== null)).toEqual([]);
  });

  it.each(["call", "run"] as const)("gives the same when its staging area is full: %s", (kind) => {
    const engines = startFuzzEngines();
    const full = vi.spyOn(engines.elsewhere, "scan");
    const differences = [10, 20, 30].map((seed) =>
      fuzzDifference(kind, seed, denseFile(kind, seed), engines),
    );
    expect(differences).toEqual([null, null, null]);
    expect(full.mock.results.filter(({ value }) => value === "full").length).toBeGreaterThan(0);
  });

  it("gives the same for every chunk size", () => {
    const sizes = [...Array.from({ length: 300 }, (_, n) => n + 1), 511, 512, 700, 1023, 4096, 65_536];
    expect(
      sizes
        .flatMap((size) => [
          chunkSizeDifference("call", 3, size, engine),
          chunkSizeDifference("run", 4, size, engine),
        ])
        .filter((found) => found !== null),
    ).toEqual([]);
  });

  it("takes 99.9 % of what the producer writes without the reference, and all but a few by tier 1", () => {
    const sink = new CountingSink();
    const before = engine.walkedLines;
    const bytes = new TextEncoder().encode([...callLines(20_000)].join(""));
    createScanner(FILE, sink, CONTEXT, engine).push(bytes);
    expect(sink.batched).toBeGreaterThan(19_980);
    expect(engine.walkedLines - before).toBeLessThan(200);
  });

  it("takes a missing number for one, whatever the last line's numbers were", () => {
    const sink = new CountingSink();
    const lines = producerFile(2, (line, n) =>
      n === 0
        ? line.replace(/"estimated_cost": [^,]+/, '"estimated_cost": 5.0')
        : '{"input_tokens": null, "call_id": "c", "timestamp": "2026-02-01T12:00:00.000000"}',
    );
    createScanner(FILE, sink, CONTEXT, engine).push(lines);
    expect([sink.batched, sink.single]).toEqual([1, 1]);
  });

  it("asks for small slices while the reference reads many of its lines, and for large ones else", () => {
    const scanner = createScanner(FILE, new CountingSink(), CONTEXT, engine);
    const plain = new TextEncoder().encode([...callLines(200)].join(""));
    const odd = producerFile(200, (line) => line.replace('"error_type": null', '"error_type": "timeout"'));
    for (let n = 0; n < 12; n++) scanner.push(plain);
    const largeBytes = scanner.sliceBytes;
    scanner.push(odd);
    expect(scanner.sliceBytes).toBeLessThan(largeBytes / 16);
    scanner.push(plain);
    scanner.push(plain);
    expect(scanner.sliceBytes).toBe(largeBytes / 64);
  });

  it("goes on when its tables are full of texts that never repeat", () => {
    const unique = producerFile(40_000, (line, n) =>
      line.replace(/"call_id": "[^"]*"/, `"call_id": "call number ${n}"`),
    );
    expect(differenceFor(unique, startEngine())).toBeNull();
  });

  it("goes on when its pieces are full of steps that never repeat", () => {
    const unique = producerFile(9000, (line, n) => line.replace(/llm_call_\w+/, `llm_call_step-${n}`));
    expect(differenceFor(unique, startEngine())).toBeNull();
  });

  it("hands lines that are too long for its memory to the reference", () => {
    const long = producerFile(30, (line, n) =>
      n % 7 === 3 ? line.replace('"session_id": null', `"session_id": "${"s".repeat(n * 60_000)}"`) : line,
    );
    expect(differenceFor(long, engine)).toBeNull();
  });

  it("lets several files take turns", () => {
    const bytes = [fuzzFile("call", 11, 60), fuzzFile("call", 12, 60)] as const;
    const dataset = new Dataset();
    const alone = new Dataset();
    const labels = ["a.jsonl", "b.jsonl"];
    const [a, b] = labels.map((label) => dataset.registerFile({ label, kind: "call", rootId: 0 }));
    if (a === undefined || b === undefined) throw new Error("two files were registered");
    const scanners = [a, b].map((file) => createScanner(file, dataset, CONTEXT, engine));
    const references = [a, b].map(
      ({ label, kind, rootId }) =>
        new ReferenceScanner(alone.registerFile({ label, kind, rootId }), alone, CONTEXT),
    );
    for (let at = 0; at < Math.max(bytes[0].length, bytes[1].length); at += 1000) {
      for (const set of [scanners, references]) {
        set.forEach((scanner, n) => scanner.push(bytes[n === 0 ? 0 : 1].subarray(at, at + 1000)));
      }
    }
    expect(differenceOf(alone, dataset)).toBeNull();
  });

  it("is the reference where the sink takes no batches or the host cannot run it", () => {
    const sink = new CountingSink();
    createScanner(FILE, sink, CONTEXT, null).push(producerFile(5));
    expect([sink.batched, sink.single]).toEqual([0, 5]);
    const single: RecordSink = { addRecord: () => sink.addRecord(), addProblem: () => sink.addProblem() };
    createScanner(FILE, single, CONTEXT, engine).push(producerFile(5));
    expect([sink.batched, sink.single]).toEqual([0, 10]);
  });

  it("would notice a difference of one cell", () => {
    const [a, b] = [new Dataset(), new Dataset()];
    for (const [dataset, cost] of [
      [a, "0.003"],
      [b, "0.003000001"],
    ] as const) {
      const file = dataset.registerFile({ label: "fuzz", kind: "call", rootId: 0 });
      const bytes = producerFile(3, (line) =>
        line.replace(/"estimated_cost": [^,]+/, `"estimated_cost": ${cost}`),
      );
      createScanner(file, dataset, CONTEXT, engine).push(bytes);
    }
    expect(differenceOf(a, b)).toContain("costNano: 3000000 and 3000001");
  });
});
