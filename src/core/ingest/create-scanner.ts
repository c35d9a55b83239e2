import type { ParseContext } from "../records/parse-context.ts";
import { LineHandover } from "./line-handover.ts";
import type { LineSplitter } from "./line-splitter.ts";
import { ReferenceScanner } from "./reference-scanner.ts";
import type { FileRef, FileScanner, IngestCounts, RecordSink } from "./record-sink.ts";
import { FILE_START, type ScanState } from "./scan-state.ts";
import type { ScannerEngine } from "./scanner-engine.ts";

const LINE_FEED = 0x0a;
const SMALL_SLICE_BYTES = 16 * 1024;
const LARGE_SLICE_BYTES = 4 * 1024 * 1024;
/** Lines for the reference, in one slice, that make the next one small. */
const MANY_LINES = 50;

/**
 * A scanner for one file: the fast one where the file's kind has one, the host can run it and the sink takes
 * batches, else the reference. Both give the same rows in the same order. `start` is where another one stopped.
 */
export function createScanner(
  file: FileRef,
  sink: RecordSink,
  context: ParseContext,
  engine: ScannerEngine | null,
  start: ScanState = FILE_START,
): FileScanner {
  const take = engine === null ? null : batchTaker(file, sink, engine);
  if (engine === null || take === null) return new ReferenceScanner(file, sink, context, start);
  return new BatchScanner({ file, sink, context, engine, take, start });
}

type BatchTaker = (baseOffset: number) => void;

interface BatchScannerOptions {
  readonly file: FileRef;
  readonly sink: RecordSink;
  readonly context: ParseContext;
  readonly engine: ScannerEngine;
  readonly take: BatchTaker;
  readonly start: ScanState;
}

/** What hands the staged rows of a file on; null where it must be read as records. */
function batchTaker(file: FileRef, sink: RecordSink, engine: ScannerEngine): BatchTaker | null {
  if (file.kind === "call" && "addCallBatch" in sink) {
    return (baseOffset) => sink.addCallBatch?.(file, engine.calls(baseOffset));
  }
  if (file.kind === "run" && "addRunBatch" in sink) {
    return (baseOffset) => sink.addRunBatch?.(file, engine.runs(baseOffset));
  }
  return null;
}

/**
 * Gives whole lines to the engine, and to the reference those that the engine does not take and those that are too
 * long for its memory. The splitter holds unfinished lines and keeps the count of bytes and lines for both.
 */
class BatchScanner implements FileScanner {
  readonly #kind: "call" | "run";
  readonly #context: ParseContext;
  readonly #engine: ScannerEngine;
  readonly #reference: ReferenceScanner;
  readonly #splitter: LineSplitter;
  readonly #take: BatchTaker;
  #sliceBytes = SMALL_SLICE_BYTES;
  #batchedLines = 0;
  readonly handover: LineHandover;

  constructor({ file, sink, context, engine, take, start }: BatchScannerOptions) {
    this.#kind = file.kind === "run" ? "run" : "call";
    this.#context = context;
    this.#engine = engine;
    this.#take = take;
    this.#reference = new ReferenceScanner(file, sink, context, start);
    this.#splitter = this.#reference.splitter;
    this.handover = new LineHandover(file, sink, this.#splitter, this.#reference.reader.counts);
  }

  get counts(): IngestCounts {
    return this.#reference.counts;
  }

  /** Small where the reference reads most lines, because it takes its time for each. */
  get sliceBytes(): number {
    return this.#sliceBytes;
  }

  state(): ScanState | null {
    return this.#reference.state();
  }

  push(chunk: Uint8Array): void {
    const before = this.#referenceLines;
    this.#engine.begin(this.#context);
    if (this.#engine.owns(chunk)) this.#pushOwned(chunk);
    else this.#pushCopy(chunk);
    const isOdd = this.#referenceLines - before >= MANY_LINES;
    this.#sliceBytes = isOdd ? SMALL_SLICE_BYTES : Math.min(LARGE_SLICE_BYTES, this.#sliceBytes * 2);
  }

  finish(): void {
    this.#reference.finish();
  }

  get #referenceLines(): number {
    return this.#reference.reader.counts.lines - this.#batchedLines;
  }

  #pushCopy(chunk: Uint8Array): void {
    const { readBuffer } = this.#engine;
    for (let from = 0; from < chunk.length; from += readBuffer.length) {
      const part = chunk.subarray(from, from + readBuffer.length);
      readBuffer.set(part);
      this.#pushOwned(readBuffer.subarray(0, part.length));
    }
  }

  /** Takes bytes of the engine's memory. They may be written over up to their end. */
  #pushOwned(chunk: Uint8Array): void {
    const { pendingBytes } = this.#splitter;
    if (pendingBytes === 0) {
      this.#scan(chunk);
      return;
    }
    const feed = chunk.indexOf(LINE_FEED);
    const { held } = this.#splitter;
    const isWhole = feed >= 0 && held.length === pendingBytes;
    const joined = isWhole ? this.#engine.join(held, chunk) : null;
    if (joined !== null) {
      this.#splitter.dropHeld();
      this.#scan(joined);
      return;
    }
    this.#splitter.push(feed < 0 ? chunk : chunk.subarray(0, feed + 1));
    if (feed >= 0) this.#scan(chunk.subarray(feed + 1));
  }

  /** Reads bytes of the engine's memory that begin with a line; what is left of the last line is held. */
  #scan(bytes: Uint8Array): void {
    const engine = this.#engine;
    let from = 0;
    for (;;) {
      const stop = engine.scan(this.#kind, bytes, from);
      const at = engine.stoppedAt(bytes);
      this.#takeRows(at - from);
      from = at;
      if (stop === "end") break;
      if (stop === "full") continue;
      from = engine.lineEnd(bytes);
      this.#splitter.push(bytes.subarray(at, from));
    }
    this.#splitter.push(bytes.subarray(from));
  }

  /** Hands on what the last scan staged, of so many bytes. */
  #takeRows(bytes: number): void {
    const engine = this.#engine;
    const { rows } = engine;
    if (rows > 0) {
      this.#take(this.#splitter.bytes);
      this.#batchedLines += rows;
      const { counts } = this.#reference.reader;
      counts.lines += rows;
      counts.records += rows;
    }
    engine.clear();
    this.#splitter.advance(bytes, rows);
  }
}
