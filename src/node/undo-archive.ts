import type { BigIntStats } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { link, lstat, open, readdir, rename, rmdir, unlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import type { ArchivedFile, ArchiveResult } from "./archive.ts";
import { ioErrorCode, isAbsent } from "./telemetry-fs.ts";

export interface UndoOptions {
  /** Time given to a producer that had a file open to end its write, ms. */
  readonly settleMs?: number;
}

export interface UndoResult {
  readonly restored: readonly string[];
  /** Still in the archive, with the system's code; calling undo again goes on. */
  readonly failed: readonly { readonly name: string; readonly reason: string }[];
}

const SETTLE_MS = 300;
const COPY_BYTES = 256 * 1024;
const LINE_FEED = 0x0a;
/** Each round moves one newly begun file aside; a producer begins one only when there is none. */
const MOST_PARTS = 100;

/**
 * Moves archived files back. Where new lines have been written meanwhile, the archived part comes first and
 * they follow. At no instant is a record only in memory: every step is a rename or a link of a whole file, a
 * crash leaves all parts in the archive folder, and calling it again with the same result completes it.
 * A file system without hard links gives `failed`; everything is then still in the archive.
 */
export async function undoArchive(result: ArchiveResult, options: UndoOptions = {}): Promise<UndoResult> {
  const restored: string[] = [];
  const failed: { readonly name: string; readonly reason: string }[] = [];
  for (const file of result.files) {
    try {
      await restore(file, options.settleMs ?? SETTLE_MS);
      restored.push(file.name);
    } catch (error) {
      failed.push({ name: file.name, reason: ioErrorCode(error) });
    }
  }
  // Only an empty folder can be removed so; one with parts left in it stays.
  await rmdir(result.archivePath).catch(() => undefined);
  return { restored, failed };
}

async function restore(file: ArchivedFile, settleMs: number): Promise<void> {
  const { archivedPath, originalPath } = file;
  const joinedPath = `${archivedPath}.joined`;
  if (await isSameFile(joinedPath, originalPath)) {
    // An earlier undo ended after the lines were back, before it cleaned up.
    for (const part of await partsOf(file)) await rename(part, `${part}.kept`);
    await unlink(joinedPath);
    return;
  }
  await unlinkIfThere(joinedPath);
  if (!(await exists(archivedPath))) return;
  const parts = await partsOf(file);
  const isBack = await isSameFile(archivedPath, originalPath);
  if (isBack || (parts.length === 1 && (await linkNew(archivedPath, originalPath)))) {
    await unlink(archivedPath);
    return;
  }
  await restoreJoined(file, parts, joinedPath, settleMs);
}

/** Archived part, then the new lines, in a file of their own that is then linked to the original's place. */
async function restoreJoined(
  file: ArchivedFile,
  parts: readonly string[],
  joinedPath: string,
  settleMs: number,
): Promise<void> {
  const copied: { readonly path: string; readonly bytes: number }[] = [];
  for (const path of parts) copied.push({ path, bytes: await appendPart(path, 0, joinedPath) });
  while (!(await linkNew(joinedPath, file.originalPath))) {
    if (copied.length > MOST_PARTS) throw new Error(`${file.name} keeps being replaced`);
    const path = `${file.archivedPath}.new-${String(copied.length).padStart(3, "0")}`;
    if (!(await lstat(file.originalPath)).isFile()) throw new Error(`${file.name} is not a file any more`);
    await rename(file.originalPath, path);
    copied.push({ path, bytes: await appendPart(path, 0, joinedPath) });
  }
  // Who opened a part before it was moved aside may still be writing into it.
  await delay(settleMs);
  for (const { path, bytes } of copied) {
    await appendPart(path, bytes, file.originalPath);
    await unlink(path);
  }
  await unlink(joinedPath);
}

/** The archived file and the new lines that an earlier undo moved aside, in their order. */
async function partsOf(file: ArchivedFile): Promise<readonly string[]> {
  const folder = dirname(file.archivedPath);
  const names = await readdir(folder);
  const isAside = (name: string): boolean => name.startsWith(`${file.name}.new-`) && /\d{3}$/.test(name);
  const parts = [file.name, ...names.filter(isAside).toSorted()];
  return parts.filter((name) => names.includes(name)).map((name) => join(folder, name));
}

/** Appends a file's bytes from an offset, on a line of their own, and makes them durable. Returns their count. */
async function appendPart(path: string, from: number, targetPath: string): Promise<number> {
  const source = await open(path, "r");
  try {
    const target = await open(targetPath, "a+");
    try {
      const chunk = Buffer.alloc(COPY_BYTES);
      let position = from;
      for (;;) {
        const { bytesRead } = await source.read(chunk, 0, COPY_BYTES, position);
        if (bytesRead === 0) break;
        if (position === from && from === 0 && !(await endsLine(target))) await target.write("\n");
        await writeAll(target, chunk.subarray(0, bytesRead));
        position += bytesRead;
      }
      await target.sync();
      return position - from;
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

async function writeAll(target: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let written = 0; written < bytes.byteLength;) {
    written += (await target.write(bytes, written)).bytesWritten;
  }
}

async function endsLine(file: FileHandle): Promise<boolean> {
  const { size } = await file.stat();
  if (size === 0) return true;
  const last = Buffer.alloc(1);
  await file.read(last, 0, 1, size - 1);
  return last[0] === LINE_FEED;
}

/** A second name for a file; false when that name is taken. Never replaces what stands there. */
async function linkNew(path: string, newPath: string): Promise<boolean> {
  try {
    await link(path, newPath);
    return true;
  } catch (error) {
    if (ioErrorCode(error) === "EEXIST") return false;
    throw error;
  }
}

async function isSameFile(a: string, b: string): Promise<boolean> {
  const [left, right] = await Promise.all([statOrNull(a), statOrNull(b)]);
  if (left === null || right === null) return false;
  return left.dev === right.dev && left.ino === right.ino && left.ino !== 0n;
}

async function exists(path: string): Promise<boolean> {
  return (await statOrNull(path)) !== null;
}

async function statOrNull(path: string): Promise<BigIntStats | null> {
  try {
    return await lstat(path, { bigint: true });
  } catch (error) {
    if (isAbsent(ioErrorCode(error))) return null;
    throw error;
  }
}

async function unlinkIfThere(path: string): Promise<void> {
  if (await exists(path)) await unlink(path);
}
