import type { ParseContext } from "../records/parse-context.ts";
import { LineReader } from "./line-reader.ts";
import { LineSplitter } from "./line-splitter.ts";
import type { FileRef, FileScanner, IngestCounts, RecordSink } from "./record-sink.ts";
import { FILE_START, type ScanState } from "./scan-state.ts";

/** The definition of correct: chunk -> lines -> `LineReader`. `start` is where another scanner stopped. */
export class ReferenceScanner implements FileScanner {
  readonly reader: LineReader;
  readonly splitter: LineSplitter;
  readonly sliceBytes = 16 * 1024;
  readonly handover = null;

  constructor(file: FileRef, sink: RecordSink, context: ParseContext, start: ScanState = FILE_START) {
    this.reader = new LineReader(file, sink, context, start.counts);
    this.splitter = new LineSplitter({
      onLine: (bytes, position) => this.reader.read(bytes, position),
      onLineTooLong: (position) => this.reader.drop(position),
    });
    this.splitter.advance(start.line.byteOffset, start.line.lineNumber - 1);
    this.splitter.push(start.held);
  }

  get counts(): IngestCounts {
    const { bytes, pendingBytes } = this.splitter;
    return { bytes, ...this.reader.counts, pendingBytes };
  }

  state(): ScanState | null {
    const held = this.splitter.copyHeld();
    return held === null ? null : { line: this.splitter.openLine, held, counts: { ...this.reader.counts } };
  }

  push(chunk: Uint8Array): void {
    this.splitter.push(chunk);
  }

  finish(): void {
    this.splitter.finish();
  }
}
