import { FUTURE_TOLERANCE_MS } from "../records/field-reader.ts";
import type { ParseContext } from "../records/parse-context.ts";
import { steadyDayOffsetMs, wallToEpochMs } from "../time/zone.ts";
import type { CallBatch } from "./call-batch.ts";
import { callViewsOf, type CallViews } from "./call-views.ts";
import type { RunBatch } from "./run-batch.ts";
import { runViewsOf, type RunViews } from "./run-views.ts";
import {
  IS_DENSE,
  IS_FULL,
  LINE_END,
  LONELY_COUNT,
  PAIR_COUNT,
  ROWS,
  STAGE_COUNT,
  STATUS_WORDS,
  STOPPED_AT,
  STRETCH_COUNT,
  TEXT_ID_COUNT,
} from "./scanner-status.ts";
import { ScannerTables } from "./scanner-tables.ts";
import { startScanner, type ScannerExports } from "./scanner-module.ts";

/**
 * Why a scan stopped: at the end of its bytes, because the host must take rows first, or at a line that the
 * scanner does not take.
 */
export type ScanStop = "end" | "full" | "line";

/**
 * One running scanner: its memory, which holds the read buffer, and the rows that it staged. It belongs to one
 * thread and to one scan at a time; several files may use it in turns, because every push leaves it empty.
 */
export class ScannerEngine {
  readonly #wasm: ScannerExports;
  readonly #zone: { name: string };
  readonly #memory: Uint8Array;
  readonly #status: Uint32Array;
  readonly #newest: Float64Array;
  readonly #stops: readonly ScanStop[];
  readonly #callViews: CallViews;
  readonly #runViews: RunViews;
  #tables: ScannerTables;
  readonly #lineBytes: number;
  /** Files are read into these; bytes that are pushed from here need no copy. One fills while one is scanned. */
  readonly readBuffer: Uint8Array;
  readonly spareBuffer: Uint8Array;

  /** Null where this host cannot run the scanner. Instead of two blocks it may have one of `blockBytes`. */
  static create(blockBytes = 0): ScannerEngine | null {
    const zone = { name: "UTC" };
    const wasm = startScanner({
      steadyOffsetMs: (dayNumber) => steadyDayOffsetMs(zone.name, dayNumber),
      instantOfWall: (wallMs) => wallToEpochMs(zone.name, wallMs),
    });
    return wasm === null ? null : new ScannerEngine(wasm, zone, blockBytes);
  }

  private constructor(wasm: ScannerExports, zone: { name: string }, blockBytes: number) {
    const { buffer } = wasm.memory;
    const blockEnd = wasm.INPUT.value + blockBytes + wasm.SLACK_BYTES.value;
    if (Math.max(wasm.MEMORY_END.value, blockEnd) > buffer.byteLength)
      throw new RangeError(`the scanner's memory of ${buffer.byteLength} bytes is too small`);
    const stops: ScanStop[] = [];
    stops[wasm.STOP_END.value] = "end";
    stops[wasm.STOP_FULL.value] = "full";
    stops[wasm.STOP_LINE.value] = "line";
    this.#stops = stops;
    this.#wasm = wasm;
    this.#zone = zone;
    this.#memory = new Uint8Array(buffer);
    this.#status = new Uint32Array(buffer, wasm.STATUS.value, STATUS_WORDS);
    this.#newest = new Float64Array(buffer, wasm.NEWEST.value, 1);
    this.#callViews = callViewsOf(wasm);
    this.#runViews = runViewsOf(wasm);
    this.#tables = new ScannerTables(wasm);
    this.#lineBytes = wasm.LINE_BUFFER_BYTES.value;
    this.readBuffer = new Uint8Array(buffer, wasm.INPUT.value, blockBytes || wasm.INPUT_BYTES.value);
    this.spareBuffer = new Uint8Array(buffer, wasm.SPARE.value, wasm.INPUT_BYTES.value);
  }

  /** Lines that took tier 2, since the start. */
  get walkedLines(): number {
    return this.#wasm.walkedLines.value;
  }

  /** Rows that the last scan left staged. */
  get rows(): number {
    return this.#status[ROWS] ?? 0;
  }

  /** Where the last scan stopped, as an index of its bytes. */
  stoppedAt(bytes: Uint8Array): number {
    return (this.#status[STOPPED_AT] ?? 0) - bytes.byteOffset;
  }

  /** The index behind the line that stopped the last scan. */
  lineEnd(bytes: Uint8Array): number {
    return (this.#status[LINE_END] ?? 0) - bytes.byteOffset;
  }

  /** Sets what times are read by; before each run of scans. */
  begin({ naiveTimeZone, nowMs }: ParseContext): void {
    // Rows may have been left by a run that threw.
    this.#wasm.resetRows();
    if (naiveTimeZone !== this.#zone.name) {
      this.#zone.name = naiveTimeZone;
      this.#wasm.forgetZone();
    }
    this.#wasm.setTimes(nowMs + FUTURE_TOLERANCE_MS);
  }

  /** Whether bytes stand in this engine's memory. */
  owns(bytes: Uint8Array): boolean {
    return bytes.buffer === this.#memory.buffer;
  }

  /** Scans bytes of this engine's memory, which begin with a line at `from`. */
  scan(kind: "call" | "run", bytes: Uint8Array, from: number): ScanStop {
    const start = bytes.byteOffset + from;
    const end = bytes.byteOffset + bytes.length;
    const stop = kind === "call" ? this.#wasm.scan(start, end) : this.#wasm.scanRuns(start, end);
    return this.#stops[stop] ?? "line";
  }

  /**
   * Puts the start of a line in front of its rest, which stands in this engine's memory; gives both. What stands
   * there is free or has been scanned. Null for a start that is too long.
   */
  join(start: Uint8Array, rest: Uint8Array): Uint8Array | null {
    if (start.length > this.#lineBytes) return null;
    const from = rest.byteOffset - start.length;
    this.#memory.set(start, from);
    return this.#memory.subarray(from, rest.byteOffset + rest.length);
  }

  /** The staged calls, whose offsets count from `baseOffset` of the file; valid until `clear`. */
  calls(baseOffset: number): CallBatch {
    const status = this.#status;
    return {
      ...this.#callViews,
      tables: this.#tables,
      count: this.rows,
      stretchCount: status[STRETCH_COUNT] ?? 0,
      lonelyCount: status[LONELY_COUNT] ?? 0,
      pairCount: status[PAIR_COUNT] ?? 0,
      textIdCount: status[TEXT_ID_COUNT] ?? 0,
      newestAtMs: this.#newest[0] ?? Number.NaN,
      isDense: status[IS_DENSE] === 1,
      baseOffset,
    };
  }

  /** The same for runs. */
  runs(baseOffset: number): RunBatch {
    const status = this.#status;
    return {
      ...this.#runViews,
      tables: this.#tables,
      count: this.rows,
      isDense: status[IS_DENSE] === 1,
      baseOffset,
      stages: { ...this.#runViews.stages, count: status[STAGE_COUNT] ?? 0 },
    };
  }

  /** Empties the staging area, and the tables when they are full. */
  clear(): void {
    if (this.rows > 0) {
      this.#wasm.resetRows();
      this.#status[ROWS] = 0;
    }
    if (this.#status[IS_FULL] === 0) return;
    this.#wasm.reset();
    this.#status[IS_FULL] = 0;
    this.#tables = new ScannerTables(this.#wasm);
  }
}
