import { byteAt, COMMA, endOfPlainText, LINE_FEED, QUOTE } from "./bytes";
import {
  afterColon,
  isNullAt,
  skipSpace,
  skipString,
  skipTexts,
  skipValue,
  triStateAt,
  triStateLength,
} from "./json";
import * as K from "./keys";
import {
  FALLBACK_SHIFT, FLAG_CALL_TEXT, FLAG_RUN_KEY, FLAG_RUN_TEXT, FLAG_RUN_UUID, FLAG_USER, LITERALS, MAX_TEXT_BYTES, RUN_ID_WORDS,
} from "./layout"; // prettier-ignore
import { count, MAX_COUNT, readCount, readNano } from "./numbers";
import { learnPiece, LONG } from "./pieces";
import { callIdWords, putAt, putNumbers, putPlace, putTextId } from "./row";
import { internCombo, internText } from "./texts";
import { atMs, readTime } from "./times";
import { readUuid, UUID_BYTES } from "./uuid";

/*
 * Tier 2: any order of fields, unknown fields, other white space; of two fields of one name the last counts, as
 * in JSON.parse. Every byte is checked against the JSON grammar. What the reference would make a problem of, mend
 * or keep in a column that has no place in the staging area (an error, a breaker state, tags, numbers that do
 * not fit), is refused: then the reference reads the line.
 */

const OPEN_BRACE: u32 = 0x7b;
const CLOSE_BRACE: u32 = 0x7d;
/** Six words: numbers of texts + 1, in the order of the fields. */
const COMBO_KEY: usize = LITERALS + 512;

// The numbers of the row, value + 1 or 0.
let estimate: u32 = 0;
let actual: u32 = 0;
let input: u32 = 0;
let output: u32 = 0;
let latency: u32 = 0;
let retry: u32 = 0;
let success: u32 = 0;
let fallback: u32 = 0;
let idFlags: u32 = 0;
let runFlags: u32 = 0;
let userFlag: u32 = 0;
let hasId: bool = false;
let hasTime: bool = false;

// Where the pieces of tier 1 begin and end; `stage` follows the order of fields, -1 once it is another one.
let stage: i32 = 0;
let startA: usize = 0;
let endA: usize = 0;
let startB: usize = 0;
let endB: usize = 0;

function clear(): void {
  estimate = actual = input = output = latency = retry = 0;
  success = fallback = idFlags = runFlags = userFlag = 0;
  hasId = hasTime = false;
  stage = 0;
  for (let word: usize = 0; word < 6; word++) store<u32>(COMBO_KEY + (word << 2), 0);
}

/** Like `readKnownLine` of tier 1. What it accepts is learned, so that its like is tier 1 from then on. */
export function readAnyLine(from: usize, base: usize): usize {
  clear();
  if (byteAt(from) != OPEN_BRACE) return 0;
  let at = skipSpace(from + 1);
  let isOpen = true;
  while (at != 0 && isOpen) {
    at = readField(at);
    if (at != 0) {
      at = skipSpace(at);
      isOpen = byteAt(at) == COMMA;
      if (isOpen) at = skipSpace(at + 1);
    }
  }
  if (at == 0 || byteAt(at) != CLOSE_BRACE || !hasId || !hasTime) return 0;
  const end = at + 1;
  const feed = skipSpace(end);
  if (byteAt(feed) != LINE_FEED) return 0;
  const combo = internCombo(COMBO_KEY);
  if (combo < 0) return 0;
  const stable = success | (fallback << FALLBACK_SHIFT);
  putNumbers(actual != 0 ? actual : estimate, estimate, input, output, latency, retry);
  putPlace(<u32>(from - base), <u32>(end - from), combo, stable | idFlags | runFlags | userFlag);
  if (stage == 8) learn(combo, stable);
  return feed;
}

function learn(combo: i32, stable: u32): void {
  learnPiece(startA, endA, ((<u32>combo) << 1) | (userFlag != 0 ? 1 : 0), LONG);
  learnPiece(startB, endB, (retry << 8) | stable, LONG);
}

function readField(from: usize): usize {
  if (byteAt(from) != QUOTE) return 0;
  const nameEnd = endOfPlainText(from + 1);
  if (nameEnd == 0) return 0;
  const key = K.keyOf(from + 1, <i32>(nameEnd - from - 1));
  const at = afterColon(nameEnd + 1);
  if (at == 0) return 0;
  const end = key < 0 || key > K.METADATA ? skipValue(at, 1) : readValue(key, at);
  if (end != 0) follow(key, at, end);
  return end;
}

/** Takes note of the fields' order as far as tier 1 depends on it. */
function follow(key: i32, at: usize, end: usize): void {
  const isText = key < 0 || key > K.METADATA || (key >= K.WORKFLOW_NAME && key <= K.MODEL_ID);
  const isTail = key < 0 || key > K.METADATA || (key >= K.FALLBACK_USED && key <= K.ERROR_MESSAGE);
  if (stage == 0) stage = key == K.CALL_ID ? 1 : -1;
  else if (stage == 1) {
    stage = key == K.TIMESTAMP ? 2 : -1;
    startA = end - 1;
  } else if (stage == 2 && key == K.INPUT_TOKENS) {
    stage = 3;
    endA = at;
  } else if (stage == 2) stage = isText ? 2 : -1;
  else if (stage >= 3 && stage <= 5) stage = key == K.INPUT_TOKENS + stage - 2 ? stage + 1 : -1;
  else if (stage == 6) {
    stage = key == K.LATENCY_MS ? 7 : -1;
    startB = end;
  } else if (stage == 7 && key == K.METADATA) {
    stage = byteAt(at) == OPEN_BRACE ? 8 : -1;
    endB = at + 1;
  } else if (stage == 7) stage = isTail ? 7 : -1;
  else stage = -1;
}

function readValue(key: i32, at: usize): usize {
  switch (key) {
    case K.CALL_ID: return readCallId(at);
    case K.TIMESTAMP: return readTimestamp(at);
    case K.WORKFLOW_NAME: return readText(at, 0);
    case K.STEP_NAME: return readText(at, 1);
    case K.TASK_TYPE: return readText(at, 2);
    case K.PROVIDER: return readText(at, 3);
    case K.TIER: return readText(at, 4);
    case K.MODEL_ID: return readText(at, 5);
    case K.USER_ID: {
      userFlag = isNullAt(at) ? 0 : FLAG_USER;
      return skipText(at);
    }
    case K.SESSION_ID:
    case K.ORIGINAL_PROVIDER:
    case K.ORIGINAL_MODEL:
    case K.ERROR_MESSAGE: return skipText(at);
    case K.FALLBACK_CHAIN: return skipTexts(at);
    case K.BREAKER_STATE:
    case K.ERROR_TYPE: return isNullAt(at) ? at + 4 : 0;
    case K.METADATA: return readMetadata(at);
    case K.SUCCESS: {
      success = triStateAt(at);
      return success == 3 ? 0 : at + triStateLength(success);
    }
    case K.FALLBACK_USED: {
      fallback = triStateAt(at);
      return fallback == 3 ? 0 : at + triStateLength(fallback);
    }
    default: return readNumber(key, at);
  }
} // prettier-ignore

function readNumber(key: i32, at: usize): usize {
  const isCost = key == K.ESTIMATED_COST || key == K.ACTUAL_COST;
  const isNull = isNullAt(at);
  const end = isNull ? at + 4 : isCost ? readNano(at) : readCount(at);
  if (end == 0 || (!isNull && count > MAX_COUNT)) return 0;
  const value = isNull ? 0 : <u32>count + 1;
  if (key == K.INPUT_TOKENS) input = value;
  else if (key == K.OUTPUT_TOKENS) output = value;
  else if (key == K.LATENCY_MS) latency = value;
  else if (key == K.RETRY_COUNT) retry = value;
  else if (key == K.ESTIMATED_COST) estimate = value;
  else actual = value;
  // A retry count shares a word with flags when it is learned.
  return key == K.RETRY_COUNT && value > 0xffff ? 0 : end;
}

function skipText(at: usize): usize {
  return isNullAt(at) ? at + 4 : skipString(at);
}

/** A text of the combination. */
function readText(at: usize, place: usize): usize {
  const word = COMBO_KEY + (place << 2);
  if (isNullAt(at)) {
    store<u32>(word, 0);
    return at + 4;
  }
  const quote = byteAt(at) == QUOTE ? endOfPlainText(at + 1) : 0;
  if (quote == 0 || quote - at > <usize>MAX_TEXT_BYTES) return 0;
  const text = internText(at + 1, <i32>(quote - at - 1));
  if (text < 0) return 0;
  store<u32>(word, <u32>text + 1);
  return quote + 1;
}

function readTimestamp(at: usize): usize {
  const quote = byteAt(at) == QUOTE ? readTime(at + 1) : 0;
  if (quote == 0) return 0;
  putAt(atMs);
  hasTime = true;
  return quote + 1;
}

/** An id into four words: true where it is a uuid, else its text has a number. The address behind it, else 0. */
let isUuid: bool = false;
function readId(at: usize, words: usize): usize {
  if (byteAt(at) != QUOTE) return 0;
  isUuid = readUuid(at + 1, words);
  if (isUuid) return at + UUID_BYTES + 2;
  const quote = endOfPlainText(at + 1);
  if (quote <= at + 1 || quote - at > <usize>MAX_TEXT_BYTES) return 0;
  const text = internText(at + 1, <i32>(quote - at - 1));
  if (text < 0) return 0;
  putTextId(words, text);
  return quote + 1;
}

function readCallId(at: usize): usize {
  const end = readId(at, callIdWords());
  idFlags = isUuid ? 0 : FLAG_CALL_TEXT;
  hasId = end != 0;
  return end;
}

function readMetadata(from: usize): usize {
  runFlags = 0;
  if (isNullAt(from)) return from + 4;
  if (byteAt(from) != OPEN_BRACE) return 0;
  let at = skipSpace(from + 1);
  if (byteAt(at) == CLOSE_BRACE) return at + 1;
  let isOpen = true;
  while (at != 0 && isOpen) {
    at = readMetadataField(at);
    if (at != 0) {
      at = skipSpace(at);
      isOpen = byteAt(at) == COMMA;
      if (isOpen) at = skipSpace(at + 1);
    }
  }
  return at != 0 && byteAt(at) == CLOSE_BRACE ? at + 1 : 0;
}

function readMetadataField(from: usize): usize {
  const nameEnd = byteAt(from) == QUOTE ? endOfPlainText(from + 1) : 0;
  if (nameEnd == 0) return 0;
  const key = K.keyOf(from + 1, <i32>(nameEnd - from - 1));
  const at = afterColon(nameEnd + 1);
  if (at == 0 || key == K.TAGS) return 0;
  if (key != K.RUN_ID) return skipValue(at, 2);
  runFlags = FLAG_RUN_KEY;
  if (isNullAt(at)) return at + 4;
  const end = readId(at, RUN_ID_WORDS);
  runFlags |= isUuid ? FLAG_RUN_UUID : FLAG_RUN_TEXT;
  return end;
}
