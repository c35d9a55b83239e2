/** What a clipped text ends with. */
export const ELLIPSIS = "\u2026";

/** At most `maxLength` UTF-16 units, the last one an ellipsis when something was cut; no half surrogate. */
export function clipText(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  if (maxLength <= 0) return "";
  let end = maxLength - 1;
  const last = text.charCodeAt(end - 1);
  if (last >= 0xd800 && last <= 0xdbff) end -= 1;
  return `${text.slice(0, end)}${ELLIPSIS}`;
}

/** Whether `clipText` makes `clipped` of `text`, at whatever length it was asked for. False where nothing is cut. */
export function isClipOf(text: string, clipped: string): boolean {
  if (!clipped.endsWith(ELLIPSIS) || text.length <= clipped.length) return false;
  // One unit more was asked for where half a surrogate pair had to go.
  return clipText(text, clipped.length) === clipped || clipText(text, clipped.length + 1) === clipped;
}
