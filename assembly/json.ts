import { byteAt, BACKSLASH, QUOTE } from "./bytes";
import { skipNumber } from "./numbers";

const OPEN_BRACE: u32 = 0x7b;
const CLOSE_BRACE: u32 = 0x7d;
const OPEN_BRACKET: u32 = 0x5b;
const CLOSE_BRACKET: u32 = 0x5d;
const COLON: u32 = 0x3a;
const COMMA: u32 = 0x2c;
/** Four bytes each: `null`, `true`, `alse`. */
const NULL: u32 = 0x6c6c756e;
const TRUE: u32 = 0x65757274;
const ALSE: u32 = 0x65736c61;
/** The reference takes 500 levels; whatever is deeper than this is its affair. */
const MAX_DEPTH: i32 = 24;

/*
 * A strict JSON grammar over one line. Nothing here looks for the end of its input: the line feed that ends every
 * line is no part of any value and no white space of this grammar, so that every function stops at it.
 */

// @ts-ignore: decorator
@inline
export function skipSpace(from: usize): usize {
  let at = from;
  while (byteAt(at) == 0x20 || byteAt(at) == 0x09 || byteAt(at) == 0x0d) at++;
  return at;
}

// @ts-ignore: decorator
@inline
export function isNullAt(at: usize): bool {
  return load<u32>(at) == NULL;
}

/** 2 for `true`, 1 for `false`, 0 for `null`, 3 for anything else. */
export function triStateAt(at: usize): u32 {
  const word = load<u32>(at);
  if (word == TRUE) return 2;
  if (word == NULL) return 0;
  return byteAt(at) == 0x66 && load<u32>(at + 1) == ALSE ? 1 : 3;
}

/** Bytes of what `triStateAt` told. */
export function triStateLength(state: u32): usize {
  return state == 1 ? 5 : 4;
}

/**
 * The address behind a string whose opening quote stands at `from`, else 0. Only ASCII; escapes are checked, but
 * not those of surrogates, because the reference mends lone ones.
 */
export function skipString(from: usize): usize {
  if (byteAt(from) != QUOTE) return 0;
  let at = from + 1;
  let byte = byteAt(at);
  let isGood = true;
  while (isGood && byte != QUOTE) {
    isGood = byte >= 0x20 && byte < 0x80;
    if (byte == BACKSLASH) {
      at = skipEscape(at + 1);
      isGood = at != 0;
    } else {
      at++;
    }
    byte = isGood ? byteAt(at) : 0;
  }
  return isGood ? at + 1 : 0;
}

function skipEscape(at: usize): usize {
  const byte = byteAt(at);
  if (byte == 0x75) {
    // \uXXXX; D800 to DFFF are surrogates.
    const first = hexAt(at + 1);
    const second = hexAt(at + 2);
    if (first > 15 || second > 15 || hexAt(at + 3) > 15 || hexAt(at + 4) > 15) return 0;
    return first == 13 && second > 7 ? 0 : at + 5;
  }
  const isKnown =
    byte == QUOTE || byte == BACKSLASH || byte == 0x2f || byte == 0x62 || byte == 0x66 || byte == 0x6e ||
    byte == 0x72 || byte == 0x74; // prettier-ignore
  return isKnown ? at + 1 : 0;
}

function hexAt(at: usize): u32 {
  const byte = byteAt(at);
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = (byte | 0x20) - 0x61;
  return letter < 6 ? letter + 10 : 16;
}

/** The address behind any JSON value, else 0. */
export function skipValue(from: usize, depth: i32): usize {
  const byte = byteAt(from);
  if (byte == QUOTE) return skipString(from);
  if (byte == OPEN_BRACE || byte == OPEN_BRACKET) return depth < MAX_DEPTH ? skipNested(from, depth + 1) : 0;
  const state = triStateAt(from);
  if (state != 3) return from + triStateLength(state);
  return skipNumber(from);
}

function skipNested(from: usize, depth: i32): usize {
  const isObject = byteAt(from) == OPEN_BRACE;
  const close = isObject ? CLOSE_BRACE : CLOSE_BRACKET;
  let at = skipSpace(from + 1);
  if (byteAt(at) == close) return at + 1;
  let isGood = true;
  let isOpen = true;
  while (isGood && isOpen) {
    if (isObject) at = skipKey(at);
    if (at != 0) at = skipValue(at, depth);
    isGood = at != 0;
    if (isGood) {
      at = skipSpace(at);
      isOpen = byteAt(at) == COMMA;
      if (isOpen) at = skipSpace(at + 1);
    }
  }
  return isGood && byteAt(at) == close ? at + 1 : 0;
}

function skipKey(from: usize): usize {
  return afterColon(skipString(from));
}

/** The address of the value behind a colon, else 0. Takes 0 for "there was no key". */
export function afterColon(from: usize): usize {
  if (from == 0) return 0;
  const at = skipSpace(from);
  return byteAt(at) == COLON ? skipSpace(at + 1) : 0;
}

/** The address behind a list of strings, or behind `null`; else 0. */
export function skipTexts(from: usize): usize {
  if (isNullAt(from)) return from + 4;
  if (byteAt(from) != OPEN_BRACKET) return 0;
  let at = skipSpace(from + 1);
  if (byteAt(at) == CLOSE_BRACKET) return at + 1;
  let isGood = true;
  let isOpen = true;
  while (isGood && isOpen) {
    at = skipString(at);
    isGood = at != 0;
    if (isGood) {
      at = skipSpace(at);
      isOpen = byteAt(at) == COMMA;
      if (isOpen) at = skipSpace(at + 1);
    }
  }
  return isGood && byteAt(at) == CLOSE_BRACKET ? at + 1 : 0;
}
