import type { AssignmentRecord } from "./assignment.ts";
import type { CallRecord } from "./call.ts";
import type { CoverageRecord } from "./coverage.ts";
import type { FileTestRecord } from "./file-test.ts";
import type { RoutingRecord } from "./routing.ts";
import type { RunRecord } from "./run.ts";
import type { TestExecutionRecord } from "./test-execution.ts";

/** The seven canonical kinds. Every source becomes one of these before anything counts it. */
export type TelemetryRecord =
  | CallRecord
  | RunRecord
  | RoutingRecord
  | TestExecutionRecord
  | CoverageRecord
  | FileTestRecord
  | AssignmentRecord;

export type RecordKind = TelemetryRecord["kind"];

/**
 * What a file holds, decided by its name. `overlap` files (`costs.jsonl`, `usage*.jsonl`) count the same
 * spend a second time: they are listed in health and never added.
 */
export type FileKind = RecordKind | "overlap";
