import { STRETCH_WORDS, type BatchCounts, type CallBatch } from "./call-batch.ts";
import { NotedColumn } from "./noted-column.ts";
import type { ScannerExports } from "./scanner-module.ts";

export type CallViews = Omit<CallBatch, keyof BatchCounts | "tables">;

/** The columns of staged calls, as views of the scanner's memory. */
export function callViewsOf(wasm: ScannerExports): CallViews {
  const { buffer } = wasm.memory;
  const rows = wasm.BATCH_ROWS.value;
  const column = (address: { readonly value: number }): NotedColumn =>
    new NotedColumn(
      wasm,
      wasm.COL_COST,
      rows,
      (address.value - wasm.COL_COST.value) / (rows * 4),
      wasm.BOUNDS,
    );
  const words = (address: { readonly value: number }, perRow: number): Uint32Array =>
    new Uint32Array(buffer, address.value, rows * perRow);
  return {
    flagBits: {
      user: wasm.FLAG_USER.value,
      runKey: wasm.FLAG_RUN_KEY.value,
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
    combo: column(wasm.COL_COMBO),
    flags: words(wasm.COL_FLAGS, 1),
    callId: words(wasm.COL_CALL_ID, 4),
    storedFlags: column(wasm.COL_STORED),
    twin: words(wasm.COL_TWIN, 1),
    lonely: words(wasm.LONELY, 1),
    textIds: words(wasm.TEXT_IDS, 1),
    stretch: words(wasm.COL_STRETCH, 1),
    nextOfStretch: column(wasm.COL_NEXT),
    stretches: words(wasm.STRETCHES, STRETCH_WORDS),
    stretchTimes: new Float64Array(buffer, wasm.STRETCH_TIMES.value, rows * 2),
  };
}
