import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { ProjectFilterSink } from "../../../src/core/ingest/project-filter-sink.ts";
import type { FileRef, IngestProblem, LineRef, RecordSink } from "../../../src/core/ingest/record-sink.ts";
import type { TelemetryRecord } from "../../../src/core/records/record.ts";
import {
  aCall,
  aCoverage,
  aFile,
  aFirstTwin,
  aLine,
  aProblem,
  aRouting,
  aRun,
} from "../../fixtures/records.ts";

class Recorder implements RecordSink {
  readonly records: string[] = [];
  readonly problems: string[] = [];

  addRecord(file: FileRef, line: LineRef, record: TelemetryRecord): void {
    this.records.push(`${record.kind}:${file.fileId}:${line.byteOffset}`);
  }

  addProblem(file: FileRef, problem: IngestProblem): void {
    this.problems.push(`${problem.severity}:${file.fileId}:${problem.line.byteOffset}`);
  }
}

const CALLS = aFile({ fileId: 0, label: "llm_calls.jsonl", kind: "call" });
const RUNS = aFile({ fileId: 1, label: "workflow_runs.jsonl", kind: "run" });
const ROUTING = aFile({ fileId: 2, label: "task_routing.jsonl", kind: "routing" });

function narrowed(heldLimit?: number) {
  const out = new Recorder();
  return { out, sink: new ProjectFilterSink(out, { projectNames: ["Shop", "shop-fork"] }, heldLimit) };
}

describe("ProjectFilterSink", () => {
  it("keeps runs that name this project, in any case, or none, and leaves others out", () => {
    const { out, sink } = narrowed();
    for (const [at, project] of ["shop", " SHOP-FORK ", null, "other", ""].entries()) {
      sink.addRecord(RUNS, aLine(at), aRun({ runId: `r${at}`, project }));
    }
    expect(out.records).toEqual(["run:1:0", "run:1:1", "run:1:2"]);
    expect(sink.leftOutCount).toBe(2);
  });

  it("holds calls and routing until their run comes, then hands them on in their order", () => {
    const { out, sink } = narrowed();
    sink.addRecord(ROUTING, aLine(0), aRouting({ runId: "r" }));
    sink.addRecord(CALLS, aLine(0), aCall({ runId: "r" }));
    sink.addRecord(CALLS, aLine(1), aCall({ runId: "q" }));
    sink.addRecord(CALLS, aLine(2), aCall({ runId: "r" }));
    expect(out.records).toEqual([]);
    expect(sink.heldCount).toBe(4);
    sink.addRecord(RUNS, aLine(0), aRun({ runId: "r", project: "shop" }));
    sink.addRecord(CALLS, aLine(3), aCall({ runId: "r" }));
    expect(out.records).toEqual(["routing:2:0", "call:0:0", "call:0:2", "run:1:0", "call:0:3"]);
    expect(sink.heldCount).toBe(1);
  });

  it("leaves out what names no run, and kinds that belong to no run", () => {
    const { out, sink } = narrowed();
    sink.addRecord(RUNS, aLine(0), aRun({ runId: null, project: null }));
    sink.addRecord(CALLS, aLine(0), aFirstTwin());
    sink.addRecord(CALLS, aLine(1), aCall({ runId: null }));
    sink.addRecord(aFile({ fileId: 3, kind: "coverage" }), aLine(0), aCoverage());
    expect(out.records).toEqual(["run:1:0"]);
    expect(sink.leftOutCount).toBe(3);
  });

  it("passes on lost and mended lines, and odd fields of kept records alone", () => {
    const { out, sink } = narrowed();
    const odd = (at: number): IngestProblem => aProblem({ severity: "odd-field", line: aLine(at) });
    sink.addProblem(CALLS, aProblem({ severity: "dropped", line: aLine(0) }));
    sink.addProblem(CALLS, aProblem({ severity: "repaired", line: aLine(1) }));
    sink.addProblem(RUNS, odd(0));
    sink.addRecord(RUNS, aLine(0), aRun({ runId: "r", project: null }));
    sink.addProblem(RUNS, odd(0));
    sink.addProblem(RUNS, odd(1));
    sink.addRecord(RUNS, aLine(1), aRun({ runId: "x", project: "other" }));
    sink.addProblem(RUNS, odd(1));
    expect(out.problems).toEqual(["dropped:0:0", "repaired:0:1", "odd-field:1:0", "odd-field:1:0"]);
    out.problems.length = 0;
    sink.addProblem(CALLS, odd(5));
    sink.addRecord(CALLS, aLine(5), aCall({ runId: "later" }));
    sink.addProblem(CALLS, odd(5));
    sink.addRecord(CALLS, aLine(6), aCall({ runId: "never" }));
    sink.addProblem(CALLS, odd(6));
    expect(out.problems).toEqual([]);
    sink.addRecord(RUNS, aLine(2), aRun({ runId: "later", project: null }));
    expect(out.problems).toEqual(["odd-field:0:5", "odd-field:0:5"]);
  });

  it("gives up the run that has waited longest when too many records wait", () => {
    const { out, sink } = narrowed(3);
    for (const [at, runId] of ["a", "b", "a", "c"].entries()) {
      sink.addRecord(CALLS, aLine(at), aCall({ runId }));
    }
    expect([sink.heldCount, sink.leftOutCount]).toEqual([2, 2]);
    for (const runId of ["a", "b", "c"]) sink.addRecord(RUNS, aLine(0), aRun({ runId, project: null }));
    expect(out.records.filter((text) => text.startsWith("call"))).toEqual(["call:0:1", "call:0:3"]);
  });

  it("keeps the same records whichever file is read first, and each file's order within a run", () => {
    const runId = fc.constantFrom("a", "b", "c", "d");
    const run = fc
      .record({ runId, project: fc.constantFrom("shop", "other", null) })
      .map((over): readonly [FileRef, TelemetryRecord] => [RUNS, aRun(over)]);
    const call = fc
      .record({ runId: fc.option(runId) })
      .map((over): readonly [FileRef, TelemetryRecord] => [CALLS, aCall(over)]);
    const routing = fc
      .record({ runId })
      .map((over): readonly [FileRef, TelemetryRecord] => [ROUTING, aRouting(over)]);
    const entries = fc.array(fc.oneof(run, call, routing), { maxLength: 30 }).chain((list) => {
      const placed = list.map(([file, record], at) => ({ file, record, line: aLine(at) }));
      return fc.tuple(fc.constant(placed), fc.shuffledSubarray(placed, { minLength: placed.length }));
    });
    const check = fc.property(entries, ([inOrder, shuffled]) => {
      const [one, other] = [inOrder, shuffled].map((list) => {
        const { out, sink } = narrowed();
        for (const { file, line, record } of list) sink.addRecord(file, line, record);
        return { records: out.records.toSorted(), waiting: sink.heldCount, leftOut: sink.leftOutCount };
      });
      expect(other).toEqual(one);
    });
    fc.assert(check, { numRuns: 200 });
  });
});
