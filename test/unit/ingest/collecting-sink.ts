import type {
  FileRef,
  FileScanner,
  IngestProblem,
  LineRef,
  RecordSink,
} from "../../../src/core/ingest/record-sink.ts";
import { ReferenceScanner } from "../../../src/core/ingest/reference-scanner.ts";
import type { ParseContext } from "../../../src/core/records/parse-context.ts";
import type { FileKind, TelemetryRecord } from "../../../src/core/records/record.ts";

export type SinkCall =
  | { readonly add: "record"; readonly line: LineRef; readonly record: TelemetryRecord }
  | { readonly add: "problem"; readonly problem: IngestProblem };

export interface Collected {
  readonly scanner: FileScanner;
  /** Every call to the sink, in order. */
  readonly sinkCalls: readonly SinkCall[];
  readonly records: () => readonly TelemetryRecord[];
  readonly problems: () => readonly IngestProblem[];
}

export const TEST_CONTEXT: ParseContext = { naiveTimeZone: "America/New_York", nowMs: Date.UTC(2026, 5, 1) };

/** A scanner whose sink writes everything down. */
export function collectingScanner(kind: FileKind = "call", context: ParseContext = TEST_CONTEXT): Collected {
  const file: FileRef = { fileId: 1, label: ".empathy/x.jsonl", kind, rootId: 0 };
  const sinkCalls: SinkCall[] = [];
  const sink: RecordSink = {
    addRecord: (_file, line, record) => sinkCalls.push({ add: "record", line, record }),
    addProblem: (_file, problem) => sinkCalls.push({ add: "problem", problem }),
  };
  return {
    scanner: new ReferenceScanner(file, sink, context),
    sinkCalls,
    records: () => sinkCalls.flatMap((call) => (call.add === "record" ? [call.record] : [])),
    problems: () => sinkCalls.flatMap((call) => (call.add === "problem" ? [call.problem] : [])),
  };
}

/** Reads whole content at once, up to its last line break. */
export function scan(content: string | Uint8Array, kind: FileKind = "call"): Collected {
  const collected = collectingScanner(kind);
  collected.scanner.push(typeof content === "string" ? utf8(content) : content);
  return collected;
}

export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function concatBytes(...parts: readonly (string | readonly number[] | Uint8Array)[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => (typeof part === "string" ? [...utf8(part)] : [...part])));
}

/** Cuts at the given places (any order, any value); the pieces make up the whole. */
export function cutAt(bytes: Uint8Array, places: readonly number[]): readonly Uint8Array[] {
  const cuts = [...new Set(places.map((place) => place % (bytes.length + 1)))].toSorted((a, b) => a - b);
  const edges = [0, ...cuts, bytes.length];
  return edges.slice(1).map((end, index) => bytes.slice(edges[index], end));
}
