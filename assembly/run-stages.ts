import { byteAt, COMMA, endOfPlainText, QUOTE } from "./bytes";
import { isNullAt, triStateAt, triStateLength } from "./json";
import { MAX_TEXT_BYTES, STAGE_COSTS, STAGE_ROWS } from "./layout";
import { count, readCount, readNano } from "./numbers";
import { findPiece, learnPiece, pieceLength, pieceMeaning, SHORT } from "./pieces";
import * as C from "./run-row";
import { keepStage, nextStage, putStage } from "./run-row";
import * as T from "./run-texts";
import { after, STAGE_KEY } from "./run-texts";
import { comboEntry, internCombo, internText } from "./texts";

/* The stages of a run, exactly as the producer writes them. */

const SKIPPED: u32 = 4;

let lastPiece: i32 = -1;

export function forgetStagePieces(): void {
  lastPiece = -1;
}

/** The address behind the list's bracket, else 0. */
export function readStages(from: usize): usize {
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
  putStage(C.STAGE_INPUT, <u32>count + 1);
  at = after(T.OUTPUT_OF_STAGE, at);
  if (at != 0) at = readCount(at);
  if (at == 0) return 0;
  putStage(C.STAGE_OUTPUT, <u32>count + 1);
  at = after(T.COST_OF_STAGE, at);
  if (at != 0) at = readNano(at);
  if (at == 0) return 0;
  store<f64>(STAGE_COSTS + ((<usize>nextStage) << 3), <f64>count);
  at = after(T.LATENCY_OF_STAGE, at);
  if (at != 0) at = readCount(at);
  if (at == 0) return 0;
  putStage(C.STAGE_LATENCY, <u32>count + 1);
  return readStageOutcome(after(T.SUCCEEDED, at));
}

function readStageOutcome(from: usize): usize {
  if (from == 0) return 0;
  const success = triStateAt(from);
  let at: usize = success == 3 ? 0 : after(T.SKIPPED_STAGE, from + triStateLength(success));
  if (at == 0) return 0;
  const skipped = triStateAt(at);
  if (skipped == 3) return 0;
  putStage(C.STAGE_FLAGS, (success | (skipped == 2 ? SKIPPED : 0)) + 1);
  at = readStageText(after(T.SKIP_REASON, at + triStateLength(skipped)), C.STAGE_SKIP_REASON);
  at = readStageText(after(T.ERROR_TEXT, at), C.STAGE_ERROR);
  if (at == 0 || byteAt(at) != 0x7d) return 0;
  keepStage();
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

/** Everything up to the first number: name, tier and model, as the number of their combination. */
function readStageNames(from: usize): usize {
  const known = findPiece(from, lastPiece, SHORT);
  if (known >= 0) {
    lastPiece = known;
    putNames(pieceMeaning(known));
    return from + pieceLength(known);
  }
  let at = readKeyText(after(T.NAME_OF_STAGE, from), 0);
  at = readKeyText(after(T.TIER_OF_STAGE, at), 4);
  at = readKeyText(after(T.MODEL_OF_STAGE, at), 8);
  at = after(T.INPUT_OF_STAGE, at);
  const names = at == 0 ? -1 : internCombo(STAGE_KEY);
  if (names < 0) return 0;
  putNames(<u32>names);
  learnPiece(from, at, <u32>names, SHORT);
  return at;
}

function putNames(combo: u32): void {
  const entry = comboEntry(<i32>combo);
  putStage(C.STAGE_NAME, load<u32>(entry));
  putStage(C.STAGE_TIER, load<u32>(entry, 4));
  putStage(C.STAGE_MODEL, load<u32>(entry, 8));
}

function readKeyText(at: usize, place: usize): usize {
  const quote: usize = at == 0 ? 0 : endOfPlainText(at);
  if (quote == 0 || quote - at > <usize>MAX_TEXT_BYTES) return 0;
  const text = internText(at, <i32>(quote - at));
  if (text < 0) return 0;
  store<u32>(STAGE_KEY + place, <u32>text + 1);
  return quote;
}
