import type { BigIntStats } from "node:fs";
import { access, constants, readlink, realpath, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { fileKindOf } from "../../core/records/file-kind.ts";
import { TELEMETRY_FOLDERS } from "../roots.ts";
import { ioErrorCode } from "../telemetry-fs.ts";

/** Where an output really goes: links are followed to their end, also to a file that is not there yet. */
export interface OutputTarget {
  readonly path: string;
  /** Null for a file that does not exist, or may not be looked at. */
  readonly existing: BigIntStats | null;
}

/** What must never be written to: the producer's files, and whatever would be read as one of them. */
export interface GuardedFiles {
  /** Files that were read. */
  readonly paths: readonly string[];
  /** Folders that telemetry is read from, with files in them or without. */
  readonly folders: readonly string[];
}

const MAX_LINKS = 40;
const ANY_WRITE_BIT = 0o222n;

/** Rejects with the system's error for a link that leads nowhere. */
export async function resolveTarget(outPath: string): Promise<OutputTarget> {
  const existing = await statOrNull(outPath);
  if (existing === null) return { path: await endOfLinks(outPath), existing };
  if (!existing.isFile()) return { path: outPath, existing };
  return { path: await realpath(outPath), existing };
}

/**
 * Rejects for a file that is there and may not be written: a rename would replace it all the same, and to
 * root nothing is closed.
 */
export async function requireWritable({ path, existing }: OutputTarget): Promise<void> {
  if (existing === null) return;
  if ((existing.mode & ANY_WRITE_BIT) === 0n) throw systemError("EACCES", path);
  await access(path, constants.W_OK);
}

async function endOfLinks(outPath: string): Promise<string> {
  let path = outPath;
  for (let links = 0; links < MAX_LINKS; links++) {
    const folder = await realpath(dirname(path));
    const target = await linkOrNull(path);
    if (target === null) return join(folder, basename(path));
    path = resolve(folder, target);
  }
  throw systemError("ELOOP", outPath);
}

async function linkOrNull(path: string): Promise<string | null> {
  try {
    return await readlink(path);
  } catch {
    // No link, or nothing there: creating the file says more, if there is more to say.
    return null;
  }
}

/**
 * Whether writing there would change a file that was read, under whatever name, or make one that is read
 * the next time: a telemetry name in a folder of telemetry.
 */
export async function isTelemetryTarget(target: OutputTarget, guarded: GuardedFiles): Promise<boolean> {
  for (const path of guarded.paths) if (await isSameFile(target, path)) return true;
  // File systems may ignore case, and the producer's names are in lower case.
  if (fileKindOf(basename(target.path).toLowerCase()) === null) return false;
  const folder = dirname(target.path);
  if (TELEMETRY_FOLDERS.includes(basename(folder).toLowerCase())) return true;
  const folders = [...guarded.folders, ...guarded.paths.map((path) => dirname(path))];
  for (const path of new Set(folders)) if (await isSameFolder(folder, path)) return true;
  return false;
}

async function isSameFile({ path, existing }: OutputTarget, other: string): Promise<boolean> {
  if (path === other) return true;
  if (existing === null) return false;
  const stats = await statOrNull(other);
  return stats !== null && isSameInode(stats, existing);
}

async function isSameFolder(folder: string, other: string): Promise<boolean> {
  if (folder === other) return true;
  const [stats, otherStats] = [await statOrNull(folder), await statOrNull(other)];
  return stats !== null && otherStats !== null && isSameInode(stats, otherStats);
}

/** Some file systems number no file: those are told apart by path alone. */
function isSameInode(a: BigIntStats, b: BigIntStats): boolean {
  return a.ino !== 0n && a.ino === b.ino && a.dev === b.dev;
}

async function statOrNull(path: string): Promise<BigIntStats | null> {
  try {
    return await stat(path, { bigint: true });
  } catch (error) {
    if (ioErrorCode(error) === "UNKNOWN") throw error;
    // Absent, or not to be seen: creating the file says which.
    return null;
  }
}

function systemError(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code });
}
