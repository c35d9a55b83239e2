import { NotedColumn } from "./noted-column.ts";
import type { RunBatch, StageBatch } from "./run-batch.ts";
import type { ScannerExports } from "./scanner-module.ts";

/** The columns of staged runs and stages, as views of the scanner's memory. */
export interface RunViews extends Omit<RunBatch, "count" | "tables" | "baseOffset" | "isDense" | "stages"> {
  readonly stages: StageViews;
}

type StageViews = Omit<StageBatch, "count">;

// Columns in the order of `assembly/runs.ts`.
export function runViewsOf(wasm: ScannerExports): RunViews {
  const { buffer } = wasm.memory;
  const rows = wasm.RUN_ROWS.value;
  const doubles = (column: number): Float64Array =>
    new Float64Array(buffer, wasm.RUN_DOUBLES.value + column * rows * 8, rows);
  const words = (column: number): Uint32Array =>
    new Uint32Array(buffer, wasm.RUN_WORDS.value + column * rows * 4, rows);
  const noted = (column: number): NotedColumn =>
    new NotedColumn(wasm, wasm.RUN_WORDS, rows, column, wasm.BOUNDS);
  return {
    startedAtMs: doubles(0),
    completedAtMs: doubles(1),
    costNano: doubles(2),
    baselineCostNano: doubles(3),
    savingsNano: doubles(4),
    inputTokens: noted(0),
    outputTokens: noted(1),
    durationMs: noted(2),
    byteOffset: noted(3),
    byteLength: noted(4),
    workflow: words(5),
    error: words(6),
    trigger: words(7),
    project: words(8),
    success: noted(9),
    providers: words(10),
    tiers: words(11),
    stageCount: noted(12),
    runId: new Uint32Array(buffer, wasm.RUN_IDS.value, rows * 4),
    stages: stageViewsOf(wasm),
  };
}

function stageViewsOf(wasm: ScannerExports): StageViews {
  const { buffer } = wasm.memory;
  const rows = wasm.STAGE_ROWS.value;
  const words = (column: number): Uint32Array =>
    new Uint32Array(buffer, wasm.STAGE_WORDS.value + column * rows * 4, rows);
  const noted = (column: number): NotedColumn =>
    new NotedColumn(wasm, wasm.STAGE_WORDS, rows, column, wasm.STAGE_BOUNDS);
  return {
    costNano: new Float64Array(buffer, wasm.STAGE_COSTS.value, rows),
    name: words(0),
    tier: words(1),
    model: words(2),
    inputTokens: noted(3),
    outputTokens: noted(4),
    latencyMs: noted(5),
    flags: noted(6),
    skipReason: words(7),
    error: words(8),
  };
}
