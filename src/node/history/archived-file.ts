import { createHash } from "node:crypto";
import type { BigIntStats } from "node:fs";
import { lstat } from "node:fs/promises";
import { basename, dirname, relative, resolve } from "node:path";

import { fileKindOf } from "../../core/records/file-kind.ts";
import { ioErrorCode, isAbsent, nodeFs } from "../telemetry-fs.ts";
import type { TelemetryFs } from "../telemetry-fs.ts";
import { PACKED } from "./gzip-file.ts";
import { packedFs } from "./packed-fs.ts";

const HEAD_BYTES = 4096;

/** How a file of state names an archived file: with the workspace it may move to another place. */
export function sourceOf(stateFolder: string, archivedPath: string): string {
  return relative(stateFolder, archivedPath).replaceAll("\\", "/");
}

export function pathOfSource(stateFolder: string, source: string): string {
  return resolve(stateFolder, source);
}

/** The telemetry folder that an archived file came from: `<root>/archive/<time>/<file>`. */
export function rootOfArchived(archivedPath: string): string {
  return dirname(dirname(dirname(archivedPath)));
}

/** The name that a file of an archive had; null for those that hold neither calls nor runs. */
export function summedName(name: string): string | null {
  const plain = name.endsWith(PACKED) ? name.slice(0, -PACKED.length) : name;
  const kind = fileKindOf(plain);
  return kind === "call" || kind === "run" ? plain : null;
}

/** Whether it is there, compressed or not. */
export async function isArchived(archivedPath: string): Promise<boolean> {
  return (await statOf(archivedPath)) !== null || (await statOf(`${archivedPath}${PACKED}`)) !== null;
}

/** Whether an undo has given a file its old name again and not yet taken the archive's: it is read there. */
export async function isBeingRestored(archivedPath: string): Promise<boolean> {
  const [archived, live] = [await statOf(archivedPath), await statOf(livePathOf(archivedPath))];
  if (archived === null || live === null) return false;
  return archived.dev === live.dev && archived.ino === live.ino && archived.ino !== 0n;
}

/** Whether its records are read again, since somebody moved or copied it back by hand. */
export async function isBack({ sizeBytes, headSha1 }: FileHead, archivedPath: string): Promise<boolean> {
  if (sizeBytes <= 0) return false;
  // What cannot be read counts nowhere else.
  const live = await headOf(livePathOf(archivedPath), sizeBytes, nodeFs).catch(() => null);
  return live !== null && live.sizeBytes >= sizeBytes && live.headSha1 === headSha1;
}

export interface FileHead {
  readonly sizeBytes: number;
  readonly headSha1: string;
}

/** Size and beginning of a file that may be compressed; null where there is none. `length`: of the beginning. */
export async function headOf(
  path: string,
  length = HEAD_BYTES,
  fs: TelemetryFs = packedFs,
): Promise<FileHead | null> {
  try {
    const file = await fs.open(path);
    try {
      const { sizeBytes } = await file.stamp();
      const bytes = Buffer.alloc(Math.min(length, HEAD_BYTES, sizeBytes));
      const read = await file.read(bytes, 0);
      const headSha1 = createHash("sha1").update(bytes.subarray(0, read)).digest("hex");
      return { sizeBytes, headSha1 };
    } finally {
      await file.close();
    }
  } catch (error) {
    if (isAbsent(ioErrorCode(error))) return null;
    throw error;
  }
}

/** Where a file of an archive would stand again, had somebody moved it back by hand. */
function livePathOf(archivedPath: string): string {
  return resolve(rootOfArchived(archivedPath), basename(archivedPath));
}

async function statOf(path: string): Promise<BigIntStats | null> {
  try {
    const found = await lstat(path, { bigint: true });
    return found.isFile() ? found : null;
  } catch (error) {
    if (isAbsent(ioErrorCode(error))) return null;
    throw error;
  }
}
