import { byteAt, endOfPlainText, feedAt, putText, QUOTE, same16 } from "./bytes";
import {
  FLAG_CALL_TEXT, FLAG_RUN_KEY, FLAG_RUN_TEXT, FLAG_RUN_UUID, LITERALS, MAX_TEXT_BYTES, RUN_ID_WORDS,
} from "./layout"; // prettier-ignore
import { count, MAX_COUNT, readCount, readNano } from "./numbers";
import { findPiece, LONG, pieceLength, pieceMeaning } from "./pieces";
import { callIdWords, putAt, putNumbers, putPlace, putTextId } from "./row";
import { internText } from "./texts";
import { atMs, readTime } from "./times";
import { readUuid, UUID_BYTES } from "./uuid";

/*
 * Tier 1: a line exactly as the producer writes it.
 *
 *   {"call_id": "ID", "timestamp": "TIME|A|INPUT, "output_tokens": OUTPUT, "estimated_cost": COST,
 *   "actual_cost": null, "latency_ms": LATENCY|B|}} or "run_id": "ID"}} or "run_id": null}}
 *
 * A and B are pieces (see pieces.ts) that tier 2 has read before. The six fixed texts below are compared byte by
 * byte, ids, time and numbers are read with all their grammar, and the line feed must follow: no byte goes
 * unchecked. A, B and the fixed texts hold different keys, so that no key can be a second one of its name.
 */

const CALL_ID: usize = LITERALS;
const TIMESTAMP: usize = LITERALS + 64;
const OUTPUT: usize = LITERALS + 128;
const COST: usize = LITERALS + 192;
const LATENCY: usize = LITERALS + 256;
const RUN_ID: usize = LITERALS + 320;

export function putLiterals(): void {
  putText(CALL_ID, '{"call_id": "');
  putText(TIMESTAMP, '", "timestamp": "');
  putText(OUTPUT, ', "output_tokens": ');
  putText(COST, ', "estimated_cost": ');
  putText(LATENCY, ', "actual_cost": null, "latency_ms": ');
  putText(RUN_ID, '"run_id": "');
}

let lastA: i32 = -1;
let lastB: i32 = -1;

export function forgetPieces(): void {
  lastA = -1;
  lastB = -1;
}

/** Two bytes `}}`. */
const BRACES: u32 = 0x7d7d;
/** Four bytes `null`. */
const NULL: u32 = 0x6c6c756e;

let flags: u32 = 0;

/**
 * Reads the line at `from` into the next row, without keeping it; gives the address of its line feed, else 0.
 * `base` is what offsets count from.
 */
// @ts-ignore: decorator
@inline
export function readKnownLine(from: usize, base: usize): usize {
  if (load<u64>(from) != load<u64>(CALL_ID) || load<u64>(from + 5) != load<u64>(CALL_ID + 5)) return 0;
  flags = 0;
  let at = readCallId(from + 13);
  if (at == 0 || !same16(at, TIMESTAMP) || byteAt(at + 16) != QUOTE) return 0;
  at = readTime(at + 17);
  if (at == 0) return 0;
  putAt(atMs);

  const a = findPiece(at, lastA, LONG);
  if (a < 0) return 0;
  lastA = a;
  at = readCount(at + pieceLength(a));
  if (at == 0 || !same16(at, OUTPUT) || load<u32>(at + 15) != load<u32>(OUTPUT + 15)) return 0;
  const input = <u32>count + 1;
  at = readCount(at + 19);
  if (at == 0 || !same16(at, COST) || load<u32>(at + 16) != load<u32>(COST + 16)) return 0;
  const output = <u32>count + 1;
  at = readNano(at + 20);
  if (at == 0 || count > MAX_COUNT || !same16(at, LATENCY) || !same16(at + 16, LATENCY + 16)) return 0;
  if (load<u64>(at + 29) != load<u64>(LATENCY + 29)) return 0;
  const cost = <u32>count + 1;
  at = readCount(at + 37);
  if (at == 0) return 0;
  const latency = <u32>count + 1;

  const b = findPiece(at, lastB, LONG);
  if (b < 0) return 0;
  lastB = b;
  at = readRunId(at + pieceLength(b));
  if (at == 0 || <u32>load<u16>(at) != BRACES) return 0;
  const end = at + 2;
  // The meaning of A: combination << 1 | has a user. Of B: retries << 8 | flags.
  const meaningA = pieceMeaning(a);
  const meaningB = pieceMeaning(b);
  putNumbers(cost, cost, input, output, latency, meaningB >> 8);
  putPlace(<u32>(from - base), <u32>(end - from), meaningA >> 1, flags | (meaningB & 0xff) | ((meaningA & 1) << 8));
  return feedAt(end);
}

/** The address of the closing quote, else 0. */
// @ts-ignore: decorator
@inline
function readCallId(at: usize): usize {
  if (readUuid(at, callIdWords())) return at + UUID_BYTES;
  const quote = endOfPlainText(at);
  if (quote <= at || quote - at > <usize>MAX_TEXT_BYTES) return 0;
  const text = internText(at, <i32>(quote - at));
  if (text < 0) return 0;
  putTextId(callIdWords(), text);
  flags |= FLAG_CALL_TEXT;
  return quote;
}

/** What may stand in the metadata here: nothing, or a run id alone. The address behind it, else 0. */
// @ts-ignore: decorator
@inline
function readRunId(at: usize): usize {
  if (<u32>load<u16>(at) == BRACES) return at;
  if (load<u64>(at) != load<u64>(RUN_ID) || <u32>load<u16>(at + 8) != <u32>load<u16>(RUN_ID + 8)) return 0;
  flags |= FLAG_RUN_KEY;
  if (byteAt(at + 10) != QUOTE) return load<u32>(at + 10) == NULL ? at + 14 : 0;
  const start = at + 11;
  if (readUuid(start, RUN_ID_WORDS)) {
    flags |= FLAG_RUN_UUID;
    return start + UUID_BYTES + 1;
  }
  const quote = endOfPlainText(start);
  if (quote <= start || quote - start > <usize>MAX_TEXT_BYTES) return 0;
  const text = internText(start, <i32>(quote - start));
  if (text < 0) return 0;
  putTextId(RUN_ID_WORDS, text);
  flags |= FLAG_RUN_TEXT;
  return quote + 1;
}
