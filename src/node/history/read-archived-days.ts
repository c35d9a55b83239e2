import { realpath } from "node:fs/promises";
import { basename, dirname } from "node:path";

import type { ArchivedDays, DaySums } from "../../core/store/archived-days.ts";
import { archiveTimeMs } from "../old-archives.ts";
import { realPathOrNull } from "../path-check.ts";
import type { ArchivedSource } from "./archive-index.ts";
import { readArchiveIndex, unknownSource } from "./archive-index.ts";
import { isArchived, isBack, isBeingRestored, pathOfSource, rootOfArchived } from "./archived-file.ts";
import { readDays } from "./day-folder.ts";

export interface ReadDaysOptions {
  /** Folders of our state; those that do not exist hold nothing. */
  readonly stateFolders: readonly string[];
  /** Telemetry folders that are read: days of others are left out. */
  readonly rootPaths: readonly string[];
  /** Archived files that exist are read too, so that their days must not count. */
  readonly readsArchives: boolean;
  /** A path for people. */
  readonly labelOf: (path: string) => string;
}

/** With when its records were archived, epoch ms; null where the archive's name does not tell. */
export interface DatedDaySums extends DaySums {
  readonly archivedAtMs: number | null;
}

export interface ReadDays extends ArchivedDays {
  readonly days: readonly DatedDaySums[];
}

/** The archived days that count beside the files that are read. Never rejects for what is in a file. */
export async function readArchivedDays(options: ReadDaysOptions): Promise<ReadDays> {
  const roots = new Set(await Promise.all(options.rootPaths.map(realPathOrNull)));
  const days: DatedDaySums[] = [];
  const damaged: ArchivedDays["damaged"][number][] = [];
  // The same archive may have been summed up in two places, before and after there was a better one.
  const seen = new Set<string>();
  for (const stateFolder of await distinct(options.stateFolders)) {
    const read = await readDays(stateFolder);
    damaged.push(...read.unused.map(({ path, reason }) => ({ path: options.labelOf(path), reason })));
    const parts = read.files.flatMap(({ parts: ofDay }) => ofDay);
    const sources = new Set(parts.map(({ source }) => source));
    const index = await readArchiveIndex(stateFolder);
    const known = index.kind === "ok" ? new Map(index.value.map((entry) => [entry.source, entry])) : null;
    const counted = new Set<string>();
    for (const source of sources) {
      const path = pathOfSource(stateFolder, source);
      // Without an index, what the days themselves tell: all of it counts.
      const entry = known === null ? unknownSource(source, "") : known.get(source);
      if (entry === undefined || seen.has(path) || !roots.has(rootOfArchived(path))) continue;
      if (!(await counts(entry, path, options.readsArchives))) continue;
      seen.add(path);
      counted.add(source);
    }
    for (const { source, sums } of parts) {
      const archivedAtMs = archiveTimeMs(basename(dirname(pathOfSource(stateFolder, source))));
      if (counted.has(source)) days.push({ ...sums, archivedAtMs });
    }
  }
  return { days, damaged };
}

async function counts(entry: ArchivedSource, path: string, readsArchives: boolean): Promise<boolean> {
  const { state } = entry;
  if (state === "forgotten" || (await isBack(entry, path))) return false;
  if (state === "counted" && !readsArchives) return true;
  const isThere = await isArchived(path);
  if (state === "counted") return !isThere;
  return isThere && !readsArchives && !(await isBeingRestored(path));
}

/** One folder may be named twice, by a link. */
async function distinct(folders: readonly string[]): Promise<readonly string[]> {
  const real = await Promise.all(folders.map((folder) => realpath(folder).catch(() => null)));
  return [...new Set(real.filter((folder) => folder !== null))];
}
