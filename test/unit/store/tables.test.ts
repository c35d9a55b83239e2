import { describe, expect, it } from "vitest";
import type { CallRecord } from "../../../src/core/records/call.ts";
import type { RunRecord } from "../../../src/core/records/run.ts";
import { CallTable } from "../../../src/core/store/call-table.ts";
import { ComboTable } from "../../../src/core/store/combo-table.ts";
import { RunIndex } from "../../../src/core/store/run-index.ts";
import { RunTable } from "../../../src/core/store/run-table.ts";
import { StageTable } from "../../../src/core/store/stage-table.ts";
import { aCall, aFile, aLine, aRun, aStage, uuidOf } from "../../fixtures/records.ts";

function callTable(...calls: readonly Partial<CallRecord>[]): CallTable {
  const index = new RunIndex();
  const table = new CallTable(index.ids);
  calls.forEach((over, n) => {
    const call = aCall(over);
    const run = call.runId === null ? Number.NaN : index.intern(call.runId);
    table.append(aFile({ fileId: 3 }), aLine(n * 700, 699), call, run);
  });
  return table;
}

function runTable(...runs: readonly Partial<RunRecord>[]): { runs: RunTable; stages: StageTable } {
  const index = new RunIndex();
  const stages = new StageTable();
  const table = new RunTable(index.ids, stages);
  runs.forEach((over, n) => {
    const run = aRun(over);
    const number = run.runId === null ? Number.NaN : index.intern(run.runId);
    table.append(aFile({ fileId: 4, kind: "run" }), aLine(n * 1600, 1599), run, number);
  });
  return { runs: table, stages };
}

describe("CallTable", () => {
  it("keeps every column of a call", () => {
    const over = {
      atMs: 1_769_961_600_123.456,
      costNano: 9_870_000,
      inputTokens: 3290,
      outputTokens: 12,
      latencyMs: 29_748,
      retryCount: 2,
      errorType: "timeout",
      breakerState: "half-open",
      success: false,
      fallbackUsed: true,
      tags: ["nightly"],
      runId: uuidOf(7),
      callId: "test-call-123",
    };
    const table = callTable({}, over);
    expect(table.count).toBe(2);
    const read = {
      atMs: table.atMs(1),
      costNano: table.costNano(1),
      inputTokens: table.inputTokens(1),
      outputTokens: table.outputTokens(1),
      latencyMs: table.latencyMs(1),
      retryCount: table.retryCount(1),
      errorType: table.errorType(1),
      breakerState: table.breakerState(1),
      success: table.success(1),
      fallbackUsed: table.fallbackUsed(1),
      tags: table.tags(1),
      runId: table.runId(1),
      callId: table.callId(1),
    };
    expect(read).toEqual(over);
    expect([table.fileId(1), table.byteOffset(1), table.byteLength(1)]).toEqual([3, 700, 699]);
    expect(table.combos.get(table.combo(1)).model).toBe("claude-sonnet-4-5");
  });

  it("tells unknown from zero, false and empty", () => {
    const table = callTable({
      callId: null,
      atMs: null,
      costNano: null,
      inputTokens: null,
      outputTokens: null,
      latencyMs: null,
      retryCount: null,
      success: null,
      fallbackUsed: null,
      workflow: null,
    });
    const numbers = [table.atMs(0), table.costNano(0), table.inputTokens(0), table.outputTokens(0)];
    expect([...numbers, table.latencyMs(0), table.retryCount(0)]).toEqual(Array(6).fill(Number.NaN));
    const unknown = [
      table.success(0),
      table.fallbackUsed(0),
      table.callId(0),
      table.runId(0),
      table.errorType(0),
    ];
    expect(unknown).toEqual([null, null, null, null, null]);
    expect(table.breakerState(0)).toBeNull();
    expect(table.tags(0)).toEqual([]);
    expect(table.combos.get(table.combo(0)).workflow).toBeNull();
    const zero = callTable({ costNano: 0, retryCount: 0, success: false, fallbackUsed: false });
    expect([zero.costNano(0), zero.retryCount(0)]).toEqual([0, 0]);
    expect([zero.success(0), zero.fallbackUsed(0)]).toEqual([false, false]);
  });

  it("keeps negative and huge costs and fractional numbers exactly", () => {
    const table = callTable({ costNano: -5 }, { costNano: 2 ** 52 + 1, latencyMs: 12.625 }, { costNano: 3 });
    expect([0, 1, 2].map((row) => table.costNano(row))).toEqual([-5, 2 ** 52 + 1, 3]);
    expect(table.latencyMs(1)).toBe(12.625);
  });

  it("gives the first twin the second one's latency and run, and the second its own", () => {
    const table = callTable({ latencyMs: 100 }, { latencyMs: 101, runId: uuidOf(7) }, { latencyMs: 5 });
    table.linkTwins(0, 1);
    expect([0, 1, 2].map((row) => table.twinRow(row))).toEqual([1, 0, -1]);
    expect([0, 1, 2].map((row) => table.isMergedAway(row))).toEqual([false, true, false]);
    expect([0, 1, 2].map((row) => table.effectiveLatencyMs(row))).toEqual([101, 101, 5]);
    expect([0, 1].map((row) => table.effectiveRunId(row))).toEqual([uuidOf(7), uuidOf(7)]);
    expect([0, 1, 2].map((row) => table.countedRow(row))).toEqual([0, 0, 2]);
    expect([table.latencyMs(0), table.runId(0), table.success(1)]).toEqual([100, null, true]);
  });

  it("links a second twin that came long before its first", () => {
    const many = Array.from({ length: 1000 }, () => ({}));
    const table = callTable({ runId: uuidOf(7), latencyMs: null }, ...many, { latencyMs: 100 });
    table.linkTwins(1001, 0);
    expect([table.twinRow(0), table.twinRow(1001)]).toEqual([1001, 0]);
    expect([table.countedRow(0), table.isMergedAway(0), table.isMergedAway(1001)]).toEqual([
      1001,
      true,
      false,
    ]);
    expect(table.effectiveRunId(1001)).toBe(uuidOf(7));
    expect(table.effectiveLatencyMs(1001)).toBe(100);
  });

  it("refuses a third line of a call", () => {
    const table = callTable({}, {}, {});
    table.linkTwins(0, 1);
    expect(() => table.linkTwins(0, 2)).toThrow(/one twin/);
    expect(() => table.linkTwins(2, 1)).toThrow(/one twin/);
  });
});

describe("ComboTable", () => {
  it("keeps combinations apart that differ in any one part", () => {
    const table = new ComboTable();
    const parts = ["workflow", "step", "taskType", "provider", "tier", "requestedTier", "model"] as const;
    const calls = [aCall(), ...parts.flatMap((part) => [aCall({ [part]: null }), aCall({ [part]: "x" })])];
    const numbers = calls.map((call) => table.intern(call));
    expect(numbers).toEqual(calls.map((_, n) => n));
    expect(calls.toReversed().map((call) => table.intern(call))).toEqual(numbers.toReversed());
    expect(table.count).toBe(15);
    expect(Object.keys(table.get(0)).toSorted()).toEqual([...parts].toSorted());
  });

  it("does not mistake swapped parts for each other, and throws for a number it never gave", () => {
    const table = new ComboTable();
    const one = table.intern(aCall({ tier: "a", requestedTier: "b" }));
    expect(table.intern(aCall({ tier: "b", requestedTier: "a" }))).not.toBe(one);
    expect(() => table.get(2)).toThrow(RangeError);
  });
});

describe("RunTable", () => {
  it("keeps every column of a run and its stages", () => {
    const run = aRun({
      trigger: "manual",
      project: "shop",
      error: "Workflow execution failed: ValueError",
      success: false,
      parentRunId: uuidOf(3),
      tags: ["ci"],
      tiers: ["cheap", "capable"],
      stages: [
        aStage({ name: "scan", tier: "cheap", model: "m", error: "late", inputTokens: 1, outputTokens: 2 }),
        aStage({ isSkipped: true, success: false, skipReason: "nothing to do", costNano: null }),
      ],
    });
    const { runs, stages } = runTable({ stages: [aStage()] }, run);
    expect({
      startedAtMs: runs.startedAtMs(1),
      completedAtMs: runs.completedAtMs(1),
      costNano: runs.costNano(1),
      baselineCostNano: runs.baselineCostNano(1),
      savingsNano: runs.savingsNano(1),
      durationMs: runs.durationMs(1),
      inputTokens: runs.inputTokens(1),
      outputTokens: runs.outputTokens(1),
      runId: runs.runId(1),
      workflow: runs.workflow(1),
      error: runs.error(1),
      trigger: runs.trigger(1),
      project: runs.project(1),
      parentRunId: runs.parentRunId(1),
      success: runs.success(1),
      providers: runs.providers(1),
      tiers: runs.tiers(1),
      tags: runs.tags(1),
    }).toEqual(
      Object.fromEntries(
        Object.entries(run).filter(
          ([key]) => !["kind", "userId", "sessionId", "stages", "metadata", "extra"].includes(key),
        ),
      ),
    );
    expect([runs.fileId(1), runs.byteOffset(1), runs.byteLength(1)]).toEqual([4, 1600, 1599]);
    expect([runs.firstStage(1), runs.stageCount(1), stages.count]).toEqual([1, 2, 3]);
    expect([stages.name(1), stages.tier(1), stages.model(1), stages.error(1)]).toEqual([
      "scan",
      "cheap",
      "m",
      "late",
    ]);
    expect([stages.costNano(1), stages.latencyMs(1)]).toEqual([5_400_000, 1480]);
    expect([stages.inputTokens(1), stages.outputTokens(1), stages.success(1)]).toEqual([1, 2, true]);
    expect([stages.isSkipped(1), stages.isSkipped(2)]).toEqual([false, true]);
    expect([stages.success(2), stages.skipReason(2), stages.costNano(2)]).toEqual([
      false,
      "nothing to do",
      Number.NaN,
    ]);
  });

  it("places a run by its end, else its start, else nowhere", () => {
    const { runs } = runTable(
      {},
      { completedAtMs: null, startedAtMs: 5 },
      { completedAtMs: null, startedAtMs: null },
    );
    expect([runs.atMs(1), runs.atMs(2)]).toEqual([5, Number.NaN]);
    expect(runs.atMs(0)).toBe(runs.completedAtMs(0));
  });

  it("links the runs of a workflow, those without one too", () => {
    const names = ["a", "b", "a", null, "b", "a", null];
    const { runs } = runTable(...names.map((workflow) => ({ workflow })));
    const chain = (workflow: string | null): number[] => {
      const rows: number[] = [];
      for (let row = runs.latestOfWorkflow(workflow); row >= 0; row = runs.previousOfWorkflow(row))
        rows.push(row);
      return rows;
    };
    expect([chain("a"), chain("b"), chain(null), chain("c")]).toEqual([[5, 2, 0], [4, 1], [6, 3], []]);
    expect(runTable().runs.latestOfWorkflow(null)).toBe(-1);
  });

  it("counts the bytes of its columns", () => {
    const { runs, stages } = runTable(
      {},
      { startedAtMs: 0.5, completedAtMs: 0.25, stages: [aStage({ latencyMs: 7 })] },
    );
    expect(runs.sizeBytes).toBeGreaterThan(2 * 8 * 256);
    expect(stages.sizeBytes).toBeGreaterThanOrEqual(256);
  });
});

describe("RunIndex", () => {
  it("chains the calls of a run through any other calls", () => {
    const index = new RunIndex();
    const [a, b] = [index.intern("a"), index.intern("b")];
    [0, 3, 4, 70_000].forEach((row) => index.addCall(a, row));
    [1, 2].forEach((row) => index.addCall(b, row));
    expect(index.callRows(a, 99)).toEqual([0, 3, 4, 70_000]);
    expect(index.callRows(a, 2)).toEqual([0, 3]);
    expect(index.callRows(b, 99)).toEqual([1, 2]);
    expect(index.callRows(index.intern("c"), 99)).toEqual([]);
    expect(index.linkSizeBytes).toBeGreaterThan(0);
    expect(index.sizeBytes).toBeGreaterThan(index.ids.sizeBytes);
  });

  it("knows which runs are open, and when that changes", () => {
    const index = new RunIndex();
    const a = index.intern("a");
    const version = index.openVersion;
    expect([...index.open]).toEqual([a]);
    index.intern("a");
    index.extendSpan(a, null);
    index.extendSpan(a, Number.NaN);
    expect(index.openVersion).toBe(version);
    index.extendSpan(a, 50);
    index.extendSpan(a, 70);
    index.extendSpan(a, 60);
    expect(index.openVersion).toBe(version + 1);
    index.extendSpan(a, 40);
    expect([index.firstAtMs(a), index.lastAtMs(a), index.openVersion]).toEqual([40, 70, version + 2]);
    index.setRunRow(a, 9);
    expect([index.runRow(a), [...index.open].length, index.openVersion]).toEqual([9, 0, version + 3]);
    index.setRunRow(a, 12);
    expect([index.runRow(a), index.openVersion]).toEqual([12, version + 3]);
    expect(index.runRow(index.intern("b"))).toBe(-1);
  });
});
