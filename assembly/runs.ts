import { byteAt, CARRIAGE_RETURN, COMMA, endOfPlainText, LINE_FEED, putText, QUOTE, sameShort } from "./bytes";
import { isNullAt, skipTexts, triStateAt, triStateLength } from "./json";
import {
  MAX_TEXT_BYTES, RUN_DOUBLES, RUN_IDS, RUN_LITERALS, RUN_ROWS, RUN_WORDS, STAGE_COSTS, STAGE_ROWS, STAGE_WORDS,
} from "./layout"; // prettier-ignore
import { count, readCount, readNano, skipNumber } from "./numbers";
import { findPiece, learnPiece, pieceLength, pieceMeaning, SHORT } from "./pieces";
import { comboEntry, internCombo, internText } from "./texts";
import { atMs, readTime } from "./times";
import { readUuid, UUID_BYTES } from "./uuid";

/*
 * Runs: a line exactly as the producer writes it, in the older form or in the newer one with trigger and project;
 * every other line is the reference's. As with calls each byte is checked: fixed texts by comparison, values with
 * all their grammar, and of each stage the names as a piece that was read before.
 */

// Columns of doubles: NaN is missing.
const STARTED: i32 = 0;
const COMPLETED: i32 = 1;
const COST: i32 = 2;
const BASELINE: i32 = 3;
const SAVINGS: i32 = 4;
// Columns of words: numbers + 1, or numbers of texts + 1; 0 is missing.
const INPUT: i32 = 0;
const OUTPUT: i32 = 1;
const DURATION: i32 = 2;
const OFFSET: i32 = 3;
const LENGTH: i32 = 4;
const WORKFLOW: i32 = 5;
const ERROR: i32 = 6;
const TRIGGER: i32 = 7;
const PROJECT: i32 = 8;
const SUCCESS: i32 = 9;
const PROVIDERS: i32 = 10;
const TIERS: i32 = 11;
const STAGE_COUNT: i32 = 12;
// Columns of words of a stage.
const STAGE_NAME: i32 = 0;
const STAGE_TIER: i32 = 1;
const STAGE_MODEL: i32 = 2;
const STAGE_INPUT: i32 = 3;
const STAGE_OUTPUT: i32 = 4;
const STAGE_LATENCY: i32 = 5;
const STAGE_FLAGS: i32 = 6;
const STAGE_SKIP_REASON: i32 = 7;
const STAGE_ERROR: i32 = 8;
const SKIPPED: u32 = 4;

export let runRows: i32 = 0;
/** Stages of the rows that are kept. */
export let stageRows: i32 = 0;
let nextStage: i32 = 0;
let lastPiece: i32 = -1;

export function clearRuns(): void {
  runRows = 0;
  stageRows = 0;
}

export function forgetStagePieces(): void {
  lastPiece = -1;
}

// Fixed texts.
const RUN_ID: i32 = 0;
const WORKFLOW_NAME: i32 = 1;
const STARTED_AT: i32 = 2;
const COMPLETED_AT: i32 = 3;
const USER_AND_SESSION: i32 = 4;
const STAGES: i32 = 5;
const TOTAL_INPUT: i32 = 6;
const TOTAL_OUTPUT: i32 = 7;
const TOTAL_COST: i32 = 8;
const BASELINE_COST: i32 = 9;
const SAVINGS_COST: i32 = 10;
const SAVINGS_PERCENT: i32 = 11;
const TOTAL_DURATION: i32 = 12;
const SUCCEEDED: i32 = 13;
const ERROR_TEXT: i32 = 14;
const PROVIDERS_USED: i32 = 15;
const TIERS_USED: i32 = 16;
const TRIGGER_TEXT: i32 = 17;
const PROJECT_TEXT: i32 = 18;
const NAME_OF_STAGE: i32 = 19;
const TIER_OF_STAGE: i32 = 20;
const MODEL_OF_STAGE: i32 = 21;
const INPUT_OF_STAGE: i32 = 22;
const OUTPUT_OF_STAGE: i32 = 23;
const COST_OF_STAGE: i32 = 24;
const LATENCY_OF_STAGE: i32 = 25;
const SKIPPED_STAGE: i32 = 26;
const SKIP_REASON: i32 = 27;
const LITERAL_BYTES: usize = 64;

function putLiteral(literal: i32, text: string): void {
  const at = RUN_LITERALS + <usize>literal * LITERAL_BYTES;
  putText(at, text);
  store<u8>(at + 63, <u8>text.length);
}

export function putRunLiterals(): void {
  putLiteral(RUN_ID, '{"run_id": "');
  putLiteral(WORKFLOW_NAME, '", "workflow_name": "');
  putLiteral(STARTED_AT, '", "started_at": "');
  putLiteral(COMPLETED_AT, '", "completed_at": ');
  putLiteral(USER_AND_SESSION, ', "user_id": null, "session_id": null, ');
  putLiteral(STAGES, '"stages": [');
  putLiteral(TOTAL_INPUT, ', "total_input_tokens": ');
  putLiteral(TOTAL_OUTPUT, ', "total_output_tokens": ');
  putLiteral(TOTAL_COST, ', "total_cost": ');
  putLiteral(BASELINE_COST, ', "baseline_cost": ');
  putLiteral(SAVINGS_COST, ', "savings": ');
  putLiteral(SAVINGS_PERCENT, ', "savings_percent": ');
  putLiteral(TOTAL_DURATION, ', "total_duration_ms": ');
  putLiteral(SUCCEEDED, ', "success": ');
  putLiteral(ERROR_TEXT, ', "error": ');
  putLiteral(PROVIDERS_USED, ', "providers_used": ');
  putLiteral(TIERS_USED, ', "tiers_used": ');
  putLiteral(TRIGGER_TEXT, '"trigger": ');
  putLiteral(PROJECT_TEXT, ', "project": ');
  putLiteral(NAME_OF_STAGE, '{"stage_name": "');
  putLiteral(TIER_OF_STAGE, '", "tier": "');
  putLiteral(MODEL_OF_STAGE, '", "model_id": "');
  putLiteral(INPUT_OF_STAGE, '", "input_tokens": ');
  putLiteral(OUTPUT_OF_STAGE, ', "output_tokens": ');
  putLiteral(COST_OF_STAGE, ', "cost": ');
  putLiteral(LATENCY_OF_STAGE, ', "latency_ms": ');
  putLiteral(SKIPPED_STAGE, ', "skipped": ');
  putLiteral(SKIP_REASON, ', "skip_reason": ');
}

/** The address behind a fixed text, else 0. Takes 0 for "nothing was read before". */
// @ts-ignore: decorator
@inline
function after(literal: i32, at: usize): usize {
  const text = RUN_LITERALS + <usize>literal * LITERAL_BYTES;
  const length = <i32>load<u8>(text + 63);
  return at != 0 && sameShort(at, text, length) ? at + length : 0;
}

// @ts-ignore: decorator
@inline
function putWord(column: i32, value: u32): void {
  store<u32>(RUN_WORDS + <usize>(column * RUN_ROWS + runRows) * 4, value);
}

// @ts-ignore: decorator
@inline
function putDouble(column: i32, value: f64): void {
  store<f64>(RUN_DOUBLES + <usize>(column * RUN_ROWS + runRows) * 8, value);
}

// @ts-ignore: decorator
@inline
function putStage(column: i32, value: u32): void {
  store<u32>(STAGE_WORDS + <usize>(column * STAGE_ROWS + nextStage) * 4, value);
}

/** Counts the row that `readRun` has read, with its stages. */
export function keepRun(): void {
  runRows++;
  stageRows = nextStage;
}

/** Reads the line at `from` into the next row, without keeping it; gives the address of its line feed, else 0. */
export function readRun(from: usize, base: usize): usize {
  nextStage = stageRows;
  let at = after(RUN_ID, from);
  if (at == 0 || !readUuid(at, RUN_IDS + (<usize>runRows << 4))) return 0;
  at = after(WORKFLOW_NAME, at + UUID_BYTES);
  at = readText(at, WORKFLOW);
  at = after(STARTED_AT, at);
  if (at != 0) at = readTime(at);
  if (at == 0) return 0;
  putDouble(STARTED, atMs);
  at = readCompleted(after(COMPLETED_AT, at));
  at = readOwner(after(USER_AND_SESSION, at));
  at = readStages(after(STAGES, at));
  at = readTotals(at);
  at = readOutcome(at);
  if (at == 0 || byteAt(at) != 0x7d) return 0;
  const end: usize = at + 1;
  const feed = byteAt(end) == CARRIAGE_RETURN ? end + 1 : end;
  putWord(OFFSET, <u32>(from - base));
  putWord(LENGTH, <u32>(end - from) + 1);
  putWord(STAGE_COUNT, <u32>(nextStage - stageRows) + 1);
  return byteAt(feed) == LINE_FEED ? feed : 0;
}

function readCompleted(at: usize): usize {
  if (at == 0) return 0;
  if (isNullAt(at)) {
    putDouble(COMPLETED, NaN);
    return at + 4;
  }
  const quote: usize = byteAt(at) == QUOTE ? readTime(at + 1) : 0;
  if (quote == 0) return 0;
  putDouble(COMPLETED, atMs);
  return quote + 1;
}

/** Newer producers write a trigger and a project here. */
function readOwner(at: usize): usize {
  putWord(TRIGGER, 0);
  putWord(PROJECT, 0);
  const trigger = after(TRIGGER_TEXT, at);
  if (trigger == 0) return at;
  const project = readTextOrNull(after(PROJECT_TEXT, readTextOrNull(trigger, TRIGGER)), PROJECT);
  return project != 0 && <u32>load<u16>(project) == 0x202c ? project + 2 : 0;
}

/** A plain text up to its closing quote; the address of the quote, else 0. */
function readText(at: usize, column: i32): usize {
  const quote: usize = at == 0 ? 0 : endOfPlainText(at);
  const text = quote == 0 ? -1 : internText(at, <i32>(quote - at));
  if (text < 0) return 0;
  putWord(column, <u32>text + 1);
  return quote;
}

function readTextOrNull(at: usize, column: i32): usize {
  if (at == 0) return 0;
  if (isNullAt(at)) {
    putWord(column, 0);
    return at + 4;
  }
  const quote: usize = byteAt(at) == QUOTE ? readText(at + 1, column) : 0;
  return quote == 0 ? 0 : quote + 1;
}

/** The number of the list's text: the host reads it once. */
function readList(at: usize, column: i32): usize {
  if (at == 0 || byteAt(at) != 0x5b) return 0;
  const end: usize = skipTexts(at);
  const text = end == 0 ? -1 : internText(at, <i32>(end - at));
  if (text < 0) return 0;
  putWord(column, <u32>text + 1);
  return end;
}

function readNumber(at: usize, column: i32): usize {
  const end: usize = at == 0 ? 0 : readCount(at);
  if (end != 0) putWord(column, <u32>count + 1);
  return end;
}

function readDollars(at: usize, column: i32): usize {
  const end: usize = at == 0 ? 0 : readNano(at);
  if (end != 0) putDouble(column, <f64>count);
  return end;
}

/** Savings may be negative without being odd; -0 is 0. */
function readSavings(at: usize): usize {
  if (at == 0) return 0;
  const isNegative = byteAt(at) == 0x2d;
  const end: usize = readNano(isNegative ? at + 1 : at);
  if (end != 0) putDouble(SAVINGS, isNegative && count != 0 ? -(<f64>count) : <f64>count);
  return end;
}

function readTotals(from: usize): usize {
  let at = readNumber(after(TOTAL_INPUT, from), INPUT);
  at = readNumber(after(TOTAL_OUTPUT, at), OUTPUT);
  at = readDollars(after(TOTAL_COST, at), COST);
  at = readDollars(after(BASELINE_COST, at), BASELINE);
  at = readSavings(after(SAVINGS_COST, at));
  at = after(SAVINGS_PERCENT, at);
  if (at != 0) at = skipNumber(at);
  return readNumber(after(TOTAL_DURATION, at), DURATION);
}

function readOutcome(from: usize): usize {
  let at = after(SUCCEEDED, from);
  if (at == 0) return 0;
  const success = triStateAt(at);
  if (success == 3) return 0;
  putWord(SUCCESS, success + 1);
  at = readTextOrNull(after(ERROR_TEXT, at + triStateLength(success)), ERROR);
  at = readList(after(PROVIDERS_USED, at), PROVIDERS);
  return readList(after(TIERS_USED, at), TIERS);
}

/** The address behind the list's bracket, else 0. */
function readStages(from: usize): usize {
  if (from == 0) return 0;
  if (byteAt(from) == 0x5d) return from + 1;
  let at = from;
  let isOpen = true;
  while (at != 0 && isOpen) {
    at = nextStage < STAGE_ROWS ? readStage(at) : 0;
    isOpen = at != 0 && byteAt(at) == COMMA && byteAt(at + 1) == 0x20;
    if (isOpen) at += 2;
  }
  return at != 0 && byteAt(at) == 0x5d ? at + 1 : 0;
}

function readStage(from: usize): usize {
  let at = readStageNames(from);
  if (at != 0) at = readCount(at);
  if (at == 0) return 0;
  putStage(STAGE_INPUT, <u32>count + 1);
  at = after(OUTPUT_OF_STAGE, at);
  if (at != 0) at = readCount(at);
  if (at == 0) return 0;
  putStage(STAGE_OUTPUT, <u32>count + 1);
  at = after(COST_OF_STAGE, at);
  if (at != 0) at = readNano(at);
  if (at == 0) return 0;
  store<f64>(STAGE_COSTS + (<usize>nextStage << 3), <f64>count);
  at = after(LATENCY_OF_STAGE, at);
  if (at != 0) at = readCount(at);
  if (at == 0) return 0;
  putStage(STAGE_LATENCY, <u32>count + 1);
  return readStageOutcome(after(SUCCEEDED, at));
}

function readStageOutcome(from: usize): usize {
  if (from == 0) return 0;
  const success = triStateAt(from);
  let at: usize = success == 3 ? 0 : after(SKIPPED_STAGE, from + triStateLength(success));
  if (at == 0) return 0;
  const skipped = triStateAt(at);
  if (skipped == 3) return 0;
  putStage(STAGE_FLAGS, (success | (skipped == 2 ? SKIPPED : 0)) + 1);
  at = readStageText(after(SKIP_REASON, at + triStateLength(skipped)), STAGE_SKIP_REASON);
  at = readStageText(after(ERROR_TEXT, at), STAGE_ERROR);
  if (at == 0 || byteAt(at) != 0x7d) return 0;
  nextStage++;
  return at + 1;
}

function readStageText(at: usize, column: i32): usize {
  if (at == 0) return 0;
  if (isNullAt(at)) {
    putStage(column, 0);
    return at + 4;
  }
  const quote: usize = byteAt(at) == QUOTE ? endOfPlainText(at + 1) : 0;
  const text = quote == 0 ? -1 : internText(at + 1, <i32>(quote - at - 1));
  if (text < 0) return 0;
  putStage(column, <u32>text + 1);
  return quote + 1;
}

/** Six words: name, tier and model of a stage, as numbers of texts + 1; the rest 0. */
const STAGE_KEY: usize = RUN_LITERALS + 60 * LITERAL_BYTES;

/** Everything up to the first number: name, tier and model, as the number of their combination. */
function readStageNames(from: usize): usize {
  const known = findPiece(from, lastPiece, SHORT);
  if (known >= 0) {
    lastPiece = known;
    putNames(pieceMeaning(known));
    return from + pieceLength(known);
  }
  let at = readKeyText(after(NAME_OF_STAGE, from), 0);
  at = readKeyText(after(TIER_OF_STAGE, at), 4);
  at = readKeyText(after(MODEL_OF_STAGE, at), 8);
  at = after(INPUT_OF_STAGE, at);
  const names = at == 0 ? -1 : internCombo(STAGE_KEY);
  if (names < 0) return 0;
  putNames(<u32>names);
  learnPiece(from, at, <u32>names, SHORT);
  return at;
}

function putNames(combo: u32): void {
  const entry = comboEntry(<i32>combo);
  putStage(STAGE_NAME, load<u32>(entry));
  putStage(STAGE_TIER, load<u32>(entry, 4));
  putStage(STAGE_MODEL, load<u32>(entry, 8));
}

function readKeyText(at: usize, place: usize): usize {
  const quote: usize = at == 0 ? 0 : endOfPlainText(at);
  if (quote == 0 || quote - at > <usize>MAX_TEXT_BYTES) return 0;
  const text = internText(at, <i32>(quote - at));
  if (text < 0) return 0;
  store<u32>(STAGE_KEY + place, <u32>text + 1);
  return quote;
}
