import { byteAt, QUOTE } from "./bytes";

const HYPHEN: u32 = 0x2d;
export const UUID_BYTES: usize = 36;

/**
 * Reads a lower-case uuid, with its closing quote, into four words at `to`. False for anything else, and for the
 * one form that the host's packed ids use as an escape (two words of ones).
 */
// @ts-ignore: decorator
@inline
export function readUuid(at: usize, to: usize): bool {
  if (byteAt(at + UUID_BYTES) != QUOTE) return false;
  if (byteAt(at + 8) != HYPHEN || byteAt(at + 13) != HYPHEN) return false;
  if (byteAt(at + 18) != HYPHEN || byteAt(at + 23) != HYPHEN) return false;
  const first = v128.load(at);
  const second = v128.load(at + 16);
  const last = v128.load(at + 20);
  const high = v128.shuffle<u8>(first, second, 0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 14, 15, 16, 17);
  const low = v128.shuffle<u8>(second, last, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14, 15, 28, 29, 30, 31);
  const highDigits = hexValues(high);
  const lowDigits = hexValues(low);
  const isHex = v128.and(i8x16.lt_u(highDigits, i8x16.splat(16)), i8x16.lt_u(lowDigits, i8x16.splat(16)));
  if (!i8x16.all_true(isHex)) return false;
  const bytes = i8x16.narrow_i16x8_u(pairs(highDigits), pairs(lowDigits));
  const words = v128.shuffle<u8>(bytes, bytes, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);
  v128.store(to, words);
  return load<u64>(to) != 0xffffffffffffffff;
}

/** 0 to 15 for `0-9a-f`, more for every other byte. */
// @ts-ignore: decorator
@inline
function hexValues(text: v128): v128 {
  const decimal = i8x16.sub(text, i8x16.splat(0x30));
  const letter = i8x16.sub(text, i8x16.splat(0x61));
  const isLetter = i8x16.lt_u(letter, i8x16.splat(6));
  const isDecimal = i8x16.lt_u(decimal, i8x16.splat(10));
  const value = v128.bitselect(i8x16.add(letter, i8x16.splat(10)), decimal, isLetter);
  // All ones where neither: far above 15.
  return v128.or(value, v128.not(v128.or(isLetter, isDecimal)));
}

/** Two digits of four bits become one byte in a lane of 16 bits. */
// @ts-ignore: decorator
@inline
function pairs(digits: v128): v128 {
  const left = v128.and(i16x8.shl(digits, 4), i16x8.splat(0xff));
  return v128.or(left, i16x8.shr_u(digits, 8));
}
