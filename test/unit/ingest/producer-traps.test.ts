import { describe, expect, it } from "vitest";
import type { CallRecord } from "../../../src/core/records/call.ts";
import type { FileKind, TelemetryRecord } from "../../../src/core/records/record.ts";
import { isTwinDistance, twinDistance, twinKey, twinRole } from "../../../src/core/records/twin-key.ts";
import { rawFile } from "../../fixtures/raw-lines-other.ts";
import {
  rawCall,
  rawFileTest,
  rawRouting,
  rawRoutingPair,
  rawRun,
  rawStage,
  rawTwinPair,
} from "../../fixtures/raw-lines.ts";
import { collectingScanner, scan, TEST_CONTEXT, utf8 } from "./collecting-sink.ts";

function recordsOf<K extends TelemetryRecord["kind"]>(
  kind: K & FileKind,
  ...lines: readonly string[]
): readonly Extract<TelemetryRecord, { kind: K }>[] {
  const isOfKind = (record: TelemetryRecord): record is Extract<TelemetryRecord, { kind: K }> =>
    record.kind === kind;
  return scan(rawFile(...lines), kind)
    .records()
    .filter(isOfKind);
}

describe("what the producer's files are really like", () => {
  it("a workflow call is written twice, and both lines can be known as twins", () => {
    const twins = rawTwinPair({ latency_ms: 29748 }, { runId: "r1", gapMs: 0.831, latencyDeltaMs: 1 });
    const calls: readonly CallRecord[] = recordsOf("call", ...twins);
    const [a, b] = calls;
    expect(calls.map(twinRole)).toEqual(["first", "second"]);
    expect(new Set(calls.map(twinKey)).size).toBe(1);
    const dtMs = (b?.atMs ?? NaN) - (a?.atMs ?? NaN);
    expect(dtMs).toBeCloseTo(0.831, 3);
    expect(isTwinDistance(dtMs)).toBe(true);
    expect(twinDistance(dtMs, 1)).toBeLessThan(0.2);
  });

  it("input tokens hold the output too, and output tokens are 0: both stay as recorded", () => {
    expect(recordsOf("call", rawCall({ input_tokens: 3290, output_tokens: 0 }))).toMatchObject([
      { inputTokens: 3290, outputTokens: 0 },
    ]);
  });

  it("what no writer sets is null or false, not a success to be counted on", () => {
    expect(recordsOf("call", rawCall())).toMatchObject([
      {
        success: true,
        errorType: null,
        breakerState: null,
        sessionId: null,
        isCostActual: false,
        fallbackUsed: false,
      },
    ]);
  });

  it("the tier is nearly always capable; the one asked for stands in the step", () => {
    expect(recordsOf("call", rawCall({ step_name: "llm_call_premium" }))).toMatchObject([
      { tier: "capable", requestedTier: "premium" },
    ]);
  });

  it("the cost of a run is its own figure, whatever its stages and calls cost", () => {
    const stages = [rawStage({ cost: 0.01098, latency_ms: 0 }), rawStage({ cost: 0.002196 })];
    expect(recordsOf("run", rawRun({ stages, total_cost: 0.5 }))[0]?.costNano).toBe(500_000_000);
  });

  it("one moment is written as local time in runs, as UTC in routing, as local time with a Z for files", () => {
    const startedMs = Date.UTC(2026, 1, 1, 21, 12, 9);
    const [run] = recordsOf("run", rawRun({ started_at: "2026-02-01T16:12:09" }));
    const [routing] = recordsOf("routing", rawRouting("r1", { timestamp: "2026-02-01T21:12:09Z" }));
    const [fileTest] = recordsOf("fileTest", rawFileTest({ source_modified_at: "2026-02-01T16:12:09Z" }));
    expect([run?.startedAtMs, routing?.atMs, fileTest?.sourceModifiedAtMs]).toEqual([
      startedMs,
      startedMs,
      startedMs,
    ]);
  });

  it("the zone of naive times is a setting, and moves runs but not routing", () => {
    const inUtc = (kind: FileKind, line: string): readonly TelemetryRecord[] => {
      const collected = collectingScanner(kind, { ...TEST_CONTEXT, naiveTimeZone: "UTC" });
      collected.scanner.push(utf8(rawFile(line)));
      return collected.records();
    };
    const noonMs = Date.UTC(2026, 1, 1, 12);
    expect(inUtc("run", rawRun({ started_at: "2026-02-01T12:00:00" }))).toMatchObject([
      { startedAtMs: noonMs },
    ]);
    expect(inUtc("routing", rawRouting("r", { timestamp: "2026-02-01T12:00:00Z" }))).toMatchObject([
      { atMs: noonMs },
    ]);
  });

  it("writers in two zones share a file: order stays that of the lines", () => {
    const starts = ["2026-02-01T12:00:00", "2026-02-01T07:00:00", "2026-02-01T12:00:01"];
    const runs = recordsOf("run", ...starts.map((started_at, n) => rawRun({ started_at, run_id: `r${n}` })));
    expect(runs.map((run) => run.runId)).toEqual(["r0", "r1", "r2"]);
  });

  it("a skipped stage has success false and is marked; a failed run says so itself", () => {
    const stages = [rawStage({ success: false, skipped: true }), rawStage({ success: false })];
    const [run] = recordsOf("run", rawRun({ success: false, stages }), rawRun({ stages }));
    expect(run?.stages.filter((stage) => stage.success === false && !stage.isSkipped)).toHaveLength(1);
    expect(recordsOf("run", rawRun({ stages }))[0]?.success).toBe(true);
  });

  it("routing has two lines of one id, the first while the run goes on", () => {
    const lines = recordsOf("routing", ...rawRoutingPair("r1"));
    expect(lines.map((line) => [line.runId, line.status])).toEqual([
      ["r1", "running"],
      ["r1", "completed"],
    ]);
  });

  it("call ids repeat for ever: each line is a record of its own", () => {
    const test = { call_id: "test-call-123", workflow_name: "test", tier: "cheap", output_tokens: 20 };
    const calls = recordsOf("call", rawCall(test), rawCall(test), rawCall(test));
    expect(calls).toHaveLength(3);
    expect(calls.map(twinRole)).toEqual(["single", "single", "single"]);
  });

  it("Windows writes CRLF, and isoformat leaves out a fraction of zero", () => {
    const { scanner, records } = scan(`${rawCall({ timestamp: "2026-01-01T00:00:00" })}\r\n`);
    expect(records()).toMatchObject([{ atMs: Date.UTC(2026, 0, 1, 5) }]);
    expect(scanner.counts).toMatchObject({ unreadable: 0, repaired: 0 });
  });

  it("text is ASCII with escapes, pairs of surrogates for emoji", () => {
    const line = rawCall({ workflow_name: "é😀" });
    expect(line).toContain(String.raw`\u00e9\ud83d\ude00`);
    expect(recordsOf("call", line)).toMatchObject([{ workflow: "é😀" }]);
  });
});
