import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FileKind } from "../../../src/core/records/record.ts";
import { rawCost, rawFile, rawUsage } from "../../fixtures/raw-lines-other.ts";
import { rawCall, rawRun, rawTwinPair } from "../../fixtures/raw-lines.ts";
import { collectingScanner, concatBytes, cutAt, scan, TEST_CONTEXT, utf8 } from "./collecting-sink.ts";

const BOM = [0xef, 0xbb, 0xbf];

/** One of everything that files have been seen to hold. */
const DIRTY = concatBytes(
  BOM,
  `${rawCall({ call_id: "first", workflow_name: "bug-prédict 😀" })}\r\n`,
  "\n   \r\n",
  `${JSON.stringify({ call_id: "raw", timestamp: "2026-02-01T12:00:00", workflow_name: "é😀\u2028" })}\n`,
  `${rawCall({ call_id: "nan", estimated_cost: Number.NaN })}\n`,
  `${rawCall({ call_id: "glued-1" })}${rawCall({ call_id: "glued-2" })}\n`,
  `${rawCall({ call_id: "torn" }).slice(0, 200)}\n`,
  `${rawCall({ call_id: "head" }).slice(0, 120)}${rawCall({ call_id: "after-head" })}\n`,
  [0, 0, 0, 0x0a],
  '{"call_id": "bad-',
  [0xff, 0xc3],
  '", "timestamp": "2026-02-01T12:00:00"}\n',
  "[1, 2]\n",
  `${rawCall({ call_id: "odd", latency_ms: "fast", timestamp: "2031-01-01T00:00:00" })}\n`,
  rawCall({ call_id: "pending" }),
);

describe("ReferenceScanner", () => {
  it("hands over records in file order, each with the place of its bytes", () => {
    const lines = [rawCall({ call_id: "a" }), rawCall({ call_id: "b" })];
    const { sinkCalls, scanner } = scan(rawFile(...lines));
    expect(sinkCalls).toMatchObject([
      {
        add: "record",
        record: { callId: "a" },
        line: { byteOffset: 0, byteLength: lines[0]?.length, lineNumber: 1 },
      },
      {
        add: "record",
        record: { callId: "b" },
        line: { byteOffset: (lines[0]?.length ?? 0) + 1, byteLength: lines[1]?.length, lineNumber: 2 },
      },
    ]);
    expect(scanner.counts).toEqual({
      bytes: rawFile(...lines).length,
      lines: 2,
      records: 2,
      unreadable: 0,
      repaired: 0,
      pendingBytes: 0,
    });
  });

  it("counts and locates everything that is wrong with a dirty file", () => {
    const { scanner, records, problems } = scan(DIRTY);
    const pending = rawCall({ call_id: "pending" }).length;
    expect(records().map((record) => (record.kind === "call" ? record.callId : "?"))).toEqual([
      "first",
      "raw",
      "nan",
      "glued-1",
      "glued-2",
      "after-head",
      "bad-\ufffd\ufffd",
      "odd",
    ]);
    expect(
      problems().map(({ line, severity, reason, field }) => [line.lineNumber, severity, reason, field]),
    ).toEqual([
      [5, "repaired", "nan-or-infinity", null],
      [6, "repaired", "glued-records", null],
      [7, "dropped", "torn-line", null],
      [8, "repaired", "glued-records", null],
      [8, "dropped", "torn-line", null],
      [9, "dropped", "nul-bytes", null],
      [10, "repaired", "invalid-utf8", null],
      [11, "dropped", "not-an-object", null],
      [12, "odd-field", "absurd-time", "timestamp"],
      [12, "odd-field", "wrong-type", "latency_ms"],
    ]);
    expect(scanner.counts).toEqual({
      bytes: DIRTY.length,
      lines: 10,
      records: 8,
      unreadable: 3,
      repaired: 4,
      pendingBytes: pending,
    });
  });

  it("points at bytes that hold the record, also of a glued one behind text of several bytes", () => {
    for (const call of scan(DIRTY).sinkCalls) {
      if (call.add !== "record" || call.record.kind !== "call") continue;
      const { byteOffset, byteLength } = call.line;
      const text = new TextDecoder().decode(DIRTY.subarray(byteOffset, byteOffset + byteLength));
      expect(text.startsWith('{"call_id"') && text.endsWith("}")).toBe(true);
      expect(text).toContain(call.record.callId);
    }
  });

  it("makes the same calls to the sink for any chunking", () => {
    const whole = scan(DIRTY);
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 100_000 }), { maxLength: 30 }), (places) => {
        const parts = collectingScanner();
        for (const chunk of cutAt(DIRTY, places)) parts.scanner.push(chunk);
        expect(parts.sinkCalls).toEqual(whole.sinkCalls);
        expect(parts.scanner.counts).toEqual(whole.scanner.counts);
      }),
    );
  });

  it.each([1, 2, 3, 7, 64])("makes the same calls to the sink in chunks of %i bytes", (size) => {
    const parts = collectingScanner();
    for (let at = 0; at < DIRTY.length; at += size) parts.scanner.push(DIRTY.slice(at, at + size));
    expect(parts.sinkCalls).toEqual(scan(DIRTY).sinkCalls);
  });

  it("takes an unterminated last line only when finished", () => {
    const { scanner, records } = scan(rawCall({ call_id: "last" }));
    expect([records().length, scanner.counts.lines, scanner.counts.pendingBytes > 0]).toEqual([0, 0, true]);
    scanner.finish();
    expect([records().length, scanner.counts.lines, scanner.counts.pendingBytes]).toEqual([1, 1, 0]);
  });

  it("never counts a line twice that was seen in part", () => {
    const collected = collectingScanner();
    const bytes = utf8(rawFile(rawCall({ call_id: "a" })));
    collected.scanner.push(bytes.slice(0, 50));
    expect(collected.scanner.counts).toMatchObject({ lines: 0, records: 0, unreadable: 0, pendingBytes: 50 });
    collected.scanner.push(bytes.slice(50));
    expect(collected.scanner.counts).toMatchObject({ lines: 1, records: 1, unreadable: 0, pendingBytes: 0 });
  });

  it.each([
    ["nothing", ""],
    ["blank lines", "\n \r\n\t\n"],
  ])("has no lines in %s", (_name, content) => {
    const { scanner, sinkCalls } = scan(content);
    expect([scanner.counts.lines, sinkCalls.length]).toEqual([0, 0]);
  });

  it("reads a line of five megabytes", () => {
    const text = "x".repeat(5 * 1024 * 1024);
    const { records } = scan(rawFile(rawCall({ error_message: text })));
    expect(records()).toMatchObject([{ errorMessage: text }]);
  });

  it("drops a line above 64 MB, says where it was, and reads on", () => {
    const collected = collectingScanner();
    collected.scanner.push(utf8(rawFile(rawCall({ call_id: "before" }))));
    const start = collected.scanner.counts.bytes;
    const megabyte = new Uint8Array(1024 * 1024).fill(0x78);
    for (let n = 0; n < 65; n += 1) collected.scanner.push(megabyte);
    collected.scanner.push(utf8(`\n${rawFile(rawCall({ call_id: "after" }))}`));
    expect(collected.problems()).toEqual([
      {
        line: { byteOffset: start, byteLength: 65 * megabyte.length, lineNumber: 2 },
        severity: "dropped",
        reason: "line-too-long",
        field: null,
      },
    ]);
    expect(collected.records()).toMatchObject([{ callId: "before" }, { callId: "after" }]);
    expect(collected.scanner.counts).toMatchObject({ lines: 3, records: 2, unreadable: 1, repaired: 0 });
  });

  it("counts the lines of overlapping sources and adds none of them", () => {
    const { scanner, records, problems } = scan(
      `${rawCost()}\n${rawUsage()}${rawUsage()}\n{"torn\n`,
      "overlap",
    );
    expect(records()).toEqual([]);
    expect(scanner.counts).toMatchObject({ lines: 3, records: 3, unreadable: 1, repaired: 1 });
    expect(problems().map((problem) => problem.reason)).toEqual(["glued-records", "torn-line"]);
  });

  it("asks for the present anew with each record", () => {
    let nowMs = Date.UTC(2026, 0, 1);
    const { scanner, records, problems } = collectingScanner("call", {
      ...TEST_CONTEXT,
      get nowMs() {
        return nowMs;
      },
    });
    const line = utf8(rawFile(rawCall({ timestamp: "2026-02-01T12:00:00" })));
    scanner.push(line);
    nowMs = Date.UTC(2026, 1, 1);
    scanner.push(line);
    expect(records()).toMatchObject([{ atMs: null }, { atMs: Date.UTC(2026, 1, 1, 17) }]);
    expect(problems()).toMatchObject([{ reason: "absurd-time", line: { lineNumber: 1 } }]);
  });

  it("never throws, and accounts for every line of any bytes", () => {
    const kind = fc.constantFrom<FileKind>("call", "run", "routing", "overlap", "fileTest");
    const soup = [...rawTwinPair(), rawRun(), "\n", "\r\n", "{", "}", '"', "\\", "\0", "NaN", "\n\n", "[]"];
    const piece = fc.oneof(
      fc.constantFrom(...soup),
      fc.tuple(fc.constantFrom(...soup), fc.nat({ max: 600 })).map(([text, end]) => text.slice(0, end)),
    );
    fc.assert(
      fc.property(kind, fc.array(piece, { maxLength: 12 }), (fileKind, pieces) => {
        const { scanner, sinkCalls } = scan(pieces.join(""), fileKind);
        scanner.finish();
        const { lines, records, unreadable, repaired, pendingBytes, bytes } = scanner.counts;
        expect(bytes).toBe(utf8(pieces.join("")).length);
        expect(pendingBytes).toBe(0);
        expect(lines).toBeGreaterThanOrEqual(unreadable + repaired);
        expect(records).toBeGreaterThanOrEqual(lines - unreadable);
        const added = sinkCalls.filter((call) => call.add === "record").length;
        expect(added).toBe(fileKind === "overlap" ? 0 : records);
      }),
      { numRuns: 300 },
    );
  });
});
