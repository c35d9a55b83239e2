import { byteAt } from "./bytes";

/** What the last read gave, where it was successful. */
export let count: u64 = 0;

/** Largest number that fits a column, where it is stored as value + 1 in 32 bits. */
export const MAX_COUNT: u64 = 0xfffffffe;
/** About a million dollars: above it the reference rounds another way. */
const MAX_NANO: u64 = 0x3ffffffffffff;

// @ts-ignore: decorator
@inline
function digitAt(at: usize): u32 {
  return byteAt(at) - 0x30;
}

/**
 * Reads a JSON integer from 0 to 4294967294 into `count`; gives the address behind it, else 0. The caller checks
 * what stands behind it, and so refuses fractions and leading zeros.
 */
// @ts-ignore: decorator
@inline
export function readCount(from: usize): usize {
  let digit = digitAt(from);
  if (digit > 9) return 0;
  let value: u64 = digit;
  let at = from + 1;
  if (digit != 0) {
    digit = digitAt(at);
    while (digit <= 9) {
      value = value * 10 + digit;
      at++;
      digit = digitAt(at);
    }
  }
  count = value;
  // Ten digits cannot overflow 64 bits.
  return at - from <= 10 && value <= MAX_COUNT ? at : 0;
}

const POWERS: usize = memory.data<u64>([
  1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000, 10000000000, 100000000000, 1000000000000,
  10000000000000, 100000000000000, 1000000000000000, 10000000000000000, 100000000000000000, 1000000000000000000,
  10000000000000000000,
]); // prettier-ignore

/** For 0 to 19. */
// @ts-ignore: decorator
@inline
function powerOfTen(exponent: i32): u64 {
  return load<u64>(POWERS + ((<usize>exponent) << 3));
}

let mantissa: u64 = 0;
let mantissaDigits: i32 = 0;
let exponent: i32 = 0;

/**
 * Reads a non-negative JSON number as dollars and gives nano-dollars in `count`, up to 2^50, rounded half to even on
 * its decimal digits; gives the address behind it, else 0.
 *
 * The reference rounds the shortest decimal of the double that the text reads as. Up to 15 digits that is the
 * text itself. With 16 to 19 it may differ in the last place of a double, so the answer is only taken where
 * that cannot reach the half between two nano-dollars.
 */
export function readNano(from: usize): usize {
  const at = readDecimal(from);
  if (at == 0) return 0;
  const dropped = -(exponent + 9);
  if (dropped <= 0) {
    if (mantissa != 0 && (dropped < -10 || mantissa > MAX_COUNT)) return 0;
    // At most 10^10 * 2^32, so it cannot overflow.
    count = mantissa == 0 ? 0 : mantissa * powerOfTen(-dropped);
    return count <= MAX_NANO ? at : 0;
  }
  if (dropped > 19) {
    // Below 10^19 / 10^20: far from a half.
    count = 0;
    return at;
  }
  const unit = powerOfTen(dropped);
  const half = unit / 2;
  const whole = mantissa / unit;
  const rest = mantissa % unit;
  if (mantissaDigits > 15) {
    const distance = rest > half ? rest - half : half - rest;
    if (distance <= (mantissa >> 50) + 1) return 0;
  }
  const isUp = rest > half || (rest == half && (whole & 1) == 1);
  count = whole + (isUp ? 1 : 0);
  return count <= MAX_NANO ? at : 0;
}

/** Reads a JSON number without sign as mantissa and exponent; 0 for more than 19 digits and for no number. */
function readDecimal(from: usize): usize {
  let at = from;
  let value: u64 = 0;
  let digit = digitAt(at);
  if (digit > 9) return 0;
  if (digit == 0) at++;
  else {
    while (digit <= 9) {
      value = value * 10 + digit;
      digit = digitAt(++at);
    }
  }
  let significant: i32 = value == 0 ? 0 : <i32>(at - from);
  let places: i32 = 0;
  if (byteAt(at) == 0x2e) {
    const start = ++at;
    digit = digitAt(at);
    while (digit <= 9) {
      value = value * 10 + digit;
      if (value != 0) significant++;
      digit = digitAt(++at);
    }
    places = <i32>(at - start);
    if (places == 0) return 0;
  }
  if (significant > 19) return 0;
  let power: i32 = 0;
  if ((byteAt(at) | 0x20) == 0x65) {
    at = readExponent(at + 1);
    if (at == 0) return 0;
    power = exponent;
  }
  mantissa = value;
  mantissaDigits = significant;
  exponent = power - places;
  return at;
}

function readExponent(from: usize): usize {
  let at = from;
  const sign = byteAt(at);
  if (sign == 0x2b || sign == 0x2d) at++;
  const start = at;
  let value: i32 = 0;
  let digit = digitAt(at);
  while (digit <= 9 && value < 1000) {
    value = value * 10 + digit;
    digit = digitAt(++at);
  }
  if (at == start || digit <= 9) return 0;
  exponent = sign == 0x2d ? -value : value;
  return at;
}

/** The address behind any JSON number, else 0. Its value is of no interest. */
export function skipNumber(from: usize): usize {
  let at = from;
  if (byteAt(at) == 0x2d) at++;
  if (digitAt(at) > 9) return 0;
  if (digitAt(at) == 0) at++;
  else while (digitAt(at) <= 9) at++;
  if (byteAt(at) == 0x2e) {
    const start = ++at;
    while (digitAt(at) <= 9) at++;
    if (at == start) return 0;
  }
  if ((byteAt(at) | 0x20) == 0x65) {
    at++;
    if (byteAt(at) == 0x2b || byteAt(at) == 0x2d) at++;
    const start = at;
    while (digitAt(at) <= 9) at++;
    if (at == start) return 0;
  }
  return at;
}
