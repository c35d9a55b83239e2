import type { JsonObject } from "../records/json.ts";
import { parseJsonBytes, type TextRepair } from "./json-text.ts";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** A part of a line; `byteOffset` counts from the start of the line. */
export interface ByteRange {
  readonly byteOffset: number;
  readonly byteLength: number;
}

export interface LineObject extends ByteRange {
  readonly json: JsonObject;
}

export interface Salvage {
  readonly objects: readonly LineObject[];
  readonly repairs: readonly TextRepair[];
  /** What stands before, between and after the objects, surrounding space left out. */
  readonly leftovers: readonly ByteRange[];
}

/** Fields that records have at top level and objects inside of records (stages, metadata) have not. */
const RECORD_MARKS = [
  "timestamp",
  "ts",
  "started_at",
  "call_id",
  "routing_id",
  "execution_id",
  "record_id",
  "assignment_id",
];

/**
 * Finds the complete objects of a line that is not one JSON object: records glued together (`}{`), beside a
 * torn piece of another one, or beside NUL bytes. Work is bounded to a few passes over the line.
 */
export function salvageObjects(bytes: Uint8Array): Salvage {
  const objects: LineObject[] = [];
  const repairs = new Set<TextRepair>();
  const leftovers: ByteRange[] = [];
  let budget = 8 * bytes.length + 4096;
  let covered = 0;
  let contiguous = skipBlank(bytes, 0);
  let at = nextObjectStart(bytes, 0);
  while (at !== -1 && budget > 0) {
    const end = endOfObject(bytes, at);
    budget -= (end === -1 ? bytes.length : end) - at;
    const parsed = end === -1 ? null : parseJsonBytes(bytes.subarray(at, end));
    // At the start of the line or right after a record, an object is no part of another one. Elsewhere it may
    // be the metadata or a stage of a torn record, which must not be taken for a record.
    if (parsed?.kind === "object" && (at === contiguous || isLikeRecord(parsed.json))) {
      addLeftover(bytes, covered, at, leftovers);
      objects.push({ json: parsed.json, byteOffset: at, byteLength: end - at });
      for (const repair of parsed.repairs) repairs.add(repair);
      covered = end;
      contiguous = skipBlank(bytes, covered);
      at = nextObjectStart(bytes, covered);
    } else {
      at = nextObjectStart(bytes, at + 1);
    }
  }
  addLeftover(bytes, covered, bytes.length, leftovers);
  return { objects, repairs: [...repairs], leftovers };
}

function isLikeRecord(json: JsonObject): boolean {
  return RECORD_MARKS.some((mark) => Object.hasOwn(json, mark));
}

/** The next `{` that a key or the end of the object follows; -1 if there is none. */
function nextObjectStart(bytes: Uint8Array, from: number): number {
  let at = bytes.indexOf(OPEN_BRACE, from);
  while (at !== -1) {
    const next = bytes[skipBlank(bytes, at + 1)];
    if (next === QUOTE || next === CLOSE_BRACE) return at;
    at = bytes.indexOf(OPEN_BRACE, at + 1);
  }
  return -1;
}

/** Index after the brace that closes the one at `start`; -1 if none does. Strings are skipped. */
export function endOfObject(bytes: Uint8Array, start: number): number {
  let depth = 0;
  let isInString = false;
  for (let at = start; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (isInString) {
      if (byte === BACKSLASH) at += 1;
      else if (byte === QUOTE) isInString = false;
    } else if (byte === QUOTE) {
      isInString = true;
    } else if (byte === OPEN_BRACE) {
      depth += 1;
    } else if (byte === CLOSE_BRACE) {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return -1;
}

function isBlankByte(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0d;
}

function skipBlank(bytes: Uint8Array, from: number): number {
  let at = from;
  while (isBlankByte(bytes[at])) at += 1;
  return at;
}

function addLeftover(bytes: Uint8Array, from: number, to: number, leftovers: ByteRange[]): void {
  const start = skipBlank(bytes, from);
  let end = to;
  while (end > start && isBlankByte(bytes[end - 1])) end -= 1;
  if (end > start) leftovers.push({ byteOffset: start, byteLength: end - start });
}
