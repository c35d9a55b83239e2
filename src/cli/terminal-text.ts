/**
 * Controls (escape sequences begin with one), bidirectional and zero-width characters, line and paragraph
 * separators, lone surrogates: what could move the cursor or hide text. First and last of each range.
 */
const UNSAFE: readonly (readonly [number, number])[] = [
  [0x0000, 0x001f],
  [0x007f, 0x009f],
  [0x061c, 0x061c],
  [0x200b, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x2069],
  [0xd800, 0xdfff],
  [0xfeff, 0xfeff],
  [0xfff9, 0xfffb],
  [0xe0000, 0xe007f],
];

/** Text from a record, made harmless for a terminal: what is unsafe is shown as its code, `\x1b`. */
export function terminalSafe(text: string): string {
  // By code point, so that a surrogate is only seen where it stands alone.
  return text.replace(/[^ -~]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (!UNSAFE.some(([first, last]) => code >= first && code <= last)) return character;
    const digits = code.toString(16);
    return digits.length <= 2 ? `\\x${digits.padStart(2, "0")}` : `\\u{${digits}}`;
  });
}

const WIDE =
  /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u;
const NO_WIDTH = /\p{Mark}/u;

/** Columns that a text takes on a terminal: two for East Asian and emoji, none for combining marks. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    if (NO_WIDTH.test(character)) continue;
    const isWide = (character.codePointAt(0) ?? 0) >= 0x20000 || WIDE.test(character);
    width += isWide ? 2 : 1;
  }
  return width;
}

/** At most so many columns, with an ellipsis where something was cut. */
export function clipWidth(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  let kept = "";
  let width = 0;
  for (const character of text) {
    width += displayWidth(character);
    if (width > columns - 1) break;
    kept += character;
  }
  return `${kept}\u2026`;
}
