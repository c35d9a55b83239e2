import { parseRecord } from "../records/parse-record.ts";
import type { ParseContext, RecordKind } from "../records/record.ts";
import { LineSplitter, type LinePosition } from "./line-splitter.ts";
import { readJsonLine } from "./read-line.ts";
import type { FileRef, FileScanner, IngestCounts, LineRef, RecordSink } from "./record-sink.ts";
import type { ByteRange } from "./salvage.ts";

/**
 * The definition of correct: chunk -> lines -> JSON.parse -> record. A line with no record is `unreadable`, a
 * line whose records needed mending is `repaired`, once however much was mended. Files of kind `overlap` are
 * read for their counts and problems only. `context` is asked anew for each record, so its owner may move
 * `nowMs` on.
 */
export function createReferenceScanner(file: FileRef, sink: RecordSink, context: ParseContext): FileScanner {
  return new ReferenceScanner(file, sink, context);
}

class ReferenceScanner implements FileScanner {
  readonly #file: FileRef;
  readonly #sink: RecordSink;
  readonly #context: ParseContext;
  readonly #splitter: LineSplitter;
  #lines = 0;
  #records = 0;
  #unreadable = 0;
  #repaired = 0;

  constructor(file: FileRef, sink: RecordSink, context: ParseContext) {
    this.#file = file;
    this.#sink = sink;
    this.#context = context;
    this.#splitter = new LineSplitter({
      onLine: (bytes, position) => this.#readLine(bytes, position),
      onLineTooLong: (position) => this.#dropLine(position),
    });
  }

  get counts(): IngestCounts {
    return {
      bytes: this.#splitter.bytes,
      lines: this.#lines,
      records: this.#records,
      unreadable: this.#unreadable,
      repaired: this.#repaired,
      pendingBytes: this.#splitter.pendingBytes,
    };
  }

  push(chunk: Uint8Array): void {
    this.#splitter.push(chunk);
  }

  finish(): void {
    this.#splitter.finish();
  }

  #dropLine(line: LinePosition): void {
    this.#lines += 1;
    this.#unreadable += 1;
    this.#sink.addProblem(this.#file, { line, severity: "dropped", reason: "line-too-long", field: null });
  }

  #readLine(bytes: Uint8Array, position: LinePosition): void {
    const { kind } = this.#file;
    const { objects, notes } = readJsonLine(bytes, kind);
    this.#lines += 1;
    this.#records += objects.length;
    if (objects.length === 0) this.#unreadable += 1;
    else if (notes.length > 0) this.#repaired += 1;
    for (const { severity, reason, ...range } of notes) {
      const line = within(position, range);
      this.#sink.addProblem(this.#file, { line, severity, reason, field: null });
    }
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
