import type { BigIntStats } from "node:fs";
import { linkSync, lstatSync, renameSync } from "node:fs";
import { lstat, readdir, rename, rmdir, unlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import { liveNameOf } from "../core/records/file-name.ts";
import type { ArchivedFile, ArchiveResult } from "./archive.ts";
import { unpackFile } from "./history/gzip-file.ts";
import { copyLines, endLine, resumeLines } from "./copy-lines.ts";
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
/** Each round moves one newly begun file aside; a producer begins one only when there is none. */
const MOST_ASIDES = 200;
/** Marks of files in the archive folder: moved aside; being appended, perhaps in part. */
const NEW = ".new-";
const JOINING = ".joining-";

/**
 * Moves archived files back. Where new lines were written meanwhile, the archived part comes first and they
 * follow: their file is moved aside into the archive folder, the archived file gets its old name back in one
 * step, and the new lines are appended to it. A compressed file is unpacked first. No record is ever only in
 * memory and no file is ever replaced or deleted: what was moved aside stays in the archive folder as
 * `*.kept-NNN`, since a producer that stalls may still write into it. After a crash, calling it again with the
 * same result completes it. A file system without hard links gives `failed`; everything is then still there.
 */
export async function undoArchive(result: ArchiveResult, options: UndoOptions = {}): Promise<UndoResult> {
  const restored: string[] = [];
  const failed: { readonly name: string; readonly reason: string }[] = [];
  for (const file of result.files) {
    // It may be a copy, which is counted where the file that it is a copy of is not beside it.
    const live = failed.find(({ name }) => name === liveNameOf(file.name));
    if (live !== undefined) {
      failed.push({ name: file.name, reason: live.reason });
      continue;
    }
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
  await unpackFile(archivedPath);
  // Its name in the archive is given up last: without it, an earlier undo has ended.
  if ((await statOrNull(archivedPath)) === null) return;
  if (!(await isSameFile(archivedPath, originalPath))) await putBack(file);
  const joined: Joined[] = [];
  for (const aside of await asidesOf(file)) joined.push(await appendAside(aside, file));
  // Who opened a file before it was moved aside may still be writing into it.
  if (joined.length > 0) await delay(settleMs);
  for (const { path, copied } of joined) {
    await copyLines(path, originalPath, copied, true);
    await rename(path, path.replace(JOINING, ".kept-"));
  }
  await unlink(archivedPath);
}

/** Gives the archived file its old name again; files begun there meanwhile are moved aside. */
async function putBack(file: ArchivedFile): Promise<void> {
  const { archivedPath, originalPath, name } = file;
  await endLine(archivedPath);
  // Synchronous, so that a busy producer finds as little time as can be to begin yet another file.
  for (let number = await nextAside(file); !linkNew(archivedPath, originalPath); number++) {
    if (number > MOST_ASIDES) throw new Error(`${name} keeps being created`);
    if (!lstatSync(originalPath).isFile()) throw new Error(`${name} is not a file any more`);
    renameSync(originalPath, `${archivedPath}${NEW}${String(number).padStart(3, "0")}`);
  }
}

interface Joined {
  readonly path: string;
  /** Bytes of it that stand in the original now. */
  readonly copied: number;
}

/** Appends the lines of a file that was moved aside; its name says that this has begun. */
async function appendAside(path: string, file: ArchivedFile): Promise<Joined> {
  if (path.includes(JOINING)) {
    return { path, copied: await resumeLines(path, file.originalPath, file.sizeBytes) };
  }
  const joiningPath = path.replace(NEW, JOINING);
  await rename(path, joiningPath);
  return { path: joiningPath, copied: await copyLines(joiningPath, file.originalPath, 0, false) };
}

/** Files moved aside by this undo or by one that was broken off, in the order in which they were begun. */
async function asidesOf(file: ArchivedFile): Promise<readonly string[]> {
  const folder = dirname(file.archivedPath);
  const starts = [NEW, JOINING].map((mark) => `${file.name}${mark}`);
  const names = (await readdir(folder)).filter((name) => starts.some((start) => name.startsWith(start)));
  return names.toSorted((a, b) => numberOf(a) - numberOf(b)).map((name) => join(folder, name));
}

async function nextAside(file: ArchivedFile): Promise<number> {
  return Math.max(0, ...(await asidesOf(file)).map(numberOf)) + 1;
}

const numberOf = (path: string): number => Number(path.slice(path.lastIndexOf("-") + 1));

/** A second name for a file; false when that name is taken. Never replaces what stands there. */
function linkNew(path: string, newPath: string): boolean {
  try {
    linkSync(path, newPath);
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

async function statOrNull(path: string): Promise<BigIntStats | null> {
  try {
    return await lstat(path, { bigint: true });
  } catch (error) {
    if (isAbsent(ioErrorCode(error))) return null;
    throw error;
  }
}
