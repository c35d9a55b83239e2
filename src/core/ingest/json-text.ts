import type { JsonObject } from "../records/json.ts";

/** What mending a text took. */
export type TextRepair = "nan-or-infinity" | "invalid-utf8";

export type ParsedText =
  | { readonly kind: "object"; readonly json: JsonObject; readonly repairs: readonly TextRepair[] }
  | { readonly kind: "other-value" }
  | { readonly kind: "too-deep" }
  | { readonly kind: "not-json" };

const NO_REPAIRS: readonly TextRepair[] = Object.freeze([]);
const NOT_JSON: ParsedText = { kind: "not-json" };
const TOO_DEEP: ParsedText = { kind: "too-deep" };
/** Deeper values parse, but whoever walks them by recursion would overflow the stack. */
const MAX_DEPTH = 500;

/** `ignoreBOM` keeps a mark as the character it is: only the start of a file may have one. */
const tolerantDecoder = new TextDecoder("utf-8", { fatal: false, ignoreBOM: true });
const strictDecoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Parses UTF-8 bytes that should be one JSON object. Never throws. */
export function parseJsonBytes(bytes: Uint8Array): ParsedText {
  const text = tolerantDecoder.decode(bytes);
  const isInvalid = text.includes("\ufffd") && !isValidUtf8(bytes);
  return parseJsonText(text, isInvalid ? ["invalid-utf8"] : NO_REPAIRS);
}

/** Parses a text that should be one JSON object; bare NaN and Infinity become null. Never throws. */
export function parseJsonText(text: string, earlier: readonly TextRepair[] = NO_REPAIRS): ParsedText {
  const wellFormed = text.includes("\\u") ? replaceLoneSurrogates(text) : text;
  const isMended = wellFormed !== text && !earlier.includes("invalid-utf8");
  const repairs = isMended ? [...earlier, "invalid-utf8" as const] : earlier;
  const value = tryParse(wellFormed);
  if (value !== undefined) return outcomeOf(value, wellFormed, repairs);
  if (!text.includes("NaN") && !text.includes("Infinity")) return NOT_JSON;
  const finite = replaceNonFinite(wellFormed);
  const mended = tryParse(finite);
  return mended === undefined ? NOT_JSON : outcomeOf(mended, finite, [...repairs, "nan-or-infinity"]);
}

/** `undefined`, which no JSON text means, stands for "does not parse". */
function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A SyntaxError is the expected answer to a torn line.
    return undefined;
  }
}

function outcomeOf(value: unknown, text: string, repairs: readonly TextRepair[]): ParsedText {
  if (!isObject(value)) return { kind: "other-value" };
  // Nesting takes two characters a level, so short texts need no walk.
  if (text.length > 2 * MAX_DEPTH && isDeeperThan(value, MAX_DEPTH)) return TOO_DEEP;
  return { kind: "object", json: value, repairs };
}

/** The one place where the output of JSON.parse gets a type: all its values are JSON values. */
function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (levels === 0) return true;
  return Object.values(value).some((member) => isDeeperThan(member, levels - 1));
}

function isValidUtf8(bytes: Uint8Array): boolean {
  try {
    strictDecoder.decode(bytes);
    return true;
  } catch {
    // A strict decoder throws for this reason only.
    return false;
  }
}

/** Escapes one by one: a pair of surrogates, a surrogate alone, or any other (so that `\\` hides a `u`). */
const ESCAPES =
  /\\(?:u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|(u[dD][89a-fA-F][\da-fA-F]{2})|[^])/g;

function replaceLoneSurrogates(text: string): string {
  return text.replace(ESCAPES, (escape: string, lone: string | undefined) =>
    lone === undefined ? escape : "\\ufffd",
  );
}

const NON_FINITE = ["NaN", "Infinity", "-Infinity"] as const;

/** Bare `NaN`, `Infinity`, `-Infinity` outside strings as `null`. One pass by hand: a regex can go quadratic. */
function replaceNonFinite(text: string): string {
  let out = "";
  let copied = 0;
  let at = 0;
  while (at < text.length) {
    const char = text[at];
    if (char === '"') {
      at = endOfString(text, at);
      continue;
    }
    const token =
      char === "N" || char === "I" || char === "-"
        ? NON_FINITE.find((name) => text.startsWith(name, at))
        : undefined;
    if (token === undefined) {
      at += 1;
      continue;
    }
    out += `${text.slice(copied, at)}null`;
    at += token.length;
    copied = at;
  }
  return out + text.slice(copied);
}

/** Index after the closing quote of the string that opens at `at`; the end of the text if it never closes. */
function endOfString(text: string, at: number): number {
  let next = at + 1;
  while (next < text.length && text[next] !== '"') next += text[next] === "\\" ? 2 : 1;
  return next + 1;
}
