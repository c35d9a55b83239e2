import type { JsonObject } from "./json.ts";

/** A line of `test_executions.jsonl`. */
export interface TestExecutionRecord {
  readonly kind: "test";
  readonly executionId: string | null;
  /** Start of the test run. */
  readonly atMs: number | null;
  readonly suite: string | null;
  readonly triggeredBy: string | null;
  readonly command: string | null;
  readonly durationMs: number | null;
  readonly total: number | null;
  readonly passed: number | null;
  readonly failed: number | null;
  readonly skipped: number | null;
  readonly errors: number | null;
  /** 0 to 1. */
  readonly coverageRatio: number | null;
  readonly failedTests: readonly JsonObject[];
  readonly success: boolean | null;
  readonly exitCode: number | null;
  readonly workflowId: string | null;
  readonly metadata: JsonObject;
  readonly extra: JsonObject;
}
