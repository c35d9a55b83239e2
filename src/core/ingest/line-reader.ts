import { parseRecord } from "../records/parse-record.ts";
import type { ParseContext } from "../records/parse-context.ts";
import type { RecordKind } from "../records/record.ts";
import type { LinePosition } from "./line-splitter.ts";
import { readJsonLine } from "./read-line.ts";
import type { FileRef, LineRef, RecordSink } from "./record-sink.ts";
import type { ByteRange } from "./salvage.ts";

/** What was made of the lines of one file. */
export interface LineCounts {
  lines: number;
  records: number;
  unreadable: number;
  repaired: number;
}

export const NO_LINES: Readonly<LineCounts> = { lines: 0, records: 0, unreadable: 0, repaired: 0 };

/**
 * The definition of what a line means: JSON.parse -> record -> sink. A line with no record is `unreadable`, a
 * line whose records needed mending is `repaired`, once however much was mended. Files of kind `overlap` are
 * read for their counts and problems only. `context` is asked anew for each record, so its owner may move
 * `nowMs` on.
 */
export class LineReader {
  readonly #file: FileRef;
  readonly #sink: RecordSink;
  readonly #context: ParseContext;
  readonly counts: LineCounts;

  /** `counts` are those of the lines before. */
  constructor(
    file: FileRef,
    sink: RecordSink,
    context: ParseContext,
    counts: Readonly<LineCounts> = NO_LINES,
  ) {
    this.counts = { ...counts };
    this.#file = file;
    this.#sink = sink;
    this.#context = context;
  }

  /** Takes note of a line that is too long to be read. */
  drop(line: LinePosition): void {
    this.counts.lines += 1;
    this.counts.unreadable += 1;
    this.#sink.addProblem(this.#file, { line, severity: "dropped", reason: "line-too-long", field: null });
  }

  read(bytes: Uint8Array, position: LinePosition): void {
    const { objects, notes } = readJsonLine(bytes, this.#file.kind);
    const { counts } = this;
    counts.lines += 1;
    counts.records += objects.length;
    if (objects.length === 0) counts.unreadable += 1;
    else if (notes.length > 0) counts.repaired += 1;
    for (const { severity, reason, ...range } of notes) {
      const line = within(position, range);
      this.#sink.addProblem(this.#file, { line, severity, reason, field: null });
    }
    const { kind } = this.#file;
    if (kind === "overlap") return;
    for (const object of objects) this.#addRecord(kind, object.json, within(position, object));
  }

  #addRecord(kind: RecordKind, json: Parameters<typeof parseRecord>[1], line: LineRef): void {
    const { record, issues } = parseRecord(kind, json, this.#context);
    for (const { field, reason } of issues) {
      this.#sink.addProblem(this.#file, { line, severity: "odd-field", reason, field });
    }
    this.#sink.addRecord(this.#file, line, record);
  }
}

function within(position: LinePosition, range: ByteRange): LineRef {
  return {
    byteOffset: position.byteOffset + range.byteOffset,
    byteLength: range.byteLength,
    lineNumber: position.lineNumber,
  };
}
