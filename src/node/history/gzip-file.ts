import { createReadStream, createWriteStream } from "node:fs";
import { lstat, open, rename, unlink } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";

import { ioErrorCode, isAbsent } from "../telemetry-fs.ts";

/** Added to the name of a file that is compressed, and to a copy that is not complete yet. */
export const PACKED = ".gz";
export const PART = ".part";
/** gzip keeps the size of what it holds modulo this. */
const MAX_PACKED_BYTES = 2 ** 32;

/** `changed`: somebody wrote to the file, or another file has the name of the copy. Nothing was removed then. */
export type PackOutcome = "packed" | "changed" | "linked" | "too-large" | "not-a-file";

/**
 * Replaces a file by `<name>.gz`. The copy is read back and compared before the file is removed, and has its
 * name only when it is complete: whenever the process dies, the file or a whole copy is there, or both.
 */
export async function packFile(path: string): Promise<PackOutcome> {
  const before = await lstat(path, { bigint: true });
  if (!before.isFile()) return "not-a-file";
  // An undo was broken off with both names in place: going on, it must find that they are one file.
  if (before.nlink > 1n) return "linked";
  if (before.size >= MAX_PACKED_BYTES) return "too-large";
  const packedPath = `${path}${PACKED}`;
  const partPath = `${packedPath}${PART}`;
  const isCopied = await exists(packedPath);
  if (!isCopied) await writeWhole(path, partPath, createGzip(), Number(before.mode & 0o777n));
  const isSame = await isCopyOf(isCopied ? packedPath : partPath, path);
  const after = await lstat(path, { bigint: true });
  const isStill =
    after.ino === before.ino && after.size === before.size && after.mtimeNs === before.mtimeNs && isSame;
  if (!isStill) {
    if (!isCopied) await unlink(partPath);
    return "changed";
  }
  if (!isCopied) await rename(partPath, packedPath);
  await unlink(path);
  return "packed";
}

/**
 * The opposite of `packFile`: afterwards only the file itself is there. Does nothing where there is no copy;
 * rejects when the copy is damaged, or is of something else than the file beside it.
 */
export async function unpackFile(path: string): Promise<void> {
  const packedPath = `${path}${PACKED}`;
  if (!(await exists(packedPath))) return;
  if (await exists(path)) {
    // The file stands for itself, with what was written to it since; the copy must not count beside it.
    if (!(await isCopyOf(packedPath, path, true))) throw new Error(`${packedPath} is not a copy of ${path}`);
  } else {
    const { mode } = await lstat(packedPath);
    await writeWhole(packedPath, `${path}${PART}`, createGunzip(), mode & 0o777);
    await rename(`${path}${PART}`, path);
  }
  await unlink(packedPath);
}

/** Through a stream into a new file, on the disk when this resolves. */
async function writeWhole(
  from: string,
  to: string,
  through: NodeJS.ReadWriteStream,
  mode: number,
): Promise<void> {
  // A copy that was broken off.
  await unlink(to).catch(ignoreAbsent);
  try {
    await pipeline(createReadStream(from), through, createWriteStream(to, { flags: "wx", mode }));
    const file = await open(to, "r+");
    try {
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    // A full disk needs its bytes back. What went wrong first is what is to be told.
    await unlink(to).catch(() => undefined);
    throw error;
  }
}

/** Whether a compressed file holds the same bytes as another file; `isStart`: the same as it begins with. */
async function isCopyOf(packedPath: string, path: string, isStart = false): Promise<boolean> {
  const file = await open(path, "r");
  let position = 0;
  try {
    const { size } = await file.stat();
    for await (const chunk of unpacked(packedPath)) {
      const beside = Buffer.alloc(chunk.byteLength);
      const { bytesRead } = await file.read(beside, 0, beside.byteLength, position);
      if (bytesRead !== chunk.byteLength || !chunk.equals(beside)) return false;
      position += bytesRead;
    }
    return isStart || position === size;
  } catch (error) {
    // Not gzip, or cut off: no copy of anything.
    if (ioErrorCode(error).startsWith("Z_")) return false;
    throw error;
  } finally {
    await file.close();
  }
}

/** The bytes that a compressed file holds, in pieces. Ends with an error where it is damaged. */
export async function* unpacked(packedPath: string): AsyncGenerator<Buffer> {
  const source = createReadStream(packedPath);
  const gunzip = createGunzip();
  // `pipe` hands no errors on.
  source.on("error", (error) => gunzip.destroy(error));
  try {
    for await (const chunk of source.pipe(gunzip)) if (Buffer.isBuffer(chunk)) yield chunk;
  } finally {
    source.destroy();
    gunzip.destroy();
  }
}

async function exists(path: string): Promise<boolean> {
  return (await lstat(path).catch(ignoreAbsent)) !== undefined;
}

function ignoreAbsent(error: unknown): undefined {
  if (!isAbsent(ioErrorCode(error))) throw error;
  return undefined;
}
