import { describe, expect, it } from "vitest";
import { compareTimes } from "../../../src/core/store/latest-by-key.ts";
import { QualityRecords } from "../../../src/core/store/quality-records.ts";
import { hasRoutingEnded, RoutingTable } from "../../../src/core/store/routing-table.ts";
import {
  aCoverage,
  aFile,
  aFileTest,
  aLine,
  anAssignment,
  aRouting,
  aTest,
  BASE_AT_MS,
  uuidOf,
} from "../../fixtures/records.ts";

const RUN_ID = uuidOf(900);
const older = aFile({ fileId: 1, label: "task_routing.jsonl.1", kind: "routing" });
const newer = aFile({ fileId: 0, label: "task_routing.jsonl", kind: "routing" });

describe("RoutingTable", () => {
  it("folds the lines of one routing id to the last one", () => {
    const routing = new RoutingTable();
    routing.add(aRouting(), newer, aLine(0));
    routing.add(aRouting({ status: "failed", errorType: "timeout" }), newer, aLine(600));
    expect(routing.count).toBe(1);
    expect(routing.ofRun(RUN_ID)).toMatchObject({ status: "failed", errorType: "timeout" });
  });

  it("lets a later line say that a routing runs again", () => {
    const routing = new RoutingTable();
    routing.add(aRouting({ status: "completed" }), newer, aLine(0));
    routing.add(aRouting({ status: "running" }), newer, aLine(600));
    expect(routing.ofRun(RUN_ID)?.status).toBe("running");
  });

  it("keeps an end although an older file with the start is read after it", () => {
    const routing = new RoutingTable();
    routing.add(aRouting({ status: "completed", completedAtMs: BASE_AT_MS }), newer, aLine(0));
    routing.add(aRouting({ status: "running" }), older, aLine(9000));
    expect(routing.ofRun(RUN_ID)?.status).toBe("completed");
  });

  it("falls back to another file's end when a file takes its own end back, in any interleaving", () => {
    const end = aRouting({ status: "failed" });
    const again = aRouting({ status: "running" });
    const adds = [
      (routing: RoutingTable) => routing.add(end, older, aLine(0)),
      (routing: RoutingTable) => routing.add(again, older, aLine(600)),
    ];
    for (const at of [0, 1, 2]) {
      const routing = new RoutingTable();
      const order = adds.toSpliced(at, 0, (table) => table.add(end, newer, aLine(0)));
      for (const add of order) add(routing);
      expect(routing.ofRun(RUN_ID)?.status).toBe("failed");
    }
  });

  it("takes the later end of two files, in whichever order they are read", () => {
    const first = aRouting({ status: "completed", completedAtMs: BASE_AT_MS });
    const last = aRouting({ status: "failed", completedAtMs: BASE_AT_MS + 1 });
    for (const isFirstAhead of [true, false]) {
      const routing = new RoutingTable();
      if (isFirstAhead) routing.add(first, older, aLine(0));
      routing.add(last, newer, aLine(0));
      if (!isFirstAhead) routing.add(first, older, aLine(0));
      expect(routing.ofRun(RUN_ID)?.status).toBe("failed");
    }
  });

  it("leaves out lines without an id, and knows no run it was not told of", () => {
    const routing = new RoutingTable();
    routing.add(aRouting({ routingId: null }), newer, aLine(0));
    routing.add(aRouting({ routingId: "odd", runId: null }), newer, aLine(9));
    expect(routing.count).toBe(1);
    expect(routing.ofRun(RUN_ID)).toBeNull();
  });

  it.each([
    ["running", false],
    ["Running", false],
    ["pending", false],
    [null, false],
    ["completed", true],
    ["failed", true],
    ["cancelled", true],
  ])("takes status %s as ended: %s", (status, hasEnded) => {
    expect(hasRoutingEnded(aRouting({ status }))).toBe(hasEnded);
  });
});

describe("QualityRecords", () => {
  it("keeps coverage by time, unknown times first, equal ones in the order of arrival", () => {
    const records = new QualityRecords();
    const add = (recordId: string, atMs: number | null): void =>
      records.addCoverage(aCoverage({ recordId, atMs }));
    add("c", 30);
    add("a", 10);
    add("d", 30);
    add("none", null);
    add("b", 20);
    expect(records.coverage.map((each) => each.recordId)).toEqual(["none", "a", "b", "c", "d"]);
  });

  it("keeps the newest line per file path by time, not by place", () => {
    const file = aFile({ kind: "fileTest" });
    const records = new QualityRecords();
    records.addFileTest(aFileTest({ atMs: 20, result: "failed" }), file, aLine(0));
    records.addFileTest(aFileTest({ atMs: 10, result: "passed" }), file, aLine(100));
    records.addFileTest(aFileTest({ atMs: null, result: "error" }), file, aLine(200));
    records.addFileTest(aFileTest({ filePath: null }), file, aLine(300));
    records.addFileTest(aFileTest({ filePath: "b.py" }), file, aLine(400));
    expect([...records.fileTests.keys()]).toEqual(["src/cache/base.py", "b.py"]);
    expect(records.fileTests.get("src/cache/base.py")?.result).toBe("failed");
    records.addFileTest(aFileTest({ atMs: 20, result: "skipped" }), file, aLine(500));
    expect(records.fileTests.get("src/cache/base.py")?.result).toBe("skipped");
  });

  it("takes the line of the later file where two are equally new", () => {
    const records = new QualityRecords();
    records.addFileTest(aFileTest({ result: "failed" }), aFile({ fileId: 2 }), aLine(0));
    records.addFileTest(aFileTest({ result: "passed" }), aFile({ fileId: 1 }), aLine(900));
    expect(records.fileTests.get("src/cache/base.py")?.result).toBe("failed");
  });

  it("keeps the last line per assignment id", () => {
    const file = aFile({ kind: "assignment" });
    const records = new QualityRecords();
    const assignmentId = "assignment-1";
    records.addAssignment(anAssignment({ assignmentId, atMs: 20 }), file, aLine(0));
    records.addAssignment(anAssignment({ assignmentId, atMs: 10, status: "completed" }), file, aLine(100));
    records.addAssignment(anAssignment({ assignmentId: null }), file, aLine(200));
    expect([...records.assignments.values()].map((each) => each.status)).toEqual(["completed"]);
    const other = aFile({ fileId: 5, kind: "assignment" });
    records.addAssignment(anAssignment({ assignmentId, atMs: 5, status: "blocked" }), other, aLine(0));
    expect(records.assignments.get(assignmentId)?.status).toBe("completed");
  });

  it("keeps every test execution in the order of arrival", () => {
    const records = new QualityRecords();
    for (const executionId of ["b", "a", "a"]) records.addTest(aTest({ executionId }));
    expect(records.tests.map((each) => each.executionId)).toEqual(["b", "a", "a"]);
  });
});

describe("compareTimes", () => {
  it("places an unknown time before any", () => {
    expect(compareTimes(null, -1)).toBeLessThan(0);
    expect(compareTimes(0, null)).toBeGreaterThan(0);
    expect(compareTimes(null, null)).toBe(0);
    expect(compareTimes(5, 3)).toBe(2);
  });
});
