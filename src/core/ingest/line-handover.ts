import { unpackCalls, unpackRuns } from "./batch-packing.ts";
import type { LineCounts } from "./line-reader.ts";
import type { LineSplitter } from "./line-splitter.ts";
import type { FileRef, RecordSink } from "./record-sink.ts";
import type { LineStart, PartEntry, ScannedPart } from "./scanned-part.ts";
import { TableReceiver } from "./sent-tables.ts";

/** Lets someone else read whole lines of a scanner's file, while nothing is pushed to the scanner. */
export class LineHandover {
  readonly #file: FileRef;
  readonly #sink: RecordSink;
  readonly #splitter: LineSplitter;
  readonly #counts: LineCounts;
  readonly #tables = new TableReceiver();

  constructor(file: FileRef, sink: RecordSink, splitter: LineSplitter, counts: LineCounts) {
    this.#file = file;
    this.#sink = sink;
    this.#splitter = splitter;
    this.#counts = counts;
  }

  /** The first line that was not read to its end, perhaps for want of bytes. Its start may have been pushed. */
  get nextLine(): LineStart {
    return this.#splitter.openLine;
  }

  /**
   * Takes the lines of a part, which begin with `nextLine`, as if they had been scanned here; what was pushed of
   * that line is forgotten. Pauses after each entry, so that the caller can give way. To be run to its end.
   */
  *take(part: ScannedPart): Generator<void, void> {
    this.#splitter.dropHeld();
    for (const entry of part.entries) {
      this.#takeEntry(entry, part.columns);
      yield;
    }
    this.#splitter.advance(part.byteLength, part.lineBreaks);
    const counts = this.#counts;
    counts.lines += part.counts.lines;
    counts.records += part.counts.records;
    counts.unreadable += part.counts.unreadable;
    counts.repaired += part.counts.repaired;
  }

  #takeEntry(entry: PartEntry, columns: ArrayBuffer): void {
    const [file, sink] = [this.#file, this.#sink];
    switch (entry.kind) {
      case "calls":
        sink.addCallBatch?.(file, unpackCalls(entry, columns, this.#tables.take(entry.texts)));
        break;
      case "runs":
        sink.addRunBatch?.(file, unpackRuns(entry, columns, this.#tables.take(entry.texts)));
        break;
      case "record":
        sink.addRecord(file, entry.line, entry.record);
        break;
      case "problem":
        sink.addProblem(file, entry.problem);
        break;
    }
  }
}
