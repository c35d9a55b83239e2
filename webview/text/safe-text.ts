// Controls, line separators, and the marks that hide or reorder the text around them. Joiners stay: emoji need them.
const INVISIBLE = /[\p{Cc}\p{Bidi_Control}\u00ad\u200b\u2028\u2029\u2060-\u2064\ufeff\ufff9-\ufffb]/gu;

/**
 * Makes every invisible character of a record's text visible: an escape becomes its picture `␛`, a mark that
 * reorders text becomes its code, e.g. `[U+202E]`.
 */
export function visibleText(text: string): string {
  return text.replace(INVISIBLE, (character) => {
    const code = character.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    if (code === 0x7f) return "\u2421";
    return `[U+${code.toString(16).toUpperCase().padStart(4, "0")}]`;
  });
}
