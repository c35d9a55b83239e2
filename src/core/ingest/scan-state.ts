import { NO_LINES, type LineCounts } from "./line-reader.ts";
import type { LineSplitter } from "./line-splitter.ts";
import type { LineStart } from "./scanned-part.ts";

/** How far a file was read: another scanner that starts with it goes on as this one would. */
export interface ScanState {
  /** The line that has no end yet. */
  readonly line: LineStart;
  /** What is there of it. */
  readonly held: Uint8Array;
  readonly counts: Readonly<LineCounts>;
}

export const FILE_START: ScanState = {
  line: { byteOffset: 0, lineNumber: 1 },
  held: new Uint8Array(0),
  counts: NO_LINES,
};

/** The state of a scanner with this splitter and these counts; null where its open line was thrown away. */
export function scanStateOf(splitter: LineSplitter, counts: Readonly<LineCounts>): ScanState | null {
  const held = splitter.copyHeld();
  return held === null ? null : { line: splitter.openLine, held, counts: { ...counts } };
}
