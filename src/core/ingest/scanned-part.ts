import type { TelemetryRecord } from "../records/record.ts";
import type { PackedCalls, PackedRuns } from "./batch-packing.ts";
import type { LineCounts } from "./line-reader.ts";
import type { IngestProblem, LineRef } from "./record-sink.ts";

/** Where a line begins. */
export interface LineStart {
  readonly byteOffset: number;
  /** 1-based. */
  readonly lineNumber: number;
}

/** What one call of a `RecordSink` was given, in the order of the calls. */
export type PartEntry =
  | PackedCalls
  | PackedRuns
  | { readonly kind: "record"; readonly line: LineRef; readonly record: TelemetryRecord }
  | { readonly kind: "problem"; readonly problem: IngestProblem };

/** What was made of consecutive whole lines, as plain data: a thread can send it to another one. */
export interface ScannedPart {
  readonly start: LineStart;
  readonly byteLength: number;
  readonly lineBreaks: number;
  readonly counts: Readonly<LineCounts>;
  readonly entries: readonly PartEntry[];
  /** The columns of all batches. */
  readonly columns: ArrayBuffer;
}
