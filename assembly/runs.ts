import { byteAt, endOfPlainText, feedAt, QUOTE } from "./bytes";
import { isNullAt, skipTexts, triStateAt, triStateLength } from "./json";
import { RUN_IDS } from "./layout";
import { count, readCount, readNano, skipNumber } from "./numbers";
import * as C from "./run-row";
import { beginRun, nextStage, putDouble, putWord, runRows, stageRows } from "./run-row";
import { readStages } from "./run-stages";
import * as T from "./run-texts";
import { after } from "./run-texts";
import { internText } from "./texts";
import { atMs, readTime } from "./times";
import { readUuid, UUID_BYTES } from "./uuid";

/*
 * Runs: a line exactly as the producer writes it, in the older form or in the newer one with trigger and project;
 * every other line is the reference's. As with calls each byte is checked: fixed texts by comparison, values with
 * all their grammar, and of each stage the names as a piece that was read before.
 */

/** Reads the line at `from` into the next row, without keeping it; gives the address of its line feed, else 0. */
export function readRun(from: usize, base: usize): usize {
  beginRun();
  let at = after(T.RUN_ID, from);
  if (at == 0 || !readUuid(at, RUN_IDS + ((<usize>runRows) << 4))) return 0;
  at = after(T.WORKFLOW_NAME, at + UUID_BYTES);
  at = readText(at, C.WORKFLOW);
  at = after(T.STARTED_AT, at);
  if (at != 0) at = readTime(at);
  if (at == 0) return 0;
  putDouble(C.STARTED, atMs);
  at = readCompleted(after(T.COMPLETED_AT, at));
  at = readOwner(after(T.USER_AND_SESSION, at));
  at = readStages(after(T.STAGES, at));
  at = readTotals(at);
  at = readOutcome(at);
  if (at == 0 || byteAt(at) != 0x7d) return 0;
  const end: usize = at + 1;
  putWord(C.OFFSET, <u32>(from - base));
  putWord(C.LENGTH, <u32>(end - from) + 1);
  putWord(C.STAGE_COUNT, <u32>(nextStage - stageRows) + 1);
  return feedAt(end);
}

function readCompleted(at: usize): usize {
  if (at == 0) return 0;
  if (isNullAt(at)) {
    putDouble(C.COMPLETED, NaN);
    return at + 4;
  }
  const quote: usize = byteAt(at) == QUOTE ? readTime(at + 1) : 0;
  if (quote == 0) return 0;
  putDouble(C.COMPLETED, atMs);
  return quote + 1;
}

/** Newer producers write a trigger and a project here. */
function readOwner(at: usize): usize {
  putWord(C.TRIGGER, 0);
  putWord(C.PROJECT, 0);
  const trigger = after(T.TRIGGER_TEXT, at);
  if (trigger == 0) return at;
  const project = readTextOrNull(after(T.PROJECT_TEXT, readTextOrNull(trigger, C.TRIGGER)), C.PROJECT);
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
  if (end != 0) putDouble(C.SAVINGS, isNegative && count != 0 ? -(<f64>count) : <f64>count);
  return end;
}

function readTotals(from: usize): usize {
  let at = readNumber(after(T.TOTAL_INPUT, from), C.INPUT);
  at = readNumber(after(T.TOTAL_OUTPUT, at), C.OUTPUT);
  at = readDollars(after(T.TOTAL_COST, at), C.COST);
  at = readDollars(after(T.BASELINE_COST, at), C.BASELINE);
  at = readSavings(after(T.SAVINGS_COST, at));
  at = after(T.SAVINGS_PERCENT, at);
  if (at != 0) at = skipNumber(at);
  return readNumber(after(T.TOTAL_DURATION, at), C.DURATION);
}

function readOutcome(from: usize): usize {
  let at = after(T.SUCCEEDED, from);
  if (at == 0) return 0;
  const success = triStateAt(at);
  if (success == 3) return 0;
  putWord(C.SUCCESS, success + 1);
  at = readTextOrNull(after(T.ERROR_TEXT, at + triStateLength(success)), C.ERROR);
  at = readList(after(T.PROVIDERS_USED, at), C.PROVIDERS);
  return readList(after(T.TIERS_USED, at), C.TIERS);
}
