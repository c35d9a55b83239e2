import type { FileKind } from "../records/record.ts";
import { parseJsonBytes } from "./json-text.ts";
import type { ProblemReason } from "./record-sink.ts";
import { type ByteRange, endOfObject, type LineObject, salvageObjects } from "./salvage.ts";

const NUL = 0x00;
const OPEN_BRACE = 0x7b;

/** What had to be mended (`repaired`) or given up (`dropped`) in a part of a line. */
export interface LineNote extends ByteRange {
  readonly severity: "dropped" | "repaired";
  readonly reason: ProblemReason;
}

/** No objects: the line is unreadable. Objects and notes: it is repaired. Objects alone: it is fine. */
export interface LineOutcome {
  readonly objects: readonly LineObject[];
  readonly notes: readonly LineNote[];
}

const NO_NOTES: readonly LineNote[] = Object.freeze([]);

/**
 * Reads one line (no line break, not blank) as JSON. Takes what Python writes and JSON forbids (NaN,
 * Infinity), replaces what is no UTF-8, and saves the whole records, of the file's kind, of a line that holds
 * more or less than one. Never throws.
 */
export function readJsonLine(bytes: Uint8Array, kind: FileKind): LineOutcome {
  const whole: ByteRange = { byteOffset: 0, byteLength: bytes.length };
  const parsed = parseJsonBytes(bytes);
  if (parsed.kind === "object") {
    return { objects: [{ json: parsed.json, ...whole }], notes: repairNotes(parsed.repairs, whole) };
  }
  if (parsed.kind === "not-json") return readBrokenLine(bytes, whole, kind);
  const reason = parsed.kind === "too-deep" ? "nested-too-deep" : "not-an-object";
  return { objects: [], notes: [{ severity: "dropped", reason, ...whole }] };
}

function repairNotes(reasons: readonly ProblemReason[], range: ByteRange): readonly LineNote[] {
  return reasons.length === 0
    ? NO_NOTES
    : reasons.map((reason) => ({ severity: "repaired", reason, ...range }));
}

function readBrokenLine(bytes: Uint8Array, whole: ByteRange, kind: FileKind): LineOutcome {
  const { objects, repairs, leftovers } = salvageObjects(bytes, kind);
  if (objects.length === 0) {
    return { objects, notes: [{ severity: "dropped", reason: reasonOfUnreadable(bytes), ...whole }] };
  }
  const dropped = leftovers.map((range): LineNote => {
    const reason = hasNul(bytes, range) ? "nul-bytes" : "torn-line";
    return { severity: "dropped", reason, ...range };
  });
  const isGlued = objects.length > 1 || dropped.some((note) => note.reason === "torn-line");
  const reasons: ProblemReason[] = isGlued ? ["glued-records", ...repairs] : [...repairs];
  return { objects, notes: [...repairNotes(reasons, whole), ...dropped] };
}

function reasonOfUnreadable(bytes: Uint8Array): ProblemReason {
  if (bytes.includes(NUL)) return "nul-bytes";
  return bytes[0] === OPEN_BRACE && endOfObject(bytes, 0) === -1 ? "torn-line" : "not-json";
}

function hasNul(bytes: Uint8Array, range: ByteRange): boolean {
  return bytes.subarray(range.byteOffset, range.byteOffset + range.byteLength).includes(NUL);
}
