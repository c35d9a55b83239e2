import type { FileHandle } from "node:fs/promises";
import { open } from "node:fs/promises";
import { parseJsonBytes } from "../../core/ingest/json-text.ts";
import type { JsonObject } from "../../core/records/json.ts";
import { ioErrorCode, isAbsent } from "../telemetry-fs.ts";
import { LinesLostError } from "./export-error.ts";

/** Where a record stands. */
export interface LineAddress {
  readonly fileId: number;
  readonly byteOffset: number;
  readonly byteLength: number;
  /** Whether a line is the one that was read: files may be replaced while we export. */
  readonly isSame: (json: JsonObject) => boolean;
}

/** Absolute path of a file, or null where it is not known any more; the label names it then. */
export interface FilePaths {
  pathOf(fileId: number): string | null;
  labelOf(fileId: number): string;
}

/** Lines nearer than this are read together: a seek costs more than the bytes between. */
const MAX_GAP_BYTES = 64 * 1024;
const MAX_SPAN_BYTES = 4 * 1024 * 1024;

interface Span {
  readonly fileId: number;
  readonly fromByte: number;
  readonly toByte: number;
  /** Positions in the list that was asked for. */
  readonly members: readonly number[];
}

/**
 * The lines in the order asked for, parsed as ingest parsed them. Reads file by file from front to back,
 * neighbouring lines at once. Rejects with a `LinesLostError` when any of them is not there any more.
 */
export async function readLines(
  addresses: readonly LineAddress[],
  files: FilePaths,
): Promise<readonly JsonObject[]> {
  const lines = new Map<number, JsonObject>();
  let fileId = -1;
  let file: LineFile | null = null;
  try {
    for (const span of spansOf(addresses)) {
      if (file === null || fileId !== span.fileId) {
        await file?.handle.close();
        file = null;
        file = await openFile(files, span.fileId);
        fileId = span.fileId;
      }
      const bytes = await readSpan(file, span);
      for (const member of span.members) {
        const address = addresses[member];
        if (address !== undefined) lines.set(member, lineIn(bytes, span, address, file.path));
      }
    }
  } finally {
    await file?.handle.close();
  }
  return addresses.map((_address, position) => {
    const line = lines.get(position);
    if (line === undefined) throw new RangeError(`no line was read for address ${position}`);
    return line;
  });
}

function spansOf(addresses: readonly LineAddress[]): readonly Span[] {
  const inFileOrder = addresses
    .map((address, position) => ({ address, position }))
    .toSorted((a, b) => a.address.fileId - b.address.fileId || a.address.byteOffset - b.address.byteOffset);
  const spans: { fileId: number; fromByte: number; toByte: number; members: number[] }[] = [];
  for (const { address, position } of inFileOrder) {
    const { fileId, byteOffset, byteLength } = address;
    const endByte = byteOffset + byteLength;
    const last = spans.at(-1);
    const joins =
      last !== undefined &&
      last.fileId === fileId &&
      byteOffset - last.toByte <= MAX_GAP_BYTES &&
      endByte - last.fromByte <= MAX_SPAN_BYTES;
    if (joins) {
      last.toByte = Math.max(last.toByte, endByte);
      last.members.push(position);
    } else {
      spans.push({ fileId, fromByte: byteOffset, toByte: endByte, members: [position] });
    }
  }
  return spans;
}

interface LineFile {
  readonly handle: FileHandle;
  readonly path: string;
}

async function openFile(files: FilePaths, fileId: number): Promise<LineFile> {
  const path = files.pathOf(fileId);
  if (path === null) throw new LinesLostError({ kind: "changed", path: files.labelOf(fileId) });
  try {
    return { handle: await open(path, "r"), path };
  } catch (error) {
    throw lostBy(error, path);
  }
}

async function readSpan({ handle, path }: LineFile, span: Span): Promise<Uint8Array> {
  const bytes = Buffer.allocUnsafe(span.toByte - span.fromByte);
  let filled = 0;
  try {
    while (filled < bytes.byteLength) {
      const at = span.fromByte + filled;
      const { bytesRead } = await handle.read(bytes, filled, bytes.byteLength - filled, at);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
  } catch (error) {
    throw lostBy(error, path);
  }
  if (filled < bytes.byteLength) throw new LinesLostError({ kind: "changed", path });
  return bytes;
}

/** A file that is gone was moved or deleted since it was read; anything else is the system's. */
function lostBy(error: unknown, path: string): unknown {
  const code = ioErrorCode(error);
  if (code === "UNKNOWN") return error;
  return new LinesLostError(isAbsent(code) ? { kind: "changed", path } : { kind: "unreadable", path, code });
}

function lineIn(bytes: Uint8Array, span: Span, address: LineAddress, path: string): JsonObject {
  const start = address.byteOffset - span.fromByte;
  const parsed = parseJsonBytes(bytes.subarray(start, start + address.byteLength));
  if (parsed.kind !== "object" || !address.isSame(parsed.json)) {
    throw new LinesLostError({ kind: "changed", path });
  }
  return parsed.json;
}
