import type { FileHandle } from "node:fs/promises";
import { open } from "node:fs/promises";
import { parseJsonBytes } from "../../core/ingest/json-text.ts";
import type { JsonObject, JsonValue } from "../../core/records/json.ts";

/** Where a record stands, and the id that its line must carry: files may be replaced while we export. */
export interface LineAddress {
  readonly fileId: number;
  readonly byteOffset: number;
  readonly byteLength: number;
  readonly recordId: string | null;
  readonly idField: "call_id" | "run_id";
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
 * The `metadata` of each line, in the order asked for; null where there is none or the line is not there
 * any more. Reads file by file from front to back, neighbouring lines at once.
 */
export async function readMetadata(
  addresses: readonly LineAddress[],
  pathOf: (fileId: number) => string | null,
): Promise<readonly JsonValue[]> {
  const metadata: JsonValue[] = addresses.map(() => null);
  let fileId = -1;
  let handle: FileHandle | null = null;
  try {
    for (const span of spansOf(addresses)) {
      if (fileId !== span.fileId) {
        await handle?.close();
        handle = await openOrNull(pathOf(span.fileId));
        fileId = span.fileId;
      }
      const bytes = handle === null ? null : await readSpan(handle, span);
      if (bytes === null) continue;
      for (const member of span.members) {
        const address = addresses[member];
        if (address !== undefined) metadata[member] = metadataIn(bytes, span, address);
      }
    }
  } finally {
    await handle?.close();
  }
  return metadata;
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

async function openOrNull(path: string | null): Promise<FileHandle | null> {
  if (path === null) return null;
  try {
    return await open(path, "r");
  } catch {
    // Gone or locked since it was read: its records are exported from the store, without metadata.
    return null;
  }
}

async function readSpan(handle: FileHandle, span: Span): Promise<Uint8Array | null> {
  const bytes = Buffer.allocUnsafe(span.toByte - span.fromByte);
  try {
    const { bytesRead } = await handle.read(bytes, 0, bytes.byteLength, span.fromByte);
    return bytes.subarray(0, bytesRead);
  } catch {
    // As above: what cannot be read any more has no metadata.
    return null;
  }
}

function metadataIn(bytes: Uint8Array, span: Span, address: LineAddress): JsonValue {
  const start = address.byteOffset - span.fromByte;
  const line = bytes.subarray(start, start + address.byteLength);
  if (line.byteLength < address.byteLength) return null;
  const parsed = parseJsonBytes(line);
  return parsed.kind === "object" && isSameRecord(parsed.json, address)
    ? (parsed.json["metadata"] ?? null)
    : null;
}

function isSameRecord(json: JsonObject, address: LineAddress): boolean {
  return address.recordId === null || json[address.idField] === address.recordId;
}
