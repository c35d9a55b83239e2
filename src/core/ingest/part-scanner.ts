import type { ParseContext } from "../records/parse-context.ts";
import type { TelemetryRecord } from "../records/record.ts";
import { packCalls, packRuns } from "./batch-packing.ts";
import type { CallBatch } from "./call-batch.ts";
import { ColumnWriter } from "./column-bytes.ts";
import { createScanner } from "./create-scanner.ts";
import type { LineHandover } from "./line-handover.ts";
import { NO_LINES } from "./line-reader.ts";
import type { FileRef, FileScanner, IngestProblem, LineRef, RecordSink } from "./record-sink.ts";
import type { RunBatch } from "./run-batch.ts";
import { FILE_START } from "./scan-state.ts";
import type { LineStart, PartEntry, ScannedPart } from "./scanned-part.ts";
import type { ScannerEngine } from "./scanner-engine.ts";
import { TableSender } from "./sent-tables.ts";

/** Scans a file for another thread: what a sink would be given is kept until it is sent. */
export class PartScanner {
  readonly #sink = new PartSink();
  readonly #scanner: FileScanner;
  readonly #handover: LineHandover;
  #start: LineStart;
  #counts = NO_LINES;

  /** The bytes that are pushed begin with the line at `start`. */
  constructor(file: FileRef, start: LineStart, context: ParseContext, engine: ScannerEngine) {
    this.#scanner = createScanner(file, this.#sink, context, engine, { ...FILE_START, line: start });
    const { handover } = this.#scanner;
    if (handover === null) throw new RangeError(`files of kind ${file.kind} are not scanned in parts`);
    this.#handover = handover;
    this.#start = start;
  }

  get sliceBytes(): number {
    return this.#scanner.sliceBytes;
  }

  /** What waits to be sent: whole lines and calls of the sink. */
  get waiting(): { readonly bytes: number; readonly entries: number } {
    const { byteOffset } = this.#handover.nextLine;
    return { bytes: byteOffset - this.#start.byteOffset, entries: this.#sink.entries.length };
  }

  push(bytes: Uint8Array): void {
    this.#scanner.push(bytes);
  }

  /** What was made of the lines since the last cut; null when no line has ended. */
  cut(): ScannedPart | null {
    const start = this.#start;
    const end = this.#handover.nextLine;
    if (end.byteOffset === start.byteOffset) return null;
    const { lines, records, unreadable, repaired } = this.#scanner.counts;
    const before = this.#counts;
    this.#start = end;
    this.#counts = { lines, records, unreadable, repaired };
    return {
      start,
      byteLength: end.byteOffset - start.byteOffset,
      lineBreaks: end.lineNumber - start.lineNumber,
      counts: {
        lines: lines - before.lines,
        records: records - before.records,
        unreadable: unreadable - before.unreadable,
        repaired: repaired - before.repaired,
      },
      ...this.#sink.take(),
    };
  }

  /** Gives the buffer of a part back, for a later one. */
  reuse(columns: ArrayBuffer): void {
    this.#sink.reuse(columns);
  }
}

/** Keeps what it is given. Batches are copied: their arrays are the scanner's own. */
class PartSink implements RecordSink {
  readonly #sender = new TableSender();
  #free: ArrayBuffer | null = null;
  #writer: ColumnWriter | null = null;
  entries: PartEntry[] = [];

  addRecord(_file: FileRef, line: LineRef, record: TelemetryRecord): void {
    this.entries.push({ kind: "record", line, record });
  }

  addProblem(_file: FileRef, problem: IngestProblem): void {
    this.entries.push({ kind: "problem", problem });
  }

  addCallBatch(_file: FileRef, batch: CallBatch): void {
    const texts = this.#sender.next(batch.tables);
    this.entries.push(packCalls(batch, texts, this.#columns()));
  }

  addRunBatch(_file: FileRef, batch: RunBatch): void {
    const texts = this.#sender.next(batch.tables);
    this.entries.push(packRuns(batch, texts, this.#columns()));
  }

  take(): Pick<ScannedPart, "entries" | "columns"> {
    const taken = { entries: this.entries, columns: this.#columns().buffer };
    this.entries = [];
    this.#writer = null;
    return taken;
  }

  reuse(columns: ArrayBuffer): void {
    this.#free = columns;
  }

  #columns(): ColumnWriter {
    if (this.#writer === null) {
      this.#writer = new ColumnWriter(this.#free ?? undefined);
      this.#free = null;
    }
    return this.#writer;
  }
}
