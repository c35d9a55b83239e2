import { open } from "node:fs/promises";

export interface LinePosition {
  /** 1-based; lines end at 0x0A only, as in ingest. */
  readonly lineNumber: number;
  /** Bytes from the start of the line. Telemetry is ASCII, so this is the column, but for other writers. */
  readonly byteColumn: number;
  /** UTF-16 units from the start of the line, as editors count: what a caret position needs. */
  readonly character: number;
}

const CHUNK_BYTES = 256 * 1024;
const LINE_FEED = 0x0a;

/**
 * Finds the line and column of a byte offset by counting line breaks up to it, in chunks. An offset past
 * the end gives the end of the file. Rejects when the file cannot be read.
 */
export async function lineOfOffset(path: string, byteOffset: number): Promise<LinePosition> {
  const file = await open(path, "r");
  try {
    const chunk = Buffer.alloc(CHUNK_BYTES);
    let lineNumber = 1;
    let lineStart = 0;
    let position = 0;
    while (position < byteOffset) {
      const wanted = Math.min(CHUNK_BYTES, byteOffset - position);
      const { bytesRead } = await file.read(chunk, 0, wanted, position);
      if (bytesRead === 0) break;
      const bytes = chunk.subarray(0, bytesRead);
      for (let at = bytes.indexOf(LINE_FEED); at !== -1; at = bytes.indexOf(LINE_FEED, at + 1)) {
        lineNumber++;
        lineStart = position + at + 1;
      }
      position += bytesRead;
    }
    const before = Buffer.alloc(position - lineStart);
    const { bytesRead } = await file.read(before, 0, before.byteLength, lineStart);
    // Editors drop a byte order mark, which would count as one character.
    const character = before.toString("utf8", 0, bytesRead).replace(/^\uFEFF/, "").length;
    return { lineNumber, byteColumn: position - lineStart, character };
  } finally {
    await file.close();
  }
}
