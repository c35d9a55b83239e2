import type { Dirent } from "node:fs";
import { lstat, readdir, realpath, rmdir, unlink } from "node:fs/promises";
import { join } from "node:path";

import { fileKindOf } from "../core/records/file-kind.ts";
import { ioErrorCode, isAbsent } from "./telemetry-fs.ts";

const DAY_MS = 86_400_000;
/** As `archiveTelemetry` names a folder: the UTC time with dashes, and a number from 2 on for another one. */
const FOLDER_NAME = /^(\d{4}-\d\d-\d\dT)(\d\d)-(\d\d)-(\d\d\.\d{3}Z)(?:-(?:[2-9]|[1-9]\d{1,5}))?$/;
/** What an undo leaves beside the archived files, what is compressed, and copies that were broken off. */
const ASIDE = /(?:\.(?:new|joining|kept)-\d+|\.gz|(?:\.gz)?\.part)$/;

export interface OldFile {
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  readonly sizeBytes: number;
}

/** A folder that a clear made, and those of its files that a clear or an undo put there. */
export interface ArchiveFolder {
  /** Absolute, without links. */
  readonly path: string;
  readonly archivedAtMs: number;
  readonly files: readonly OldFile[];
}

export interface DeletionResult {
  /** Files deleted, and their bytes. */
  readonly files: number;
  readonly sizeBytes: number;
  /** Folders that are gone. */
  readonly folders: readonly string[];
  /** Planned files that are still there: `changed` since they were listed, or the system's code. */
  readonly kept: readonly { readonly path: string; readonly reason: string }[];
}

/** When an archive was made, by its folder's name; null for a folder that no clear of ours made. */
export function archiveTimeMs(folderName: string): number | null {
  const [, day, hours, minutes, seconds] = FOLDER_NAME.exec(folderName) ?? [];
  if (day === undefined) return null;
  const iso = `${day}${hours}:${minutes}:${seconds}`;
  const atMs = Date.parse(iso);
  // The calendar's own check: a 30 February is read as 2 March.
  return !Number.isNaN(atMs) && new Date(atMs).toISOString() === iso ? atMs : null;
}

/**
 * The archives of a telemetry folder, in no order. Links are not followed: neither `archive` itself, nor a
 * folder or a file in it. Empty where there is no archive.
 */
export async function listArchives(rootPath: string): Promise<readonly ArchiveFolder[]> {
  const root = await realpath(rootPath).catch(nullWhenAbsent);
  if (root === null) return [];
  const archive = join(root, "archive");
  const folders: ArchiveFolder[] = [];
  for (const entry of await entriesOf(archive)) {
    const archivedAtMs = archiveTimeMs(entry.name);
    if (archivedAtMs === null || !entry.isDirectory()) continue;
    const path = join(archive, entry.name);
    folders.push({ path, archivedAtMs, files: await filesOf(path) });
  }
  return folders;
}

/**
 * The archives that were made at least `retentionDays` days of 24 hours ago, oldest first. None when retention
 * is unlimited (0).
 */
export function planDeletion(
  folders: readonly ArchiveFolder[],
  retentionDays: number,
  nowMs: number,
): readonly ArchiveFolder[] {
  if (!(retentionDays > 0)) return [];
  return folders
    .filter(({ archivedAtMs, files }) => files.length > 0 && nowMs - archivedAtMs >= retentionDays * DAY_MS)
    .toSorted((a, b) => a.archivedAtMs - b.archivedAtMs);
}

/**
 * Deletes the files of a plan, for ever, and the folders that are empty then. A file that is not as it was
 * listed stays: nobody agreed to its deletion.
 */
export async function deleteArchives(plan: readonly ArchiveFolder[]): Promise<DeletionResult> {
  let sizeBytes = 0;
  let files = 0;
  const folders: string[] = [];
  const kept: { readonly path: string; readonly reason: string }[] = [];
  for (const folder of plan) {
    const isFolder = await isStill(folder.path);
    for (const file of isFolder ? folder.files : []) {
      const reason = await deleteFile(file);
      if (reason === null) {
        files += 1;
        sizeBytes += file.sizeBytes;
      } else if (reason !== "ENOENT") kept.push({ path: file.path, reason });
    }
    // Only an empty folder can be removed so.
    if (isFolder) await rmdir(folder.path).catch(() => undefined);
    if ((await lstat(folder.path).catch(nullWhenAbsent)) === null) folders.push(folder.path);
  }
  return { files, sizeBytes, folders, kept };
}

/** Null when the file was deleted. */
async function deleteFile({ path, sizeBytes }: OldFile): Promise<string | null> {
  try {
    const now = await lstat(path);
    if (!now.isFile() || now.size !== sizeBytes) return "changed";
    await unlink(path);
    return null;
  } catch (error) {
    return ioErrorCode(error);
  }
}

async function filesOf(folder: string): Promise<readonly OldFile[]> {
  const files: OldFile[] = [];
  for (const entry of await entriesOf(folder)) {
    if (!entry.isFile() || fileKindOf(entry.name.replace(ASIDE, "")) === null) continue;
    const path = join(folder, entry.name);
    const found = await lstat(path).catch(nullWhenAbsent);
    if (found?.isFile() === true) files.push({ name: entry.name, path, sizeBytes: found.size });
  }
  return files.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** A folder at its listed path, which had no link on its way. */
async function isStill(path: string): Promise<boolean> {
  return (await isRealFolder(path)) && (await realpath(path)) === path;
}

async function isRealFolder(path: string): Promise<boolean> {
  return (await lstat(path).catch(nullWhenAbsent))?.isDirectory() === true;
}

/** Nothing of a folder that is a link. */
async function entriesOf(folder: string): Promise<readonly Dirent[]> {
  if (!(await isRealFolder(folder))) return [];
  return (await readdir(folder, { withFileTypes: true }).catch(nullWhenAbsent)) ?? [];
}

function nullWhenAbsent(error: unknown): null {
  if (isAbsent(ioErrorCode(error))) return null;
  throw error;
}
