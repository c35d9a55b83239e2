import { sameBytes } from "./bytes";
import {
  MAX_PIECE_BYTES, MAX_PIECES, PIECE_ARENA, PIECE_ARENA_END, PIECE_ENTRIES, PIECE_SLOTS, PIECE_TABLE, PIECE_WORDS,
} from "./layout"; // prettier-ignore
import { noteFull } from "./texts";

/**
 * A piece is a stretch of a line that the walker (tier 2) has read and that comes back byte for byte: from the
 * end of the timestamp to the first number, and from the last number to the metadata. Equal bytes between equal
 * neighbours mean the same, so a piece that is recognized needs no second look at its grammar.
 */

/** Bytes at the start of every piece that are the same in most. */
const HASH_FROM: usize = 16;
/** Bytes after them that are hashed, for the long pieces of a call and the shorter ones of a stage. */
export const LONG: usize = 128;
export const SHORT: usize = 64;

let pieceCount: i32 = 0;
let arenaEnd: usize = PIECE_ARENA;

export function resetPieces(): void {
  memory.fill(PIECE_TABLE, 0, <usize>PIECE_SLOTS * 4);
  pieceCount = 0;
  arenaEnd = PIECE_ARENA;
}

// @ts-ignore: decorator
@inline
function entryOf(piece: i32): usize {
  return PIECE_ENTRIES + <usize>(piece * PIECE_WORDS) * 4;
}

// @ts-ignore: decorator
@inline
export function pieceLength(piece: i32): usize {
  return <usize>load<u32>(entryOf(piece), 4);
}

/** What the piece means: see the two callers of `learnPiece`. */
// @ts-ignore: decorator
@inline
export function pieceMeaning(piece: i32): u32 {
  return load<u32>(entryOf(piece), 8);
}

// @ts-ignore: decorator
@inline
function isPieceAt(piece: i32, at: usize): bool {
  const entry = entryOf(piece);
  return sameBytes(at, load<u32>(entry), load<u32>(entry, 4));
}

/**
 * The piece that stands at an address, or -1. `before` is the piece of this kind that was found last (-1: none):
 * the one that followed it then is tried first, because workflows log the same steps again and again.
 */
// @ts-ignore: decorator
@inline
export function findPiece(at: usize, before: i32, hashed: usize): i32 {
  if (before >= 0) {
    const guess = load<i32>(entryOf(before), 16);
    if (guess >= 0 && isPieceAt(guess, at)) return guess;
  }
  const found = lookUp(at, hashed);
  if (before >= 0) store<i32>(entryOf(before), found, 16);
  return found;
}

function lookUp(at: usize, hashed: usize): i32 {
  let piece = load<i32>(slotOf(at, hashed)) - 1;
  while (piece >= 0 && !isPieceAt(piece, at)) piece = load<i32>(entryOf(piece), 12) - 1;
  return piece;
}

function slotOf(at: usize, hashed: usize): usize {
  const from = at + HASH_FROM;
  let a: u64 = 0x9e3779b97f4a7c15;
  let b: u64 = 0xc2b2ae3d27d4eb4f;
  // Two independent chains: a multiplication takes several cycles.
  for (let offset: usize = 0; offset < hashed; offset += 16) {
    a = (a ^ load<u64>(from + offset)) * 0xff51afd7ed558ccd;
    b = (b ^ load<u64>(from + offset + 8)) * 0xc4ceb9fe1a85ec53;
  }
  const hash = (a ^ (a >> 29)) + (b ^ (b >> 31));
  return PIECE_TABLE + <usize>((hash ^ (hash >> 32)) & <u64>(PIECE_SLOTS - 1)) * 4;
}

/** Remembers a piece. Too short or too long ones are left out, and those that are known. */
export function learnPiece(from: usize, end: usize, meaning: u32, hashed: usize): void {
  const length = <i32>(end - from);
  if (length < <i32>(HASH_FROM + hashed) || length > MAX_PIECE_BYTES || lookUp(from, hashed) >= 0) return;
  if (pieceCount == MAX_PIECES || arenaEnd + <usize>length > PIECE_ARENA_END) {
    noteFull();
    return;
  }
  const entry = entryOf(pieceCount);
  const slot = slotOf(from, hashed);
  memory.copy(arenaEnd, from, length);
  store<u32>(entry, <u32>arenaEnd);
  store<u32>(entry, <u32>length, 4);
  store<u32>(entry, meaning, 8);
  store<u32>(entry, load<u32>(slot), 12);
  store<i32>(entry, -1, 16);
  store<i32>(slot, ++pieceCount);
  arenaEnd += length;
}
