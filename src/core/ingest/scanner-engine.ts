import { requestedTierOf } from "../records/call.ts";
import type { ParseContext } from "../records/record.ts";
import { steadyDayOffsetMs, wallToEpochMs } from "../time/zone.ts";
import type { BatchColumn, BatchTables, CallBatch, CallNames } from "./call-batch.ts";
import { startScanner, type ScannerExports } from "./scanner-module.ts";

/** As in the reference: a time more than a day ahead is absurd. */
const FUTURE_TOLERANCE_MS = 86_400_000;

// Words of what a scan leaves, see STATUS in `assembly/layout.ts`.
const ROWS = 0;
const STOPPED_AT = 1;
const LINE_END = 2;
const IS_FULL = 3;
const TEXT_COUNT = 4;
const COMBO_COUNT = 5;
const STRETCH_COUNT = 6;

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
  readonly #stops: readonly ScanStop[];
  readonly #batch: MutableBatch;
  readonly #lineBytes: number;
  /** Files are read into these; bytes that are pushed from here need no copy. One fills while one is scanned. */
  readonly readBuffer: Uint8Array;
  readonly spareBuffer: Uint8Array;

  /** Null where this host cannot run the scanner. */
  static create(): ScannerEngine | null {
    const zone = { name: "UTC" };
    const wasm = startScanner({
      steadyOffsetMs: (dayNumber) => steadyDayOffsetMs(zone.name, dayNumber),
      instantOfWall: (wallMs) => wallToEpochMs(zone.name, wallMs),
    });
    return wasm === null ? null : new ScannerEngine(wasm, zone);
  }

  private constructor(wasm: ScannerExports, zone: { name: string }) {
    const { buffer } = wasm.memory;
    const stops: ScanStop[] = [];
    stops[wasm.STOP_END.value] = "end";
    stops[wasm.STOP_FULL.value] = "full";
    stops[wasm.STOP_LINE.value] = "line";
    this.#stops = stops;
    this.#wasm = wasm;
    this.#zone = zone;
    this.#memory = new Uint8Array(buffer);
    this.#status = new Uint32Array(buffer, wasm.STATUS.value, STRETCH_COUNT + 1);
    this.#batch = { ...viewsOf(wasm), count: 0, stretchCount: 0, baseOffset: 0, tables: new Tables(wasm) };
    this.#lineBytes = wasm.LINE_BUFFER_BYTES.value;
    this.readBuffer = new Uint8Array(buffer, wasm.INPUT.value, wasm.INPUT_BYTES.value);
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
  scan(bytes: Uint8Array, from: number): ScanStop {
    const base = bytes.byteOffset;
    return this.#stops[this.#wasm.scan(base + from, base + bytes.length)] ?? "line";
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

  /** Hands on the staged rows, whose offsets count from `baseOffset` of the file, and empties the staging area. */
  take(baseOffset: number, use: (batch: CallBatch) => void): void {
    const batch = this.#batch;
    batch.count = this.rows;
    batch.stretchCount = this.#status[STRETCH_COUNT] ?? 0;
    batch.baseOffset = baseOffset;
    if (batch.count > 0) {
      use(batch);
      this.#wasm.resetRows();
      this.#status[ROWS] = 0;
    }
    if (this.#status[IS_FULL] === 0) return;
    this.#wasm.reset();
    this.#status[IS_FULL] = 0;
    batch.tables = new Tables(this.#wasm);
  }
}

type Views = Omit<CallBatch, "count" | "stretchCount" | "tables" | "baseOffset">;

interface MutableBatch extends Views {
  count: number;
  stretchCount: number;
  baseOffset: number;
  tables: BatchTables;
}

/** A column whose `largest` is read where the scanner notes it. */
class Column implements BatchColumn {
  readonly words: Uint32Array;
  readonly #noted: Uint32Array;
  readonly #place: number;

  constructor(wasm: ScannerExports, address: { readonly value: number }) {
    const { buffer } = wasm.memory;
    const rows = wasm.BATCH_ROWS.value;
    this.words = new Uint32Array(buffer, address.value, rows);
    this.#noted = new Uint32Array(buffer, wasm.LARGEST.value);
    this.#place = (address.value - wasm.COL_COST.value) / (rows * 4);
  }

  get largest(): number {
    return this.#noted[this.#place] ?? 0;
  }
}

function viewsOf(wasm: ScannerExports): Views {
  const { buffer } = wasm.memory;
  const rows = wasm.BATCH_ROWS.value;
  const column = (address: { readonly value: number }): Column => new Column(wasm, address);
  const words = (address: { readonly value: number }, perRow: number): Uint32Array =>
    new Uint32Array(buffer, address.value, rows * perRow);
  return {
    flagBits: {
      user: wasm.FLAG_USER.value,
      runKey: wasm.FLAG_RUN_KEY.value,
      callText: wasm.FLAG_CALL_TEXT.value,
    },
    atMs: new Float64Array(buffer, wasm.COL_AT.value, rows),
    costNano: column(wasm.COL_COST),
    estimatedCostNano: column(wasm.COL_ESTIMATE),
    inputTokens: column(wasm.COL_INPUT),
    outputTokens: column(wasm.COL_OUTPUT),
    latencyMs: column(wasm.COL_LATENCY),
    retryCount: column(wasm.COL_RETRY),
    byteOffset: column(wasm.COL_OFFSET),
    byteLength: column(wasm.COL_LENGTH),
    combo: words(wasm.COL_COMBO, 1),
    flags: words(wasm.COL_FLAGS, 1),
    callId: words(wasm.COL_CALL_ID, 4),
    storedFlags: column(wasm.COL_STORED),
    twin: column(wasm.COL_TWIN),
    stretch: words(wasm.COL_STRETCH, 1),
    nextOfStretch: column(wasm.COL_NEXT),
    stretches: words(wasm.STRETCHES, wasm.STRETCH_WORDS.value),
    stretchTimes: new Float64Array(buffer, wasm.STRETCH_TIMES.value, rows * 2),
  };
}

/** Texts and combinations of the scanner, read when they are first asked for. */
class Tables implements BatchTables {
  readonly #wasm: ScannerExports;
  readonly #texts: string[] = [];
  readonly #names: CallNames[] = [];

  constructor(wasm: ScannerExports) {
    this.#wasm = wasm;
  }

  text(number: number): string {
    const words = new Uint32Array(this.#wasm.memory.buffer);
    for (let next = this.#texts.length; next <= number; next++) this.#texts.push(this.#readText(words, next));
    const found = this.#texts[number];
    if (found === undefined) throw new RangeError(`the scanner has no text ${number}`);
    return found;
  }

  names(combo: number): CallNames {
    for (let next = this.#names.length; next <= combo; next++) this.#names.push(this.#readNames(next));
    const found = this.#names[combo];
    if (found === undefined) throw new RangeError(`the scanner has no combination ${combo}`);
    return found;
  }

  #count(word: number): number {
    return new Uint32Array(this.#wasm.memory.buffer, this.#wasm.STATUS.value)[word] ?? 0;
  }

  #readText(words: Uint32Array, number: number): string {
    if (number >= this.#count(TEXT_COUNT)) throw new RangeError(`the scanner has no text ${number}`);
    const entry = this.#wasm.TEXT_INDEX.value / 4 + number * 2;
    const bytes = new Uint8Array(this.#wasm.memory.buffer, words[entry] ?? 0, words[entry + 1] ?? 0);
    return String.fromCharCode(...bytes);
  }

  #readNames(combo: number): CallNames {
    if (combo >= this.#count(COMBO_COUNT)) throw new RangeError(`the scanner has no combination ${combo}`);
    const first = this.#wasm.COMBO_ENTRIES.value / 4 + combo * this.#wasm.COMBO_WORDS.value;
    const words = new Uint32Array(this.#wasm.memory.buffer);
    const textAt = (place: number): string | null => {
      const word = words[first + place] ?? 0;
      return word === 0 ? null : this.text(word - 1);
    };
    const step = textAt(1);
    return {
      workflow: textAt(0),
      step,
      taskType: textAt(2),
      provider: textAt(3),
      tier: textAt(4),
      requestedTier: requestedTierOf(step),
      model: textAt(5),
    };
  }
}
