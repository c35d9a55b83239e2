import type { JsonObject } from "../records/json.ts";
import type { FileKind } from "../records/record.ts";
import { parseJsonBytes, type TextRepair } from "./json-text.ts";
import { recordShape } from "./record-shape.ts";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const LEAD_INTO_VALUE: ReadonlySet<number> = new Set([COLON, OPEN_BRACKET, COMMA]);
const FOLLOW_VALUE: ReadonlySet<number> = new Set([COMMA, CLOSE_BRACKET, CLOSE_BRACE]);

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

/**
 * Finds the records of a line that is not one JSON object: glued together (`}{`), beside a torn piece of
 * another one, or beside NUL bytes. A complete object is one of them when it has the fields of a record of the
 * file's kind; metadata and stages of a torn record are complete objects too. Where nothing on the line has
 * those fields, and nothing but complete objects stands on it, all are taken, as each would be on a line of
 * its own. Work is bounded to a few passes over the line.
 */
export function salvageObjects(bytes: Uint8Array, kind: FileKind): Salvage {
  const records = findRecords(bytes, kind);
  return collect(bytes, records.length > 0 ? records : findGluedObjects(bytes));
}

interface FoundObject extends LineObject {
  readonly repairs: readonly TextRepair[];
}

function collect(bytes: Uint8Array, objects: readonly FoundObject[]): Salvage {
  const leftovers: ByteRange[] = [];
  let covered = 0;
  for (const { byteOffset, byteLength } of objects) {
    addLeftover(bytes, covered, byteOffset, leftovers);
    covered = byteOffset + byteLength;
  }
  addLeftover(bytes, covered, bytes.length, leftovers);
  return {
    objects: objects.map(({ json, byteOffset, byteLength }) => ({ json, byteOffset, byteLength })),
    repairs: [...new Set(objects.flatMap(({ repairs }) => repairs))],
    leftovers,
  };
}

function findRecords(bytes: Uint8Array, kind: FileKind): readonly FoundObject[] {
  const records: FoundObject[] = [];
  // Each unclosed brace costs a pass: a line of usual length may have many, a hostile one may not.
  let budget = 8 * bytes.length + 64 * Math.min(bytes.length, 4096);
  let at = nextObjectStart(bytes, 0);
  while (at !== -1 && budget > 0) {
    const end = endOfObject(bytes, at);
    budget -= (end === -1 ? bytes.length : end) - at;
    const object = end === -1 ? null : parseObject(bytes, at, end);
    if (object !== null && isRecord(bytes, object, kind)) records.push(object);
    // What stands inside a complete object is a part of it, whatever it looks like.
    at = nextObjectStart(bytes, object === null ? at + 1 : end);
  }
  return records;
}

/** Nothing unless the line is complete objects from end to end. */
function findGluedObjects(bytes: Uint8Array): readonly FoundObject[] {
  const objects: FoundObject[] = [];
  let at = skipBlank(bytes, 0);
  while (at < bytes.length) {
    const end = bytes[at] === OPEN_BRACE ? endOfObject(bytes, at) : -1;
    const object = end === -1 ? null : parseObject(bytes, at, end);
    if (object === null) return [];
    objects.push(object);
    at = skipBlank(bytes, end);
  }
  return objects;
}

function parseObject(bytes: Uint8Array, at: number, end: number): FoundObject | null {
  const parsed = parseJsonBytes(bytes.subarray(at, end));
  if (parsed.kind !== "object") return null;
  return { json: parsed.json, repairs: parsed.repairs, byteOffset: at, byteLength: end - at };
}

/**
 * An object next to `:`, `[` or `,` may be a value inside of a torn record, or whole behind one that was cut
 * right there: only one with nearly all the fields of a record is taken for whole. With such a neighbour on
 * either side it is a value.
 */
function isRecord(bytes: Uint8Array, object: FoundObject, kind: FileKind): boolean {
  const shape = recordShape(kind, object.json);
  if (shape === "none") return false;
  const isValueBefore = LEAD_INTO_VALUE.has(bytes[lastNonBlank(bytes, object.byteOffset - 1)] ?? 0);
  const isValueAfter = FOLLOW_VALUE.has(bytes[skipBlank(bytes, object.byteOffset + object.byteLength)] ?? 0);
  if (isValueBefore && isValueAfter) return false;
  return shape === "full" || !(isValueBefore || isValueAfter);
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

function lastNonBlank(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at >= 0 && isBlankByte(bytes[at])) at -= 1;
  return at;
}

function addLeftover(bytes: Uint8Array, from: number, to: number, leftovers: ByteRange[]): void {
  const start = skipBlank(bytes, from);
  const end = lastNonBlank(bytes, to - 1) + 1;
  if (end > start) leftovers.push({ byteOffset: start, byteLength: end - start });
}
