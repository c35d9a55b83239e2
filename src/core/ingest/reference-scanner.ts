import type { ParseContext } from "../records/parse-context.ts";
import { LineReader } from "./line-reader.ts";
import { LineSplitter } from "./line-splitter.ts";
import type { FileRef, FileScanner, IngestCounts, RecordSink } from "./record-sink.ts";

/** The definition of correct: chunk -> lines -> `LineReader`. */
export function createReferenceScanner(file: FileRef, sink: RecordSink, context: ParseContext): FileScanner {
  return new ReferenceScanner(file, sink, context);
}

class ReferenceScanner implements FileScanner {
  readonly #reader: LineReader;
  readonly #splitter: LineSplitter;
  readonly sliceBytes = 16 * 1024;
  readonly handover = null;

  constructor(file: FileRef, sink: RecordSink, context: ParseContext) {
    this.#reader = new LineReader(file, sink, context);
    this.#splitter = new LineSplitter({
      onLine: (bytes, position) => this.#reader.read(bytes, position),
      onLineTooLong: (position) => this.#reader.drop(position),
    });
  }

  get counts(): IngestCounts {
    const { bytes, pendingBytes } = this.#splitter;
    return { bytes, ...this.#reader.counts, pendingBytes };
  }

  push(chunk: Uint8Array): void {
    this.#splitter.push(chunk);
  }

  finish(): void {
    this.#splitter.finish();
  }
}
