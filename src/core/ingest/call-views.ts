import type { BatchColumn, CallBatch } from "./call-batch.ts";
import type { ScannerExports } from "./scanner-module.ts";

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

export type CallViews = Omit<CallBatch, "count" | "stretchCount" | "tables" | "baseOffset">;

/** The columns of staged calls, as views of the scanner's memory. */
export function callViewsOf(wasm: ScannerExports): CallViews {
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
