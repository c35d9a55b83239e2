import { beforeEach, describe, expect, it } from "vitest";
import type { FileRef } from "../../../src/core/ingest/record-sink.ts";
import type { TelemetryRecord } from "../../../src/core/records/record.ts";
import type { Dataset } from "../../../src/core/store/dataset.ts";
import { recordId } from "../../../src/core/store/record-id.ts";
import { Feeder } from "./feeder.ts";
import {
  aCall,
  aCoverage,
  aFileTest,
  aFirstTwin,
  aLine,
  anAssignment,
  aProblem,
  aRouting,
  aRun,
  aSecondTwin,
  aTest,
  BASE_AT_MS,
  counts,
  uuidOf,
} from "../../fixtures/records.ts";

const RUN_ID = uuidOf(900);
const OTHER_RUN_ID = uuidOf(901);

let feeder: Feeder;
let dataset: Dataset;
let calls: FileRef;
let runs: FileRef;
let routing: FileRef;

beforeEach(() => {
  feeder = new Feeder();
  dataset = feeder.dataset;
  calls = feeder.file(".empathy/llm_calls.jsonl", "call");
  runs = feeder.file(".empathy/workflow_runs.jsonl", "run");
  routing = feeder.file(".empathy/task_routing.jsonl", "routing");
});

describe("Dataset: twins", () => {
  it("merges the two lines of a call and keeps both rows", () => {
    feeder.add(calls, aFirstTwin({ latencyMs: 100 }), aSecondTwin({ atMs: BASE_AT_MS + 1, latencyMs: 101 }));
    expect([dataset.calls.count, dataset.twinsMerged]).toEqual([2, 1]);
    expect([dataset.calls.isMergedAway(0), dataset.calls.isMergedAway(1)]).toEqual([false, true]);
    expect(dataset.calls.effectiveRunId(0)).toBe(RUN_ID);
    expect(dataset.calls.effectiveLatencyMs(0)).toBe(101);
    expect(dataset.callRowsOfRun(RUN_ID)).toEqual([0]);
  });

  it("merges across two files of one root, never across roots", () => {
    const rotated = feeder.file(".empathy/llm_calls.jsonl.1", "call");
    const elsewhere = feeder.file("other/.empathy/llm_calls.jsonl", "call", 1);
    feeder.add(elsewhere, aFirstTwin());
    feeder.add(calls, aSecondTwin());
    expect(dataset.twinsMerged).toBe(0);
    feeder.add(rotated, aFirstTwin());
    expect(dataset.twinsMerged).toBe(1);
    expect(dataset.calls.twinRow(1)).toBe(2);
  });

  it("drops no stand-alone call, however often its id repeats", () => {
    const alone = aCall({ callId: "test-call-123", workflow: "test", step: "test_step" });
    feeder.add(
      calls,
      alone,
      alone,
      alone,
      aFirstTwin({ workflow: "direct" }),
      aFirstTwin({ workflow: "direct" }),
    );
    feeder.add(calls, aCall({ userId: "someone", hasRunIdKey: true }));
    const rows = Array.from({ length: dataset.calls.count }, (_, row) => row);
    expect(rows.filter((row) => !dataset.calls.isMergedAway(row))).toEqual([0, 1, 2, 3, 4, 5]);
    expect(dataset.twinsMerged).toBe(0);
  });

  it("merges a second twin whose run id is null", () => {
    feeder.add(calls, aFirstTwin(), aSecondTwin({ runId: null }));
    expect(dataset.twinsMerged).toBe(1);
    expect(dataset.calls.effectiveRunId(0)).toBeNull();
  });
});

describe("Dataset: numbers of runs", () => {
  it("are one for each run id, of both lines of a pair, and -1 for none", () => {
    const other = { runId: "not a uuid", workflow: "other" };
    feeder.add(calls, aFirstTwin(), aSecondTwin(), aSecondTwin(other), aFirstTwin({ workflow: "alone" }));
    feeder.add(calls, aFirstTwin({ workflow: "third" }), aSecondTwin({ workflow: "third", runId: null }));
    const rows = Array.from({ length: dataset.calls.count }, (_, row) => row);
    expect(rows.map((row) => dataset.calls.run(row))).toEqual([-1, 0, 1, -1, -1, -1]);
    expect(rows.map((row) => dataset.calls.effectiveRun(row))).toEqual([0, 0, 1, -1, -1, -1]);
  });

  it("tell whether a run has a line", () => {
    feeder.add(calls, aCall({ runId: "a" }), aCall({ runId: "b" }));
    feeder.add(runs, aRun({ runId: "b" }), aRun({ runId: "c" }));
    expect([0, 1, 2, 3, -1].map((run) => dataset.hasRunLine(run))).toEqual([false, true, true, false, false]);
  });
});

describe("Dataset: runs", () => {
  it("counts the newest line of a run id, in whichever order lines come", () => {
    feeder.add(
      runs,
      aRun({ completedAtMs: 200 }),
      aRun({ completedAtMs: 100 }),
      aRun({ completedAtMs: 300 }),
    );
    expect([0, 1, 2].map((row) => dataset.runs.isSuperseded(row))).toEqual([true, true, false]);
    expect(dataset.runRow(RUN_ID)).toBe(2);
  });

  it("counts a run once that stands in two roots, and the later of two equal lines", () => {
    const elsewhere = feeder.file("~/.attune/telemetry/workflow_runs.jsonl", "run", 1);
    feeder.add(elsewhere, aRun());
    feeder.add(runs, aRun(), aRun());
    expect(dataset.runRow(RUN_ID)).toBe(0);
    expect([0, 1, 2].map((row) => dataset.runs.isSuperseded(row))).toEqual([false, true, true]);
  });

  it("prefers a line with a time to one without", () => {
    const untimed = aRun({ startedAtMs: null, completedAtMs: null });
    feeder.add(runs, untimed, aRun({ completedAtMs: null, startedAtMs: 5 }), untimed);
    expect(dataset.runRow(RUN_ID)).toBe(1);
    feeder.add(runs, aRun({ ...untimed, runId: OTHER_RUN_ID }), aRun({ ...untimed, runId: OTHER_RUN_ID }));
    expect(dataset.runRow(OTHER_RUN_ID)).toBe(4);
  });

  it("supersedes nothing among runs without an id", () => {
    feeder.add(runs, aRun({ runId: null }), aRun({ runId: null }));
    expect([0, 1].map((row) => dataset.runs.isSuperseded(row))).toEqual([false, false]);
    expect(dataset.runs.runId(0)).toBeNull();
  });

  it("gives the calls of a run in the order of the files", () => {
    const second = feeder.file(".empathy/llm_calls.jsonl.1", "call");
    feeder.add(second, aCall({ runId: RUN_ID }));
    feeder.add(calls, aCall({ runId: RUN_ID }), aCall(), aCall({ runId: RUN_ID }));
    expect(dataset.callRowsOfRun(RUN_ID)).toEqual([1, 3, 0]);
    expect(dataset.callRowsOfRun("unknown")).toEqual([]);
    expect(dataset.runRow(RUN_ID)).toBe(-1);
    expect(dataset.runRow("unknown")).toBe(-1);
  });
});

describe("Dataset: addresses, files, tags", () => {
  it("locates a record of every kind by its address", () => {
    const records: readonly TelemetryRecord[] = [
      aCall(),
      aRun(),
      aRouting(),
      aTest(),
      aCoverage(),
      aFileTest(),
      anAssignment(),
    ];
    for (const record of records) {
      const file = feeder.file(`C:/odd:${record.kind}.jsonl`, record.kind);
      feeder.add(file, record, record);
      const row = record.kind === "call" || record.kind === "run" ? 1 : -1;
      expect(dataset.locate(recordId(record.kind, file.label, 100))).toEqual({
        kind: record.kind,
        file,
        byteOffset: 100,
        byteLength: 99,
        row,
      });
      expect(dataset.locate(recordId(record.kind, file.label, 50))).toBeNull();
    }
    expect([dataset.tests.length, dataset.coverage.length, dataset.fileTests.size]).toEqual([2, 2, 1]);
    expect(dataset.assignments.size).toBe(1);
  });

  it("locates nothing for other ids", () => {
    feeder.add(calls, aCall());
    const label = calls.label;
    for (const id of [
      "",
      "nonsense",
      `run:${label}:0`,
      `call:other.jsonl:0`,
      `call:${label}:1`,
      `run:${RUN_ID}`,
    ]) {
      expect(dataset.locate(id)).toBeNull();
    }
    expect(dataset.locate(`call:${label}:0`)?.row).toBe(0);
  });

  it("keeps the newest time of each file over all kinds", () => {
    feeder.add(calls, aCall({ atMs: 5 }), aCall({ atMs: 3 }));
    feeder.add(runs, aRun({ startedAtMs: 9, completedAtMs: null }));
    feeder.add(routing, aRouting({ atMs: 1, completedAtMs: 8 }), aRouting({ atMs: 2 }));
    const tests = feeder.file("t", "test");
    feeder.add(tests, aTest({ atMs: null }));
    expect(dataset.files().map((state) => state.newestAtMs)).toEqual([5, 9, 8, null]);
  });

  it("refuses records and problems of a file it does not know", () => {
    const unknown: FileRef = { ...calls, fileId: 77 };
    expect(() => dataset.addRecord(unknown, aLine(0), aCall())).toThrow(RangeError);
    expect(() => dataset.addProblem(unknown, aProblem())).toThrow(RangeError);
    expect(dataset.calls.count).toBe(0);
  });

  it("gives the tags of the user by record id", () => {
    const tags = new Map([["call:a:0", ["slow"]]]);
    dataset.setUserTags(tags);
    tags.set("call:a:1", ["later"]);
    expect(dataset.userTags("call:a:0")).toEqual(["slow"]);
    expect(dataset.userTags("call:a:1")).toEqual([]);
    expect(dataset.hasUserTags).toBe(true);
    dataset.setUserTags(new Map());
    expect(dataset.userTags("call:a:0")).toEqual([]);
    expect(dataset.hasUserTags).toBe(false);
  });
});

describe("Dataset: revision and order", () => {
  it("grows its revision with what could change a number, and only then", () => {
    const steps: readonly (readonly [() => void, boolean])[] = [
      [() => feeder.add(calls, aCall()), true],
      [() => dataset.addProblem(calls, aProblem()), true],
      [() => dataset.setFileCounts(calls.fileId, counts({ lines: 1 })), true],
      [() => dataset.setFileCounts(calls.fileId, counts({ lines: 1 })), false],
      [() => dataset.setFileState(calls.fileId, "ok"), true],
      [() => dataset.setFileState(calls.fileId, "ok"), false],
      [() => dataset.setUserTags(new Map([["a", ["b"]]])), true],
      [() => feeder.file("new.jsonl", "call"), true],
      [() => feeder.file("new.jsonl", "call"), false],
      [() => dataset.locate("call:new.jsonl:0"), false],
    ];
    for (const [act, grows] of steps) {
      const before = dataset.revision;
      act();
      expect(dataset.revision > before).toBe(grows);
    }
    expect(dataset.files().map((state) => [state.state, state.counts.lines, state.problemCount])[0]).toEqual([
      "ok",
      1,
      1,
    ]);
  });

  it("orders calls and runs by time, unknown ones first, then by place", () => {
    feeder.add(calls, aCall({ atMs: 30 }), aCall({ atMs: null }), aCall({ atMs: 10 }), aCall({ atMs: 10 }));
    feeder.add(runs, aRun({ completedAtMs: 9 }), aRun({ completedAtMs: null, startedAtMs: 4 }));
    expect([...dataset.callOrder.get()]).toEqual([1, 2, 3, 0]);
    expect([...dataset.runOrder.get()]).toEqual([1, 0]);
    expect(dataset.callOrder.get()).toBe(dataset.callOrder.get());
    expect(dataset.combos.count).toBe(1);
    expect(dataset.stages.count).toBe(2);
  });
});
