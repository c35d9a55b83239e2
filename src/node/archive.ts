import { lstat, mkdir, readdir, realpath, rename } from "node:fs/promises";
import { basename, join } from "node:path";

import { fileKindOf } from "../core/records/file-kind.ts";
import { liveNameOf } from "../core/records/file-name.ts";
import { ioErrorCode } from "./telemetry-fs.ts";

export interface ArchivedFile {
  readonly name: string;
  /** Absolute. */
  readonly archivedPath: string;
  /** Where it was, and goes back to. */
  readonly originalPath: string;
  readonly sizeBytes: number;
}

/**
 * `not-telemetry`: not a plain name of a telemetry file. `not-a-file`: a link or a folder, whose move would
 * not move the records, or would move others.
 */
type RefusalReason = "not-telemetry" | "not-a-file";

export interface UnmovedFile {
  readonly name: string;
  /** `not-telemetry`, `not-a-file`, or the system's code (`EACCES`, `EBUSY`). */
  readonly reason: string;
}

export interface ArchiveResult {
  readonly archivePath: string;
  readonly files: readonly ArchivedFile[];
  /** Left where they are. */
  readonly unmoved: readonly UnmovedFile[];
}

/** Rejected with: the folder is no place to archive from or into. Nothing was moved. */
export class ArchiveRefusedError extends Error {
  override readonly name = "ArchiveRefusedError";
}

/**
 * Moves telemetry files to `<root>/archive/<UTC time>/` by rename, so that their bytes stay what they are. A
 * producer that has a file open finishes its write into the archived file; its next record starts a new one.
 * Names that do not exist are left out. After a file that stays, a rotated one of its name stays too: it may be a
 * copy of it, which would be counted without it. Rejects, before anything is moved, when there is nowhere safe to go.
 */
export async function archiveTelemetry(
  rootPath: string,
  fileNames: readonly string[],
  nowMs: number,
): Promise<ArchiveResult> {
  const root = await realpath(rootPath);
  const present = await readdir(root);
  if (!fileNames.some((name) => fileKindOf(name) !== null && present.includes(name))) {
    throw new ArchiveRefusedError(`${rootPath} holds none of these telemetry files`);
  }
  const archivePath = await makeArchiveFolder(root, nowMs);
  const files: ArchivedFile[] = [];
  const unmoved: UnmovedFile[] = [];
  for (const name of new Set(fileNames)) {
    const originalPath = join(root, name);
    const archivedPath = join(archivePath, name);
    try {
      const live = unmoved.find((stayed) => stayed.name === liveNameOf(name));
      const refusal = live?.reason ?? (await refusalOf(name, originalPath));
      if (refusal !== null) {
        unmoved.push({ name, reason: refusal });
        continue;
      }
      await rename(originalPath, archivedPath);
      const { size: sizeBytes } = await lstat(archivedPath);
      files.push({ name, archivedPath, originalPath, sizeBytes });
    } catch (error) {
      const reason = ioErrorCode(error);
      if (reason !== "ENOENT") unmoved.push({ name, reason });
    }
  }
  return { archivePath, files, unmoved };
}

async function refusalOf(name: string, path: string): Promise<RefusalReason | null> {
  // A kind implies a plain name: no separator, no "..", nothing but letters, digits, dots and dashes.
  if (fileKindOf(name) === null || basename(name) !== name) return "not-telemetry";
  return (await lstat(path)).isFile() ? null : "not-a-file";
}

async function makeArchiveFolder(root: string, nowMs: number): Promise<string> {
  const archive = join(root, "archive");
  await mkdir(archive).catch((error: unknown) => {
    if (ioErrorCode(error) !== "EEXIST") throw error;
  });
  // A link named "archive" would carry the files out of the root.
  if (!(await lstat(archive)).isDirectory()) throw new ArchiveRefusedError(`${archive} is not a folder`);
  const stamp = new Date(nowMs).toISOString().replaceAll(":", "-");
  for (let attempt = 1; ; attempt++) {
    const path = join(archive, attempt === 1 ? stamp : `${stamp}-${attempt}`);
    try {
      await mkdir(path);
      return path;
    } catch (error) {
      if (ioErrorCode(error) !== "EEXIST") throw error;
    }
  }
}
