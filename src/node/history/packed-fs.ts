import { open } from "node:fs/promises";
import { basename } from "node:path";

import { fileKindOf } from "../../core/records/file-kind.ts";
import type { FileStamp, OpenFile, TelemetryFs } from "../telemetry-fs.ts";
import { ioErrorCode, isAbsent, nodeFs } from "../telemetry-fs.ts";
import { PACKED, unpacked } from "./gzip-file.ts";

/**
 * The file system as it would be if nothing were compressed: `x.jsonl.gz` is read as `x.jsonl`. Where both
 * are there, the file itself is taken, so that no record is read twice. For reading once from the start.
 */
export const packedFs: TelemetryFs = {
  ...nodeFs,
  async list(directory) {
    const names = await nodeFs.list(directory);
    return [...new Set(names.map((name) => (name.endsWith(PACKED) ? name.slice(0, -PACKED.length) : name)))];
  },
  stamp: (path) => orPacked(path, (found) => nodeFs.stamp(found), stampPacked),
  realPath: (path) =>
    orPacked(
      path,
      (found) => nodeFs.realPath(found),
      (packed) => nodeFs.realPath(packed),
    ),
  open: (path) => orPacked(path, (found) => nodeFs.open(found), openPacked),
};

async function orPacked<T>(
  path: string,
  plain: (path: string) => Promise<T>,
  packed: (packedPath: string) => Promise<T>,
): Promise<T> {
  try {
    return await plain(path);
  } catch (error) {
    if (!isAbsent(ioErrorCode(error)) || fileKindOf(basename(path)) === null) throw error;
    return await packed(`${path}${PACKED}`);
  }
}

/** The size is that of what it holds: its last four bytes, in files of one part below 4 GB, as ours are. */
async function stampPacked(packedPath: string): Promise<FileStamp> {
  const file = await open(packedPath, "r");
  try {
    const stamp = await nodeFs.stamp(packedPath);
    const tail = Buffer.alloc(4);
    await file.read(tail, 0, 4, Math.max(0, stamp.sizeBytes - 4));
    return { ...stamp, sizeBytes: tail.readUInt32LE() };
  } finally {
    await file.close();
  }
}

async function openPacked(packedPath: string): Promise<OpenFile> {
  const stamp = await stampPacked(packedPath);
  const reader = new PackedReader(packedPath, stamp.sizeBytes);
  return {
    stamp: () => Promise.resolve(stamp),
    read: (target, position) => reader.read(target, position),
    close: () => reader.close(),
  };
}

/** Reads forward; going back begins anew. */
class PackedReader {
  readonly #path: string;
  readonly #sizeBytes: number;
  #chunks: AsyncGenerator<Buffer> | null = null;
  #chunk: Uint8Array = new Uint8Array(0);
  /** Of the first byte in `#chunk`. */
  #position = 0;

  constructor(path: string, sizeBytes: number) {
    this.#path = path;
    this.#sizeBytes = sizeBytes;
  }

  async read(target: Uint8Array, position: number): Promise<number> {
    if (this.#chunks === null || position < this.#position) await this.#rewind();
    let filled = 0;
    while (filled < target.byteLength) {
      const from = position + filled - this.#position;
      if (from < this.#chunk.byteLength) {
        const bytes = this.#chunk.subarray(from, from + target.byteLength - filled);
        target.set(bytes, filled);
        filled += bytes.byteLength;
      } else if (!(await this.#next())) break;
    }
    const end = position + filled;
    if (end === this.#sizeBytes) await this.#expectEnd(end - this.#position);
    return filled;
  }

  async close(): Promise<void> {
    await this.#chunks?.return(undefined);
  }

  async #rewind(): Promise<void> {
    await this.close();
    this.#chunks = unpacked(this.#path);
    this.#chunk = new Uint8Array(0);
    this.#position = 0;
  }

  /** More than the size says: several parts in one file, of which the rest would be left out unseen. */
  async #expectEnd(from: number): Promise<void> {
    if (from < this.#chunk.byteLength || (await this.#next())) throw this.#damaged(null);
  }

  async #next(): Promise<boolean> {
    try {
      const next = await this.#chunks?.next();
      if (next === undefined || next.done === true) return false;
      this.#position += this.#chunk.byteLength;
      this.#chunk = next.value;
      return true;
    } catch (error) {
      throw this.#damaged(error);
    }
  }

  /** An error of reading like others, so that the file is named as one that could not be read. */
  #damaged(cause: unknown): Error {
    return Object.assign(new Error(`${this.#path} is damaged`, { cause }), { code: "EILSEQ" });
  }
}
