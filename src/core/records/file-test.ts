import type { JsonObject } from "./json.ts";

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
