import type { FileHandle } from "node:fs/promises";
import { open } from "node:fs/promises";

import type { Result } from "../core/result.ts";
import { ioErrorCode } from "./telemetry-fs.ts";

/** Longest record that is read back, as in ingest. */
export const RAW_LINE_CAP_BYTES = 64 * 1024 * 1024;

export type RawLineError =
  /** The bytes at that place are no record (any more): the file was replaced or cut since it was read. */
  | { readonly kind: "changed" }
  | { readonly kind: "too-long"; readonly byteLength: number }
  | { readonly kind: "unreadable"; readonly code: string };

const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const BLANKS = new Set([0x20, 0x09, 0x0a, 0x0d]);
/** A record begins after a line break, a blank, a byte order mark or a record it is glued to. */
const BEFORE_RECORD = new Set([...BLANKS, 0xbf, 0x00, CLOSE_BRACE]);

function isRecord(bytes: Uint8Array): boolean {
  let first = 0;
  let last = bytes.byteLength - 1;
  while (first < last && BLANKS.has(bytes[first] ?? 0)) first++;
  while (last > first && BLANKS.has(bytes[last] ?? 0)) last--;
  return first < last && bytes[first] === OPEN_BRACE && bytes[last] === CLOSE_BRACE;
}

async function readExactly(file: FileHandle, target: Uint8Array, position: number): Promise<boolean> {
  let filled = 0;
  while (filled < target.byteLength) {
    const { bytesRead } = await file.read(target, filled, target.byteLength - filled, position + filled);
    if (bytesRead === 0) return false;
    filled += bytesRead;
  }
  return true;
}

/**
 * Reads one record's bytes back from its file. The place comes from ingest; what stands there now is
 * checked to be a whole object, so that a file changed underneath is an error and never another text.
 */
export async function readRecordBytes(
  path: string,
  byteOffset: number,
  byteLength: number,
): Promise<Result<Uint8Array, RawLineError>> {
  if (byteLength > RAW_LINE_CAP_BYTES) return { ok: false, error: { kind: "too-long", byteLength } };
  let file: FileHandle | null = null;
  try {
    file = await open(path, "r");
    const before = Math.min(1, byteOffset);
    const bytes = Buffer.alloc(before + byteLength);
    if (!(await readExactly(file, bytes, byteOffset - before)))
      return { ok: false, error: { kind: "changed" } };
    const record = bytes.subarray(before);
    const startsThere = before === 0 || BEFORE_RECORD.has(bytes[0] ?? 0);
    if (!startsThere || !isRecord(record)) return { ok: false, error: { kind: "changed" } };
    return { ok: true, value: record };
  } catch (error) {
    return { ok: false, error: { kind: "unreadable", code: ioErrorCode(error) } };
  } finally {
    await file?.close();
  }
}
