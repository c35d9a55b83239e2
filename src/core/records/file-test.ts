import { FieldReader } from "./field-reader.ts";
import type { JsonObject } from "./json.ts";
import type { ParseContext, ParsedRecord } from "./parse-context.ts";

/** A line of `file_tests.jsonl`; the newest line per file path holds. */
export interface FileTestRecord {
  readonly kind: "fileTest";
  readonly filePath: string | null;
  readonly atMs: number | null;
  /** passed, failed, error, skipped, no_tests */
  readonly result: string | null;
  readonly testCount: number | null;
  readonly passed: number | null;
  readonly failed: number | null;
  readonly skipped: number | null;
  readonly errors: number | null;
  readonly durationMs: number | null;
  readonly coverageRatio: number | null;
  readonly testFilePath: string | null;
  /** The producer writes LOCAL time with a false `Z` here: read as naive. */
  readonly sourceModifiedAtMs: number | null;
  readonly testsModifiedAtMs: number | null;
  readonly isStale: boolean | null;
  readonly executionId: string | null;
  readonly metadata: JsonObject;
  readonly extra: JsonObject;
}

const KNOWN_FIELDS: ReadonlySet<string> = new Set([
  "file_path",
  "timestamp",
  "last_test_result",
  "test_count",
  "passed",
  "failed",
  "skipped",
  "errors",
  "duration_seconds",
  "coverage_percent",
  "test_file_path",
  "source_modified_at",
  "tests_modified_at",
  "is_stale",
  "execution_id",
  "metadata",
]);

/** One object of `file_tests.jsonl`. Its time is UTC; the times of the files are local. */
export function parseFileTest(json: JsonObject, context: ParseContext): ParsedRecord<FileTestRecord> {
  const fields = new FieldReader(json, context);
  const record: FileTestRecord = {
    kind: "fileTest",
    filePath: fields.id("file_path"),
    atMs: fields.requiredTime("timestamp", "utc"),
    result: fields.text("last_test_result"),
    testCount: fields.amount("test_count"),
    passed: fields.amount("passed"),
    failed: fields.amount("failed"),
    skipped: fields.amount("skipped"),
    errors: fields.amount("errors"),
    durationMs: fields.msOfSeconds("duration_seconds"),
    coverageRatio: fields.ratioOfPercent("coverage_percent"),
    testFilePath: fields.text("test_file_path"),
    sourceModifiedAtMs: fields.fileTime("source_modified_at"),
    testsModifiedAtMs: fields.fileTime("tests_modified_at"),
    isStale: fields.flag("is_stale"),
    executionId: fields.text("execution_id"),
    metadata: fields.object("metadata"),
    extra: fields.extra(KNOWN_FIELDS),
  };
  return { record, issues: fields.issues };
}
