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
const LINE_FEED = 0x0a;

/** Ingest gives a record's place without line break and surrounding space, and no record spans lines. */
function isRecord(bytes: Uint8Array): boolean {
  return bytes[0] === OPEN_BRACE && bytes.at(-1) === CLOSE_BRACE && !bytes.includes(LINE_FEED);
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
    const bytes = Buffer.alloc(byteLength);
    const isThere = (await readExactly(file, bytes, byteOffset)) && isRecord(bytes);
    return isThere ? { ok: true, value: bytes } : { ok: false, error: { kind: "changed" } };
  } catch (error) {
    return { ok: false, error: { kind: "unreadable", code: ioErrorCode(error) } };
  } finally {
    await file?.close();
  }
}
