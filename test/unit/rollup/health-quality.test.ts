import { describe, expect, it } from "vitest";
import { Dataset } from "../../../src/core/store/dataset.ts";
import { reportQuality } from "../../../src/core/rollup/quality.ts";
import { reportHealth } from "../../../src/core/rollup/report-health.ts";
import {
  aCall,
  aCoverage,
  aFileTest,
  aFirstTwin,
  aLine,
  aProblem,
  aSecondTwin,
  aTest,
  BASE_AT_MS,
  counts,
} from "../../fixtures/records.ts";
import { CALL_FILE, load, RUN_FILE, single } from "./support/scenario.ts";

const DAY_MS = 86_400_000;

describe("reportHealth", () => {
  it("lists every file with its counts, state and newest record", () => {
    const dataset = load({ calls: [single(aCall())] });
    const file = dataset.registerFile({ label: CALL_FILE, kind: "call", rootId: 0 });
    dataset.setFileCounts(
      file.fileId,
      counts({ bytes: 900, lines: 4, records: 3, unreadable: 1, repaired: 2, pendingBytes: 7 }),
    );
    dataset.setFileState(file.fileId, "ok");
    const { files } = reportHealth(dataset, BASE_AT_MS, DAY_MS);
    expect(files.find((each) => each.path === CALL_FILE)).toEqual({
      path: CALL_FILE,
      kind: "call",
      bytes: 900,
      lines: 4,
      records: 3,
      unreadable: 1,
      repaired: 2,
      pending: 7,
      state: "ok",
      newestAtMs: BASE_AT_MS,
    });
    expect(files.find((each) => each.path === RUN_FILE)).toMatchObject({ kind: "run", newestAtMs: null });
  });

  it("gives every problem an address of its own", () => {
    const dataset = load({});
    const file = dataset.registerFile({ label: CALL_FILE, kind: "call", rootId: 0 });
    dataset.addProblem(file, aProblem({ line: aLine(70, 9, 3) }));
    dataset.addProblem(
      file,
      aProblem({
        line: aLine(80, 9, 4),
        severity: "odd-field",
        reason: "negative-cost",
        field: "estimated_cost",
      }),
    );
    const { problems, problemCount } = reportHealth(dataset, BASE_AT_MS, DAY_MS);
    expect(problemCount).toBe(2);
    expect(problems).toEqual([
      {
        id: `problem:${CALL_FILE}:70:not-json`,
        path: CALL_FILE,
        line: 3,
        byteOffset: 70,
        severity: "dropped",
        reason: "not-json",
        field: null,
      },
      {
        id: `problem:${CALL_FILE}:80:estimated_cost`,
        path: CALL_FILE,
        line: 4,
        byteOffset: 80,
        severity: "odd-field",
        reason: "negative-cost",
        field: "estimated_cost",
      },
    ]);
  });

  it("is stale after the limit, and when there is no record at all", () => {
    const at = (nowMs: number) => reportHealth(load({ calls: [single(aCall())] }), nowMs, DAY_MS);
    expect(at(BASE_AT_MS + DAY_MS)).toMatchObject({ stale: false, newestRecordAtMs: BASE_AT_MS });
    expect(at(BASE_AT_MS + DAY_MS + 1).stale).toBe(true);
    expect(reportHealth(load({}), 0, DAY_MS)).toMatchObject({ stale: true, newestRecordAtMs: null });
  });

  it("takes the newest of several files, but no overlapping source and no absurd time as news", () => {
    const dataset = new Dataset();
    const add = (label: string, kind: "call" | "overlap", atMs: number | null) => {
      const file = dataset.registerFile({ label, kind, rootId: 0 });
      dataset.addRecord(file, aLine(0), aCall({ atMs }));
    };
    add("b/llm_calls.jsonl", "call", BASE_AT_MS - 5);
    add("a/llm_calls.jsonl", "call", BASE_AT_MS - 9);
    add("c/usage.jsonl", "overlap", BASE_AT_MS - 1);
    add("d/llm_calls.jsonl", "call", BASE_AT_MS + 9 * DAY_MS);
    add("e/llm_calls.jsonl", "call", null);
    expect(reportHealth(dataset, BASE_AT_MS, DAY_MS).newestRecordAtMs).toBe(BASE_AT_MS - 5);
  });

  it("counts merged twins", () => {
    const pair = { first: aFirstTwin(), second: aSecondTwin({ atMs: BASE_AT_MS + 1 }) };
    expect(reportHealth(load({ calls: [pair] }), BASE_AT_MS, DAY_MS).twinsMerged).toBe(1);
  });
});

describe("reportQuality", () => {
  const withCoverage = (...ratios: (number | null)[]) => {
    const dataset = new Dataset();
    const file = dataset.registerFile({ label: "coverage_history.jsonl", kind: "coverage", rootId: 0 });
    ratios.forEach((overallRatio, index) =>
      dataset.addRecord(file, aLine(index * 10), aCoverage({ overallRatio, atMs: BASE_AT_MS + index })),
    );
    return reportQuality(dataset).coverage;
  };

  it("compares the newest coverage with the one before it, one point being no trend", () => {
    expect(withCoverage(0.2, 0.85, 0.87)).toMatchObject({ trend: "improving", changePoints: 2 });
    expect(withCoverage(0.85, 0.86)).toMatchObject({ trend: "stable", changePoints: 1 });
    expect(withCoverage(0.86, 0.85)).toMatchObject({ trend: "stable", changePoints: -1 });
    expect(withCoverage(0.85, 0.8601)).toMatchObject({ trend: "improving", changePoints: 1.01 });
    expect(withCoverage(0.9, 0.85)).toMatchObject({ trend: "declining", changePoints: -5 });
    expect(withCoverage(0.9, null, 0.9, null)).toMatchObject({ trend: "stable", changePoints: 0 });
  });

  it("has no trend for a first record, and no coverage where none was measured", () => {
    expect(withCoverage(0.9)).toMatchObject({
      trend: null,
      changePoints: null,
      record: { overallRatio: 0.9 },
    });
    expect(withCoverage(null)).toBeNull();
    expect(withCoverage()).toBeNull();
  });

  it("has the test execution that started last, in whatever order they were read", () => {
    const dataset = new Dataset();
    const file = dataset.registerFile({ label: "test_executions.jsonl", kind: "test", rootId: 0 });
    const times = [5, 9, null, 9, 7];
    times.forEach((atMs, index) =>
      dataset.addRecord(file, aLine(index * 10), aTest({ atMs, suite: `s${index}` })),
    );
    expect(reportQuality(dataset).lastTest?.suite).toBe("s3");
    expect(reportQuality(new Dataset()).lastTest).toBeNull();
  });

  it("lists the files whose newest result is a failure or an error, by path", () => {
    const dataset = new Dataset();
    const file = dataset.registerFile({ label: "file_tests.jsonl", kind: "fileTest", rootId: 0 });
    const results = [
      ["z.py", "error"],
      ["ok.py", "failed"],
      ["a.py", "failed"],
      ["none.py", "no_tests"],
      ["ok.py", "passed"],
    ] as const;
    results.forEach(([filePath, result], index) =>
      dataset.addRecord(file, aLine(index * 10), aFileTest({ filePath, result, atMs: BASE_AT_MS + index })),
    );
    expect(reportQuality(dataset).failingFiles.map((each) => each.filePath)).toEqual(["a.py", "z.py"]);
  });
});
