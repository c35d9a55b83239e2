import type { FileRef, LineRef } from "../ingest/record-sink.ts";
import type { AssignmentRecord } from "../records/assignment.ts";
import type { CoverageRecord } from "../records/coverage.ts";
import type { FileTestRecord } from "../records/file-test.ts";
import type { TestExecutionRecord } from "../records/test-execution.ts";
import { compareTimes, LatestByKey } from "./latest-by-key.ts";
import { isRecordOf } from "./snapshot/is-record.ts";
import { isListOf } from "./snapshot/json-guards.ts";
import type { SectionReader } from "./snapshot/section-reader.ts";
import type { SectionWriter } from "./snapshot/section-writer.ts";
import type { Stored } from "./snapshot/stored.ts";

/** The records that come in small numbers and are kept whole: tests, coverage, assignments. */
export class QualityRecords implements Stored {
  readonly #tests: TestExecutionRecord[] = [];
  readonly #coverage: CoverageRecord[] = [];
  readonly #fileTests = new LatestByKey<FileTestRecord>({
    compare: (a, b) => compareTimes(a.atMs, b.atMs),
    isLineOrderFirst: false,
    isRecord: isRecordOf("fileTest"),
  });
  readonly #assignments = new LatestByKey<AssignmentRecord>({
    compare: (a, b) => compareTimes(a.atMs, b.atMs),
    isLineOrderFirst: true,
    isRecord: isRecordOf("assignment"),
  });

  /** In the order of ingest. */
  get tests(): readonly TestExecutionRecord[] {
    return this.#tests;
  }

  /** By time, oldest first; those without a time before all others. */
  get coverage(): readonly CoverageRecord[] {
    return this.#coverage;
  }

  /** Newest per file path. */
  get fileTests(): ReadonlyMap<string, FileTestRecord> {
    return this.#fileTests.records;
  }

  /** Last per assignment id. */
  get assignments(): ReadonlyMap<string, AssignmentRecord> {
    return this.#assignments.records;
  }

  addTest(test: TestExecutionRecord): void {
    this.#tests.push(test);
  }

  addCoverage(coverage: CoverageRecord): void {
    let at = this.#coverage.length;
    while (at > 0 && compareTimes(this.#coverage[at - 1]?.atMs ?? null, coverage.atMs) > 0) at--;
    this.#coverage.splice(at, 0, coverage);
  }

  /** A line without a path says nothing about any file, and is left out. */
  addFileTest(fileTest: FileTestRecord, file: FileRef, line: LineRef): void {
    if (fileTest.filePath !== null) this.#fileTests.add(fileTest.filePath, fileTest, file, line);
  }

  /** A line without an id cannot be folded, and is left out. */
  addAssignment(assignment: AssignmentRecord, file: FileRef, line: LineRef): void {
    if (assignment.assignmentId !== null) {
      this.#assignments.add(assignment.assignmentId, assignment, file, line);
    }
  }

  saveTo(to: SectionWriter): void {
    to.json("tests", this.#tests);
    to.json("coverage", this.#coverage);
    this.#fileTests.saveTo(to.within("fileTests"));
    this.#assignments.saveTo(to.within("assignments"));
  }

  restoreFrom(from: SectionReader): void {
    for (const test of from.json("tests", isListOf(isRecordOf("test")))) this.#tests.push(test);
    for (const each of from.json("coverage", isListOf(isRecordOf("coverage")))) this.#coverage.push(each);
    this.#fileTests.restoreFrom(from.within("fileTests"));
    this.#assignments.restoreFrom(from.within("assignments"));
  }
}
