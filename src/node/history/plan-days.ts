import { lstat, readdir, realpath } from "node:fs/promises";
import { join } from "node:path";

import { addDaysMs, startOfDateMs } from "../../core/time/zone.ts";
import type { ArchiveFolder, OldFile } from "../old-archives.ts";
import { dayOfFileName } from "./day-file.ts";
import { dayFolderOf } from "./day-folder.ts";

const DAY_MS = 86_400_000;
/** Wherever a day was cut, it has ended there when it has ended in this zone. */
const LAST_ZONE = "Etc/GMT+12";

/**
 * Files of days that ended at least `retentionDays` days of 24 hours ago, as one folder of files; none when
 * retention is unlimited (0). Records without a date have no age. Links are not followed.
 */
export async function planDays(
  stateFolder: string,
  retentionDays: number,
  nowMs: number,
): Promise<readonly ArchiveFolder[]> {
  const folder = await realFolder(dayFolderOf(stateFolder));
  if (!(retentionDays > 0) || folder === null) return [];
  const files: OldFile[] = [];
  let oldestMs = Infinity;
  for (const name of (await readdir(folder)).toSorted()) {
    const endMs = endOfDayMs(dayOfFileName(name));
    if (endMs === null || nowMs - endMs < retentionDays * DAY_MS) continue;
    const path = join(folder, name);
    const found = await lstat(path);
    if (!found.isFile()) continue;
    files.push({ name, path, sizeBytes: found.size });
    oldestMs = Math.min(oldestMs, endMs);
  }
  return files.length === 0 ? [] : [{ path: folder, archivedAtMs: oldestMs, files }];
}

function endOfDayMs(day: string | null): number | null {
  const startMs = day === null ? null : startOfDateMs(LAST_ZONE, day);
  return startMs === null ? null : addDaysMs(LAST_ZONE, startMs, 1);
}

/** Without links on its way within our state: neither `metrics` nor `daily` may lead elsewhere. */
async function realFolder(path: string): Promise<string | null> {
  try {
    const real = await realpath(path);
    const state = await realpath(join(path, "..", ".."));
    return real === join(state, "metrics", "daily") ? real : null;
  } catch {
    // Absent: there is nothing to plan.
    return null;
  }
}
