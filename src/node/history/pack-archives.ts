import { lstat } from "node:fs/promises";

import { fileKindOf } from "../../core/records/file-kind.ts";
import { listArchives } from "../old-archives.ts";
import { ioErrorCode } from "../telemetry-fs.ts";
import { packFile } from "./gzip-file.ts";

/** A producer may still hold a file open that was archived under it: so long nobody must have written to it. */
const QUIET_MS = 3_600_000;

export interface PackResult {
  readonly packed: number;
  readonly failed: readonly { readonly path: string; readonly code: string }[];
}

/** Compresses what has lain quietly in the archives of a telemetry folder. Others' files are left as they are. */
export async function packArchives(rootPath: string, nowMs: number): Promise<PackResult> {
  const failed: PackResult["failed"][number][] = [];
  let packed = 0;
  for (const { archivedAtMs, files } of await listArchives(rootPath)) {
    if (nowMs - archivedAtMs < QUIET_MS) continue;
    for (const { name, path } of files) {
      if (fileKindOf(name) === null) continue;
      try {
        if (nowMs - (await lstat(path)).mtimeMs < QUIET_MS) continue;
        if ((await packFile(path)) === "packed") packed++;
      } catch (error) {
        failed.push({ path, code: ioErrorCode(error) });
      }
    }
  }
  return { packed, failed };
}
