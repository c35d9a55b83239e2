import { afterEach, describe, expect, it, vi } from "vitest";
import type { CallBatch } from "../../../src/core/ingest/call-batch.ts";
import { createScanner } from "../../../src/core/ingest/create-scanner.ts";
import type { RecordSink } from "../../../src/core/ingest/record-sink.ts";
import { ScannerEngine } from "../../../src/core/ingest/scanner-engine.ts";
import type { ParseContext } from "../../../src/core/records/parse-context.ts";
import { rawCall } from "../../fixtures/raw-lines.ts";

const zone = vi.hoisted(() => ({ isBroken: false }));
vi.mock(import("../../../src/core/time/zone.ts"), async (importOriginal) => {
  const original = await importOriginal();
  const wallToEpochMs: typeof original.wallToEpochMs = (...args) => {
    if (zone.isBroken) throw new Error("planted in the zone");
    return original.wallToEpochMs(...args);
  };
  return { ...original, wallToEpochMs };
});
afterEach(() => {
  zone.isBroken = false;
});

const FILE = { fileId: 0, label: "engine", kind: "call", rootId: 0 } as const;
const NEW_YORK: ParseContext = { naiveTimeZone: "America/New_York", nowMs: Date.UTC(2026, 10, 20) };

function startEngine(): ScannerEngine {
  const engine = ScannerEngine.create();
  if (engine === null) throw new Error("this Node cannot run the scanner");
  return engine;
}

/** Counts what comes, of batches and of single records. */
class CountingSink implements RecordSink {
  calls = 0;
  problems = 0;
  addRecord(): void {
    this.calls++;
  }
  addProblem(): void {
    this.problems++;
  }
  addCallBatch(_file: unknown, batch: CallBatch): void {
    this.calls += batch.count;
  }
}

class FailingSink extends CountingSink {
  override addCallBatch(): void {
    throw new Error("planted in the sink");
  }
}

function pushInto(sink: CountingSink, engine: ScannerEngine, lines: readonly string[], context = NEW_YORK) {
  const text = lines.map((line) => `${line}\n`).join("");
  createScanner(FILE, sink, context, engine).push(new TextEncoder().encode(text));
  return { calls: sink.calls, problems: sink.problems };
}

describe("an engine that several files use in turns", () => {
  it("gives no file the rows of one whose sink threw", () => {
    const engine = startEngine();
    expect(() => pushInto(new FailingSink(), engine, [rawCall(), rawCall()])).toThrow("planted in the sink");
    expect(pushInto(new CountingSink(), engine, [rawCall()])).toEqual({ calls: 1, problems: 0 });
  });

  it("gives no file the rows of one whose zone threw", () => {
    const engine = startEngine();
    // The clocks change on this day, so that each of its times is asked for.
    const asked = rawCall({ timestamp: "2026-03-08T12:00:00.000000" });
    zone.isBroken = true;
    expect(() => pushInto(new CountingSink(), engine, [rawCall(), asked])).toThrow("planted in the zone");
    zone.isBroken = false;
    expect(pushInto(new CountingSink(), engine, [rawCall()])).toEqual({ calls: 1, problems: 0 });
  });

  it("takes no bytes for the date that another zone's file ended with", () => {
    const engine = startEngine();
    pushInto(new CountingSink(), engine, [rawCall()]);
    const noDate = rawCall().replace("2026-02-", "\0".repeat(8));
    const found = pushInto(new CountingSink(), engine, [noDate], { ...NEW_YORK, naiveTimeZone: "UTC" });
    expect(found).toEqual({ calls: 0, problems: 1 });
  });
});
