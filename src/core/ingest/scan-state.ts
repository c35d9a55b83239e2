import { NO_LINES, type LineCounts } from "./line-reader.ts";
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
