import { RUN_DOUBLES, RUN_ROWS, RUN_WORDS, STAGE_ROWS, STAGE_WORDS } from "./layout";

// Columns of doubles: NaN is missing.
export const STARTED: i32 = 0;
export const COMPLETED: i32 = 1;
export const COST: i32 = 2;
export const BASELINE: i32 = 3;
export const SAVINGS: i32 = 4;
// Columns of words: numbers + 1, or numbers of texts + 1; 0 is missing.
export const INPUT: i32 = 0;
export const OUTPUT: i32 = 1;
export const DURATION: i32 = 2;
export const OFFSET: i32 = 3;
export const LENGTH: i32 = 4;
export const WORKFLOW: i32 = 5;
export const ERROR: i32 = 6;
export const TRIGGER: i32 = 7;
export const PROJECT: i32 = 8;
export const SUCCESS: i32 = 9;
export const PROVIDERS: i32 = 10;
export const TIERS: i32 = 11;
export const STAGE_COUNT: i32 = 12;
// Columns of words of a stage.
export const STAGE_NAME: i32 = 0;
export const STAGE_TIER: i32 = 1;
export const STAGE_MODEL: i32 = 2;
export const STAGE_INPUT: i32 = 3;
export const STAGE_OUTPUT: i32 = 4;
export const STAGE_LATENCY: i32 = 5;
export const STAGE_FLAGS: i32 = 6;
export const STAGE_SKIP_REASON: i32 = 7;
export const STAGE_ERROR: i32 = 8;

export let runRows: i32 = 0;
/** Stages of the rows that are kept. */
export let stageRows: i32 = 0;
/** The next stage of the row at hand. */
export let nextStage: i32 = 0;

export function clearRuns(): void {
  runRows = 0;
  stageRows = 0;
}

/** Begins a row; what an unfinished one left is written over. */
export function beginRun(): void {
  nextStage = stageRows;
}

/** Counts the row that was read, with its stages. */
export function keepRun(): void {
  runRows++;
  stageRows = nextStage;
}

export function keepStage(): void {
  nextStage++;
}

// @ts-ignore: decorator
@inline
export function putWord(column: i32, value: u32): void {
  store<u32>(RUN_WORDS + <usize>(column * RUN_ROWS + runRows) * 4, value);
}

// @ts-ignore: decorator
@inline
export function putDouble(column: i32, value: f64): void {
  store<f64>(RUN_DOUBLES + <usize>(column * RUN_ROWS + runRows) * 8, value);
}

// @ts-ignore: decorator
@inline
export function putStage(column: i32, value: u32): void {
  store<u32>(STAGE_WORDS + <usize>(column * STAGE_ROWS + nextStage) * 4, value);
}
