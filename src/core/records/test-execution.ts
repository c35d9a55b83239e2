import { FieldReader } from "./field-reader.ts";
import type { JsonObject } from "./json.ts";
import type { ParseContext, ParsedRecord } from "./parse-context.ts";

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

const KNOWN_FIELDS: ReadonlySet<string> = new Set([
  "execution_id",
  "timestamp",
  "test_suite",
  "triggered_by",
  "command",
  "duration_seconds",
  "total_tests",
  "passed",
  "failed",
  "skipped",
  "errors",
  "coverage_percentage",
  "failed_tests",
  "success",
  "exit_code",
  "workflow_id",
  "metadata",
]);

/** One object of `test_executions.jsonl`. Its time is UTC. */
export function parseTestExecution(
  json: JsonObject,
  context: ParseContext,
): ParsedRecord<TestExecutionRecord> {
  const fields = new FieldReader(json, context);
  const record: TestExecutionRecord = {
    kind: "test",
    executionId: fields.id("execution_id"),
    atMs: fields.requiredTime("timestamp", "utc"),
    suite: fields.text("test_suite"),
    triggeredBy: fields.text("triggered_by"),
    command: fields.text("command"),
    durationMs: fields.msOfSeconds("duration_seconds"),
    total: fields.amount("total_tests"),
    passed: fields.amount("passed"),
    failed: fields.amount("failed"),
    skipped: fields.amount("skipped"),
    errors: fields.amount("errors"),
    coverageRatio: fields.ratioOfPercent("coverage_percentage"),
    failedTests: fields.objects("failed_tests"),
    success: fields.flag("success"),
    exitCode: fields.number("exit_code"),
    workflowId: fields.text("workflow_id"),
    metadata: fields.object("metadata"),
    extra: fields.extra(KNOWN_FIELDS),
  };
  return { record, issues: fields.issues };
}
