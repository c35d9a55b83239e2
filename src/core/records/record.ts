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

/** Something odd about one field that did not make the record unusable. */
export interface FieldIssue {
  /** Field name as it stands in the file, e.g. `estimated_cost`. */
  readonly field: string;
  readonly reason:
    | "wrong-type"
    | "negative-cost"
    | "out-of-range"
    | "unreadable-time"
    | "missing-time"
    | "absurd-time"
    | "missing-id";
}

/** How a record is read; everything that depends on the user's settings enters here. */
export interface ParseContext {
  /** IANA zone in which naive times are read. */
  readonly naiveTimeZone: string;
  /** Epoch ms of "now": a time more than a day after it is absurd. */
  readonly nowMs: number;
}

export interface ParsedRecord<R extends TelemetryRecord = TelemetryRecord> {
  readonly record: R;
  readonly issues: readonly FieldIssue[];
}
