// Bytes and 16-byte blocks.

export const QUOTE: u32 = 0x22;
export const COMMA: u32 = 0x2c;
export const LINE_FEED: u32 = 0x0a;
export const CARRIAGE_RETURN: u32 = 0x0d;
export const BACKSLASH: u32 = 0x5c;

// @ts-ignore: decorator
@inline
export function byteAt(at: usize): u32 {
  return <u32>load<u8>(at);
}

// @ts-ignore: decorator
@inline
export function same16(a: usize, b: usize): bool {
  return !v128.any_true(v128.xor(v128.load(a), v128.load(b)));
}

/** Whether `length` (at least 16) bytes are equal. The last block overlaps the one before. */
// @ts-ignore: decorator
@inline
export function sameBytes(a: usize, b: usize, length: usize): bool {
  // From the end: texts that share a hash slot mostly differ there.
  let left = length;
  let isSame = true;
  while (isSame && left >= 32) {
    const ahead = v128.xor(v128.load(a + left - 16), v128.load(b + left - 16));
    const behind = v128.xor(v128.load(a + left - 32), v128.load(b + left - 32));
    isSame = !v128.any_true(v128.or(ahead, behind));
    left -= 32;
  }
  if (isSame && left >= 16) isSame = same16(a + left - 16, b + left - 16);
  return isSame && same16(a, b);
}

/** Whether `length` bytes of any number are equal. */
export function sameShort(a: usize, b: usize, length: i32): bool {
  let at: i32 = 0;
  while (at + 8 <= length && load<u64>(a + at) == load<u64>(b + at)) at += 8;
  while (at < length && load<u8>(a + at) == load<u8>(b + at)) at++;
  return at == length;
}

/** The address of the line feed that must stand here, perhaps behind a carriage return; else 0. */
export function feedAt(end: usize): usize {
  const feed = byteAt(end) == CARRIAGE_RETURN ? end + 1 : end;
  return byteAt(feed) == LINE_FEED ? feed : 0;
}

/** Address of the next line feed before `end`, or `end`. */
export function findLineFeed(from: usize, end: usize): usize {
  const feed = i8x16.splat(<i8>LINE_FEED);
  let at = from;
  let mask: i32 = 0;
  while (mask == 0 && at < end) {
    mask = i8x16.bitmask(i8x16.eq(v128.load(at), feed));
    if (mask == 0) at += 16;
  }
  if (mask != 0) at += <usize>ctz(mask);
  return at < end ? at : end;
}

/**
 * The closing quote of a string that begins at `from`, if it holds only ASCII without escapes; else 0. Ends at
 * any control character, so never behind the line.
 */
export function endOfPlainText(from: usize): usize {
  const quote = i8x16.splat(<i8>QUOTE);
  const backslash = i8x16.splat(<i8>BACKSLASH);
  const space = i8x16.splat(0x20);
  let at = from;
  let mask: i32 = 0;
  while (mask == 0) {
    const block = v128.load(at);
    const isEnd = v128.or(i8x16.eq(block, quote), i8x16.eq(block, backslash));
    // Signed: catches control characters and everything beyond ASCII.
    mask = i8x16.bitmask(v128.or(isEnd, i8x16.lt_s(block, space)));
    if (mask == 0) at += 16;
  }
  at += <usize>ctz(mask);
  return byteAt(at) == QUOTE ? at : 0;
}

/** Copies an ASCII text of the program to an address. */
export function putText(at: usize, text: string): void {
  for (let index = 0; index < text.length; index++) store<u8>(at + index, <u8>text.charCodeAt(index));
}
