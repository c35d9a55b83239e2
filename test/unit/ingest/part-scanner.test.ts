import { describe, expect, it } from "vitest";
import { PartScanner } from "../../../src/core/ingest/part-scanner.ts";
import { callLines } from "../../../bench/lib/call-lines.mjs";
import { fuzzFile } from "../../fuzz/differential.ts";
import { type FuzzEngines, startFuzzEngines } from "../../fuzz/fuzz-engines.ts";
import type { FuzzKind } from "../../fuzz/mutate.ts";
import { readDifference, readWhole } from "../../fuzz/read-whole.ts";
import { TurnsReader } from "../../fuzz/turns-reader.ts";

const CONTEXT = { naiveTimeZone: "America/New_York", nowMs: Date.UTC(2026, 10, 20) };

function differenceInTurns(kind: FuzzKind, bytes: Uint8Array, engines: FuzzEngines, seed: number) {
  const expected = readWhole(kind, bytes, CONTEXT, null);
  const reader = new TurnsReader(kind, bytes, CONTEXT, engines, seed);
  return readDifference(expected, reader.read(Math.max(50, bytes.length >> 3)));
}

const engines = startFuzzEngines();

describe("a file that is read in turns, here and in parts elsewhere", () => {
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
    const file = { fileId: 0, label: "fuzz", kind: "call", rootId: 0 } as const;
    const scanner = new PartScanner(file, { byteOffset: 0, lineNumber: 1 }, CONTEXT, engines.elsewhere);
    const [line = ""] = callLines(1);
    scanner.push(Buffer.from(line.slice(0, -1)));
    expect(scanner.cut()).toBeNull();
    scanner.push(Buffer.from("\n"));
    expect(scanner.cut()).toMatchObject({ byteLength: line.length, lineBreaks: 1, counts: { records: 1 } });
    expect(scanner.cut()).toBeNull();
  });

  it("refuses kinds that have no scanner", () => {
    const file = { fileId: 0, label: "fuzz", kind: "routing", rootId: 0 } as const;
    const start = { byteOffset: 0, lineNumber: 1 };
    expect(() => new PartScanner(file, start, CONTEXT, engines.elsewhere)).toThrow(/routing/);
  });
});
