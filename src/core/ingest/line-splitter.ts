import type { LineStart } from "./scanned-part.ts";

const LINE_FEED = 0x0a;
const MAX_LINE_BYTES = 64 * 1024 * 1024;
const FIRST_BUFFER_BYTES = 16 * 1024;
/** A larger buffer is given back once its line is done. */
const KEPT_BUFFER_BYTES = 1024 * 1024;
const BOM = [0xef, 0xbb, 0xbf] as const;

/** Where a line's content stands: without line break, byte order mark and surrounding space. */
export interface LinePosition {
  readonly byteOffset: number;
  readonly byteLength: number;
  /** 1-based; blank lines are counted too. */
  readonly lineNumber: number;
}

export interface LineHandler {
  /** `bytes` is valid during the call only: it may be a view of the chunk. Never empty. */
  readonly onLine: (bytes: Uint8Array, position: LinePosition) => void;
  /** A line above the limit: its bytes were thrown away. */
  readonly onLineTooLong: (position: LinePosition) => void;
}

/**
 * Cuts bytes into lines at 0x0A only (U+2028 and lone CR are content), whatever the chunks. What follows the
 * last line break is held back until its break comes or `finish` says that none will.
 */
export class LineSplitter {
  readonly #handler: LineHandler;
  readonly #maxLineBytes: number;
  #held = new Uint8Array(0);
  #heldBytes = 0;
  /** Bytes of the open line, thrown away or held. */
  #openBytes = 0;
  #lineStart = 0;
  #lineNumber = 1;

  constructor(handler: LineHandler, maxLineBytes = MAX_LINE_BYTES) {
    this.#handler = handler;
    this.#maxLineBytes = maxLineBytes;
  }

  /** Bytes handed in so far. */
  get bytes(): number {
    return this.#lineStart + this.#openBytes;
  }

  /** Where the line begins that has no end yet. */
  get openLine(): LineStart {
    return { byteOffset: this.#lineStart, lineNumber: this.#lineNumber };
  }

  /** A copy of the open line, to be pushed again elsewhere; null where it was thrown away. */
  copyHeld(): Uint8Array | null {
    return this.#heldBytes === this.#openBytes ? this.held.slice() : null;
  }

  /** Bytes after the last line break. */
  get pendingBytes(): number {
    return this.#openBytes;
  }

  push(chunk: Uint8Array): void {
    let start = 0;
    for (;;) {
      const end = chunk.indexOf(LINE_FEED, start);
      if (end === -1) break;
      this.#endLine(chunk.subarray(start, end), 1);
      start = end + 1;
    }
    if (start < chunk.length) this.#hold(chunk.subarray(start));
  }

  /** The start of the open line; shorter than `pendingBytes` where it was thrown away. */
  get held(): Uint8Array {
    return this.#held.subarray(0, this.#heldBytes);
  }

  /** Forgets the open line: someone else reads it from its start. */
  dropHeld(): void {
    this.#openBytes = 0;
    this.#releaseBuffer();
  }

  /** Takes note of whole lines that someone else has read. Only between lines. */
  advance(bytes: number, lines: number): void {
    this.#lineStart += bytes;
    this.#lineNumber += lines;
  }

  /** Takes what is held back as a line. Bytes pushed later start a new one. */
  finish(): void {
    if (this.#openBytes > 0) this.#endLine(new Uint8Array(0), 0);
  }

  #hold(part: Uint8Array): void {
    this.#openBytes += part.length;
    if (this.#openBytes > this.#maxLineBytes) {
      this.#releaseBuffer();
      return;
    }
    if (this.#heldBytes + part.length > this.#held.length) this.#grow(this.#heldBytes + part.length);
    this.#held.set(part, this.#heldBytes);
    this.#heldBytes += part.length;
  }

  #grow(neededBytes: number): void {
    // Doubling keeps a line that comes byte by byte linear.
    const grown = new Uint8Array(Math.max(neededBytes, this.#held.length * 2, FIRST_BUFFER_BYTES));
    grown.set(this.#held.subarray(0, this.#heldBytes));
    this.#held = grown;
  }

  #releaseBuffer(): void {
    this.#heldBytes = 0;
    if (this.#held.length > KEPT_BUFFER_BYTES) this.#held = new Uint8Array(0);
  }

  #endLine(tail: Uint8Array, breakBytes: number): void {
    const lineStart = this.#lineStart;
    const lineNumber = this.#lineNumber;
    const isContinued = this.#openBytes > 0;
    if (isContinued) this.#hold(tail);
    const byteLength = isContinued ? this.#openBytes : tail.length;
    const line = isContinued ? this.#held.subarray(0, this.#heldBytes) : tail;
    // The state moves on first, so that a handler that throws loses its own line only.
    this.#lineStart += byteLength + breakBytes;
    this.#lineNumber += 1;
    this.#openBytes = 0;
    this.#releaseBuffer();
    if (byteLength > this.#maxLineBytes) {
      this.#handler.onLineTooLong({ byteOffset: lineStart, byteLength, lineNumber });
    } else {
      this.#emit(line, lineStart, lineNumber);
    }
  }

  #emit(line: Uint8Array, lineStart: number, lineNumber: number): void {
    let from = lineStart === 0 && BOM.every((byte, index) => line[index] === byte) ? BOM.length : 0;
    let to = line.length;
    while (from < to && isSpace(line[from])) from += 1;
    while (to > from && isSpace(line[to - 1])) to -= 1;
    if (from === to) return;
    const position = { byteOffset: lineStart + from, byteLength: to - from, lineNumber };
    this.#handler.onLine(from === 0 && to === line.length ? line : line.subarray(from, to), position);
  }
}

/** The white space of JSON: space, tab, carriage return. A line feed cannot occur within a line. */
function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0d || byte === 0x09;
}
