import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseAssignment } from "../../../src/core/records/assignment.ts";
import { parseCoverage } from "../../../src/core/records/coverage.ts";
import { parseFileTest } from "../../../src/core/records/file-test.ts";
import type { JsonObject } from "../../../src/core/records/json.ts";
import { parseRecord } from "../../../src/core/records/parse-record.ts";
import type { RecordKind } from "../../../src/core/records/record.ts";
import { parseRouting } from "../../../src/core/records/routing.ts";
import { parseTestExecution } from "../../../src/core/records/test-execution.ts";
import { rawAssignment } from "../../fixtures/raw-lines-other.ts";
import {
  rawCall,
  rawCoverage,
  rawFileTest,
  rawRouting,
  rawRoutingPair,
  rawRun,
  rawTestExecution,
} from "../../fixtures/raw-lines.ts";

const context = { naiveTimeZone: "America/New_York", nowMs: Date.UTC(2026, 5, 1) };

function json(line: string): JsonObject {
  const parsed: JsonObject = JSON.parse(line);
  return parsed;
}

describe("parseRouting", () => {
  it("reads both lines of a run, in UTC", () => {
    const [running, completed] = rawRoutingPair("r1").map((line) => parseRouting(json(line), context));
    expect(running).toMatchObject({
      issues: [],
      record: {
        kind: "routing",
        routingId: "routing-r1",
        runId: "r1",
        atMs: Date.UTC(2026, 1, 1, 17) + 50,
        workflow: "code-review",
        assignedTier: "anthropic",
        status: "running",
        startedAtMs: Date.UTC(2026, 1, 1, 17) + 60,
        completedAtMs: null,
        success: false,
        estimatedCostNano: 0,
        actualCostNano: null,
        confidence: 1,
        complexity: "moderate",
      },
    });
    expect(completed?.record).toMatchObject({
      status: "completed",
      success: true,
      completedAtMs: Date.UTC(2026, 1, 1, 17, 0, 2) + 100,
      actualCostNano: 10_500_000,
    });
  });

  it("reads a time without zone as UTC too, never as local", () => {
    const { record } = parseRouting(json(rawRouting("r1", { timestamp: "2026-02-01T17:00:00" })), context);
    expect(record.atMs).toBe(Date.UTC(2026, 1, 1, 17));
  });

  it("has no run id without its prefix, and keeps the rest", () => {
    const of = (id: unknown): string | null => parseRouting({ routing_id: String(id) }, context).record.runId;
    expect([of("r1"), of("routing-"), of("routing-routing-x")]).toEqual([null, null, "routing-x"]);
    const { record, issues } = parseRouting(json(rawRouting("r1", { routing_id: undefined })), context);
    expect([record.routingId, record.runId]).toEqual([null, null]);
    expect(issues).toEqual([{ field: "routing_id", reason: "missing-id" }]);
    expect(record.extra).toMatchObject({ task_dependencies: [], quality_score: null });
  });
});

describe("parseTestExecution", () => {
  it("turns seconds into milliseconds and per cent into a ratio", () => {
    const { record, issues } = parseTestExecution(
      json(rawTestExecution({ duration_seconds: 0.000509 })),
      context,
    );
    expect(issues).toEqual([]);
    expect(record).toMatchObject({
      kind: "test",
      atMs: Date.UTC(2026, 1, 1, 17) + 8.438,
      durationMs: 0.509,
      coverageRatio: 0.85,
      total: 10,
      failed: 1,
      exitCode: 1,
      failedTests: [{ name: "test_a", file: "tests/unit/test_sample.py", error: "AssertionError" }],
    });
    expect(record.extra).toHaveProperty("test_files");
  });

  it("leaves no dust of the product in a duration", () => {
    // 1.005 * 1000 is 1004.9999999999999 in binary.
    const { record } = parseTestExecution(json(rawTestExecution({ duration_seconds: 1.005 })), context);
    expect(record.durationMs).toBe(1005);
  });

  it("takes a negative exit code, as a killed process has", () => {
    expect(parseTestExecution(json(rawTestExecution({ exit_code: -9 })), context).record.exitCode).toBe(-9);
  });

  it("knows no coverage above 100 %", () => {
    const { record, issues } = parseTestExecution(
      json(rawTestExecution({ coverage_percentage: 101 })),
      context,
    );
    expect(record.coverageRatio).toBeNull();
    expect(issues).toEqual([{ field: "coverage_percentage", reason: "out-of-range" }]);
  });
});

describe("parseCoverage", () => {
  it("reads the record and leaves the meaningless trend in extra", () => {
    const { record, issues } = parseCoverage(
      json(rawCoverage({ trend: "improving", previous_percentage: 12 })),
      context,
    );
    expect(issues).toEqual([]);
    expect(record).toMatchObject({
      kind: "coverage",
      overallRatio: 0.85,
      linesCovered: 850,
      filesCritical: 1,
    });
    expect(record).not.toHaveProperty("trend");
    expect(record.extra).toMatchObject({ trend: "improving", previous_percentage: 12 });
  });
});

describe("parseFileTest", () => {
  it("reads its own time as UTC and the times of files as local, despite their Z", () => {
    const { record, issues } = parseFileTest(json(rawFileTest()), context);
    expect(issues).toEqual([]);
    expect(record).toMatchObject({
      kind: "fileTest",
      filePath: "src/cache/base.py",
      atMs: Date.UTC(2026, 1, 1, 17) + 832.896,
      result: "passed",
      durationMs: 1731.69,
      coverageRatio: null,
      sourceModifiedAtMs: Date.UTC(2026, 0, 11, 8, 0, 25) + 337.556,
      testsModifiedAtMs: Date.UTC(2026, 0, 11, 8, 0, 25) + 363.308,
      isStale: false,
    });
  });

  it("takes files older than the producer, and no nonsense", () => {
    const { record, issues } = parseFileTest(
      json(rawFileTest({ source_modified_at: "2011-05-01T00:00:00Z", tests_modified_at: "never" })),
      context,
    );
    expect(record.sourceModifiedAtMs).toBe(Date.UTC(2011, 4, 1, 4));
    expect(issues).toEqual([{ field: "tests_modified_at", reason: "unreadable-time" }]);
  });

  it("has no file times where none are recorded", () => {
    const { record } = parseFileTest(json(rawFileTest({ source_modified_at: null })), context);
    expect(record.sourceModifiedAtMs).toBeNull();
  });
});

describe("parseAssignment", () => {
  it("reads the data class, honours a zone and takes naive times as local", () => {
    const { record, issues } = parseAssignment(
      json(rawAssignment({ assignment_id: "a1", started_at: "2026-02-01T12:00:00" })),
      context,
    );
    expect(issues).toEqual([]);
    expect(record).toMatchObject({
      kind: "assignment",
      assignmentId: "a1",
      atMs: Date.UTC(2026, 1, 1, 17) + 100,
      startedAtMs: Date.UTC(2026, 1, 1, 17),
      status: "assigned",
      estimatedDurationHours: 1.5,
      actualDurationHours: null,
    });
  });
});

describe("parseRecord", () => {
  const lines: Readonly<Record<RecordKind, string>> = {
    call: rawCall(),
    run: rawRun(),
    routing: rawRouting("r1"),
    test: rawTestExecution(),
    coverage: rawCoverage(),
    fileTest: rawFileTest(),
    assignment: rawAssignment(),
  };
  const kinds: readonly RecordKind[] = [
    "call",
    "run",
    "routing",
    "test",
    "coverage",
    "fileTest",
    "assignment",
  ];

  it.each(kinds)("reads a line of kind %s as that kind, without issues", (kind) => {
    const { record, issues } = parseRecord(kind, json(lines[kind]), context);
    expect(record.kind).toBe(kind);
    expect(issues).toEqual([]);
  });

  it.each(kinds)("keeps every field of %s, in a canonical field or in extra", (kind) => {
    const { record } = parseRecord(kind, json(lines[kind].replace("{", '{"zz_new": [1], ')), context);
    expect(record.extra).toHaveProperty("zz_new", [1]);
  });

  it("makes a record of any object, without throwing and without values that JSON cannot hold", () => {
    const names = [...new Set(Object.values(lines).flatMap((line) => Object.keys(json(line))))];
    const value = fc.oneof(
      fc.jsonValue({ maxDepth: 3 }),
      fc.constantFrom<unknown>(-1, 1e300, "2026-02-30T00:00:00", "9999-99-99", "", "2026-01-01T00:00:00Z"),
    );
    const object = fc.dictionary(fc.oneof(fc.constantFrom(...names), fc.string()), value, { maxKeys: 30 });
    fc.assert(
      fc.property(fc.constantFrom(...kinds), object, (kind, fields) => {
        const { record, issues } = parseRecord(kind, json(JSON.stringify(fields)), context);
        for (const field of Object.values(record)) {
          expect(typeof field === "number" && !Number.isFinite(field)).toBe(false);
          expect(field).not.toBeUndefined();
        }
        expect(issues.length).toBeLessThanOrEqual(50);
      }),
      { numRuns: 1000 },
    );
  });
});
