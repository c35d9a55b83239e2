import { unlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

import type { ArchiveFolder } from "../old-archives.ts";
import { listArchives } from "../old-archives.ts";
import { realPathOrNull } from "../path-check.ts";
import type { ArchivedSource } from "./archive-index.ts";
import { readArchiveIndex, unknownSource, writeArchiveIndex } from "./archive-index.ts";
import { isArchived, isBack, isBeingRestored, pathOfSource, sourceOf, summedName } from "./archived-file.ts";
import type { ReadDayFiles } from "./day-folder.ts";
import { dayFolderOf, readDays, replaceParts } from "./day-folder.ts";
import { PACKED } from "./gzip-file.ts";
import type { SumOptions } from "./sum-archive.ts";
import { sumArchive } from "./sum-archive.ts";

export interface SyncOptions extends SumOptions {
  /** Telemetry folders whose archives this folder of state is of; absolute. */
  readonly rootPaths: readonly string[];
}

export interface SyncResult {
  /** Archived files that were summed up now. */
  readonly summed: number;
  readonly failed: readonly { readonly path: string; readonly code: string }[];
}

/**
 * Brings the files of days to what the archives are: each archived file is summed up once, again when it has
 * grown, when another zone is shown or when a day has lost its sums, and no more once it is back among the files
 * that are read. A file that is gone from its archive leaves its days. To be called with the folder's lock held.
 */
export async function syncArchivedDays(options: SyncOptions): Promise<SyncResult> {
  const { stateFolder } = options;
  const index = await readArchiveIndex(stateFolder);
  const known = await knownSources(stateFolder);
  const { kept, back } = await sortOut(stateFolder, known);
  const days = await readDays(stateFolder);
  const { summed, failed } = await sumNew(kept, days, options);
  const changed = new Set(summed.map(({ source }) => source));
  const entries = [...kept.filter(({ source }) => !changed.has(source)), ...summed];
  // Where nothing was ever archived nothing is written either.
  if (entries.length + known.length > 0) await writeArchiveIndex(stateFolder, entries);
  if (back.length > 0) await replaceParts(stateFolder, new Set(back), []);
  // Without an index nobody knows what else a damaged file held.
  if (index.kind === "ok") await removeMadeAnew(stateFolder, days, entries);
  return { summed: summed.length, failed };
}

/** What still is in its archive or gone for good, and what is back among the files that are read. */
async function sortOut(stateFolder: string, known: readonly ArchivedSource[]) {
  const kept: ArchivedSource[] = [];
  const back: string[] = [];
  for (const entry of known) {
    const path = pathOfSource(stateFolder, entry.source);
    const { state } = entry;
    if (await isBeingRestored(path)) kept.push({ ...entry, state: "restoring" });
    else if (await isArchived(path))
      kept.push({ ...entry, state: state === "restoring" ? "counted" : state });
    else if (state !== "counted" || (await isBack(entry, path))) back.push(entry.source);
    else kept.push(entry);
  }
  return { kept, back };
}

async function sumNew(kept: readonly ArchivedSource[], days: ReadDayFiles, options: SyncOptions) {
  const { stateFolder, rootPaths } = options;
  const archives = (await Promise.all(rootPaths.map(listArchives))).flat();
  // Neither what is to stay out of the figures, nor what an undo has not ended for yet.
  const left = new Set(kept.filter(({ state }) => state !== "counted").map(({ source }) => source));
  const isWanted = ({ source }: { readonly source: string }): boolean => !left.has(source);
  const summed: ArchivedSource[] = [];
  const failed: SyncResult["failed"][number][] = [];
  for (const archive of archives) {
    if (!(await needsSums(archive, kept, days, options))) continue;
    const sums = await sumArchive(archive.path, options);
    const sources = sums.sources.filter(isWanted);
    // First the days, then the entry that makes them count.
    await replaceParts(
      stateFolder,
      new Set(sources.map(({ source }) => source)),
      sums.parts.filter(isWanted),
    );
    summed.push(...sources);
    failed.push(...sums.failed);
  }
  return { summed, failed };
}

/**
 * Says that an undo of these files begins: from now on each counts only as long as it is in its archive, so
 * that none is ever counted twice, whenever the undo is broken off. To be called with the lock held.
 */
export async function markRestoring(stateFolder: string, paths: readonly string[]): Promise<void> {
  const sources = new Set(paths.map((path) => sourceOf(stateFolder, path)));
  const known = await knownSources(stateFolder);
  if (!known.some(({ source }) => sources.has(source))) return;
  const marked = known.map((entry): ArchivedSource =>
    sources.has(entry.source) ? { ...entry, state: "restoring" } : entry,
  );
  await writeArchiveIndex(stateFolder, marked);
}

/** Takes the days of archived files out of the figures, for good. To be called with the lock held. */
export async function forgetSources(stateFolder: string, paths: readonly string[]): Promise<void> {
  const sources = paths.filter(isSummed).map((path) => sourceOf(stateFolder, path));
  const others = (await knownSources(stateFolder)).filter(({ source }) => !sources.includes(source));
  const entries = sources.map((source) => ({ ...unknownSource(source, ""), state: "forgotten" as const }));
  await writeArchiveIndex(stateFolder, [...others, ...entries]);
  await replaceParts(stateFolder, new Set(sources), []);
}

/** Says of an archived file whether sums stand for its records, or none need to. */
export async function summedIn(stateFolder: string): Promise<(path: string) => boolean> {
  const folder = await realPathOrNull(stateFolder);
  const index = folder === null ? null : await readArchiveIndex(folder);
  const summed = new Set(index?.kind === "ok" ? index.value.map(({ source }) => source) : []);
  return (path) => {
    const name = summedName(basename(path));
    return name === null || summed.has(sourceOf(folder ?? stateFolder, join(dirname(path), name)));
  };
}

/** Days whose files are to be deleted have not lost them. To be called with the lock held. */
export async function forgetDays(stateFolder: string, days: readonly string[]): Promise<void> {
  if (days.length === 0) return;
  const known = await knownSources(stateFolder);
  const left = known.map((entry) => ({ ...entry, days: entry.days.filter((day) => !days.includes(day)) }));
  await writeArchiveIndex(stateFolder, left);
}

const isSummed = (path: string): boolean => summedName(basename(path)) !== null;

/** Without an index, what the days themselves tell: all of it counts. */
async function knownSources(stateFolder: string): Promise<readonly ArchivedSource[]> {
  const index = await readArchiveIndex(stateFolder);
  if (index.kind === "ok") return index.value;
  if (index.kind === "closed")
    throw new Error(`${dayFolderOf(stateFolder)} is left as it is: ${index.reason}`);
  const { files } = await readDays(stateFolder);
  const parts = files.flatMap(({ parts: ofDay }) => ofDay);
  const bySource = new Map(parts.map(({ source, sums }) => [source, sums.timeZone]));
  return [...bySource].map(([source, timeZone]) => unknownSource(source, timeZone));
}

async function needsSums(
  { path: folder, files }: ArchiveFolder,
  kept: readonly ArchivedSource[],
  days: ReadDayFiles,
  { stateFolder, timeZone }: SyncOptions,
): Promise<boolean> {
  for (const { name, sizeBytes } of files) {
    const plain = summedName(name);
    if (plain === null || (await isBeingRestored(join(folder, plain)))) continue;
    const source = sourceOf(stateFolder, join(folder, plain));
    const entry = kept.find((candidate) => candidate.source === source);
    if (entry?.state === "forgotten") continue;
    if (entry === undefined || entry.sizeBytes < 0 || entry.timeZone !== timeZone) return true;
    if (lostDays(entry, days).length > 0) return true;
    // A compressed one does not grow any more.
    if (!name.endsWith(PACKED) && entry.sizeBytes !== sizeBytes) return true;
  }
  return false;
}

/** Days that should hold sums of an archived file, and do not. What a closed file holds is not known. */
function lostDays({ source, days }: ArchivedSource, { files, unused }: ReadDayFiles): readonly string[] {
  const closed = new Set(unused.filter(({ kind }) => kind === "closed").map(({ day }) => day));
  const held = new Set(
    files.filter(({ parts }) => parts.some((part) => part.source === source)).map(({ day }) => day),
  );
  return days.filter((day) => !held.has(day) && !closed.has(day));
}

/** A damaged file of which everything was made anew is of no use any more. */
async function removeMadeAnew(
  stateFolder: string,
  before: ReadDayFiles,
  entries: readonly ArchivedSource[],
): Promise<void> {
  const damaged = before.unused.filter(({ kind }) => kind === "damaged");
  if (damaged.length === 0) return;
  const now = await readDays(stateFolder);
  const lost = new Set(entries.flatMap((entry) => lostDays(entry, now)));
  for (const { day } of damaged) {
    const aside = now.unused.find((file) => file.day === day && file.kind === "set-aside");
    if (aside !== undefined && !lost.has(day)) await unlink(aside.path);
  }
}
