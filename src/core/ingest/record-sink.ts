import type { FieldIssue } from "../records/parse-context.ts";
import type { FileKind, TelemetryRecord } from "../records/record.ts";
import type { CallBatch } from "./call-batch.ts";
import type { LineHandover } from "./line-handover.ts";
import type { RunBatch } from "./run-batch.ts";
import type { ScanState } from "./scan-state.ts";

/** A telemetry file as the core knows it. Paths are labels here: core opens nothing. */
export interface FileRef {
  /** Small integer, unique within one dataset. */
  readonly fileId: number;
  /** Path shown to people and used in record addresses: relative, `/` separated, unique in a dataset. */
  readonly label: string;
  readonly kind: FileKind;
  /** Files of one root share their twins: a call and its twin may stand in two rotated files. */
  readonly rootId: number;
}

/** Where a record stands in its file. */
export interface LineRef {
  /** First byte of the record (of the second object, for the second half of a glued line). */
  readonly byteOffset: number;
  readonly byteLength: number;
  /** 1-based. */
  readonly lineNumber: number;
}

/** A line, or a field of one, that could not be taken as it is. Never holds the text itself. */
export interface IngestProblem {
  readonly line: LineRef;
  readonly severity: "dropped" | "repaired" | "odd-field";
  readonly reason: ProblemReason;
  /** The field, for `odd-field`. */
  readonly field: string | null;
}

export type ProblemReason =
  | "not-json"
  | "not-an-object"
  | "nested-too-deep"
  | "torn-line"
  | "nul-bytes"
  | "line-too-long"
  | "glued-records"
  | "nan-or-infinity"
  | "invalid-utf8"
  | FieldIssue["reason"];

/** What a file reader hands its rows to; the store implements it. */
export interface RecordSink {
  addRecord(file: FileRef, line: LineRef, record: TelemetryRecord): void;
  addProblem(file: FileRef, problem: IngestProblem): void;
  /** Takes many calls at once: the same as `addRecord` for each. A sink without it is given records only. */
  addCallBatch?(file: FileRef, batch: CallBatch): void;
  /** The same for runs. */
  addRunBatch?(file: FileRef, batch: RunBatch): void;
}

/** Per-file counts, as `health` shows them. */
export interface IngestCounts {
  /** Bytes handed in so far. */
  readonly bytes: number;
  /** Complete lines, blank ones not counted. */
  readonly lines: number;
  /** Before merging and folding. */
  readonly records: number;
  readonly unreadable: number;
  readonly repaired: number;
  /** Bytes after the last line break: a record still being written. */
  readonly pendingBytes: number;
}

/**
 * Reads one file from its bytes, in order, in chunks of any size. The JSON.parse implementation defines
 * what is correct; a faster scanner implements the same interface and must be indistinguishable.
 */
export interface FileScanner {
  push(chunk: Uint8Array): void;
  /** Takes an unterminated last line as complete: only for one-shot reads of files that will not grow. */
  finish(): void;
  readonly counts: IngestCounts;
  /** As of now; null while the open line is too long to be kept. */
  state(): ScanState | null;
  /** Most bytes to push at once, so that the event loop may turn in between: few where lines take their time. */
  readonly sliceBytes: number;
  /** By which another thread may read whole lines; null for a file that is read one line at a time. */
  readonly handover: LineHandover | null;
}
