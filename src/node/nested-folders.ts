import type { Dirent } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";

import { fileKindOf } from "../core/records/file-kind.ts";
import { TELEMETRY_FOLDERS } from "./roots.ts";

export interface NestedSearch {
  /** Folders below `baseDir` that are entered: 1 = its direct children. */
  readonly maxDepth: number;
  readonly signal?: AbortSignal;
  /** Folders listed at most; a huge tree ends the search, it does not stall it. */
  readonly maxFolders?: number;
}

const SKIPPED = new Set([
  "node_modules",
  ".git",
  ".hg",
  ".svn",
  ".venv",
  "venv",
  "env",
  ".env",
  ".tox",
  ".nox",
  "site-packages",
  "__pycache__",
  "archive",
  "dist",
  "build",
]);

async function entriesOf(path: string): Promise<readonly Dirent[]> {
  try {
    return await readdir(path, { withFileTypes: true });
  } catch {
    // A folder that cannot be listed has nothing to offer; the search is a convenience.
    return [];
  }
}

async function holdsTelemetry(path: string): Promise<boolean> {
  return (await entriesOf(path)).some((entry) => entry.isFile() && fileKindOf(entry.name) !== null);
}

/**
 * Finds `.empathy` and `.attune` folders with telemetry files in sub-folders of `baseDir`: a run that was
 * started in a sub-folder makes its own. Not the ones of `baseDir` itself. Links are not followed.
 * Returns absolute paths, nearest first; what was found so far when the signal aborts.
 */
export async function findNestedTelemetryFolders(
  baseDir: string,
  search: NestedSearch,
): Promise<readonly string[]> {
  const found: string[] = [];
  let left = search.maxFolders ?? 5_000;
  let level: readonly string[] = [baseDir];
  for (let depth = 0; depth <= search.maxDepth && level.length > 0; depth++) {
    const next: string[] = [];
    for (const folder of level) {
      if (search.signal?.aborted === true || left <= 0) return found;
      left -= 1;
      for (const entry of await entriesOf(folder)) {
        if (!entry.isDirectory() || SKIPPED.has(entry.name)) continue;
        const path = join(folder, entry.name);
        if (!TELEMETRY_FOLDERS.includes(entry.name)) next.push(path);
        else if (depth > 0 && (await holdsTelemetry(path))) found.push(path);
      }
    }
    level = next.toSorted();
  }
  return found;
}
