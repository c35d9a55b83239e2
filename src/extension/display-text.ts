import { clipText } from "../core/view-model/format.ts";

const MAX_LENGTH = 80;
// Control characters, and the format characters that hide text or turn its direction.
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu;
// VS Code reads links, icons and code in messages and labels: `[x](command:y)`, `$(icon)`, backticks.
const MARKUP = /[[\]()<>`$]+/g;

/** A name out of a record, made fit for a notification or a quick pick: it says what it says and no more. */
export function displayText(text: string): string {
  const plain = text.replaceAll(INVISIBLE, " ").replaceAll(MARKUP, " ").replaceAll(/\s+/g, " ");
  return clipText(plain.trim(), MAX_LENGTH);
}
