import { mkdir, unlink } from "node:fs/promises";
import { join } from "node:path";

import type { DayFile, DayPart } from "./day-file.ts";
import { DAY_SCHEMA, dayFileName, dayFileText, dayOfFileName, parseDayFile } from "./day-file.ts";
import { readStateFile, SET_ASIDE, setAside } from "./state-file.ts";
import { namesIn, writeWhole } from "./write-whole.ts";

/** Where the files of days are, within the folder of our state. */
export function dayFolderOf(stateFolder: string): string {
  return join(stateFolder, "metrics", "daily");
}

export interface UnusedFile {
  readonly day: string;
  /** Absolute. */
  readonly path: string;
  /** Whether another one may be written in its place, must not, or was. */
  readonly kind: "damaged" | "closed" | "set-aside";
  readonly reason: string;
}

export interface ReadDayFiles {
  readonly files: readonly DayFile[];
  /** What cannot be used, or could not before it was set aside. */
  readonly unused: readonly UnusedFile[];
}

/** All files of days, oldest first; those that cannot be used are named. */
export async function readDays(stateFolder: string): Promise<ReadDayFiles> {
  const folder = dayFolderOf(stateFolder);
  const files: DayFile[] = [];
  const unused: UnusedFile[] = [];
  for (const name of (await namesIn(folder)).toSorted()) {
    const day = dayOfFileName(name);
    if (day === null) continue;
    const path = join(folder, name);
    if (name.endsWith(SET_ASIDE)) {
      unused.push({ day, path, kind: "set-aside", reason: "damaged, and not all of it could be made anew" });
      continue;
    }
    const read = await readStateFile(path, DAY_SCHEMA, (value) => parseDayFile(value, day));
    if (read.kind === "ok") files.push(read.value);
    else if (read.kind !== "absent") unused.push({ day, path, ...read });
  }
  return { files, unused };
}

/**
 * Replaces what is known from some archived files by other parts. Days of which nothing is left have no file;
 * one that would not change is not written; a damaged one is set aside. Rejects, with nothing written, while
 * some file is closed: what it holds of the archived files would stay in it.
 */
export async function replaceParts(
  stateFolder: string,
  sources: ReadonlySet<string>,
  parts: readonly DayPart[],
): Promise<void> {
  if (sources.size === 0) return;
  const folder = dayFolderOf(stateFolder);
  const { files, unused } = await readDays(stateFolder);
  const closed = unused.find(({ kind }) => kind === "closed");
  if (closed !== undefined) throw new Error(`${closed.path} is left as it is: ${closed.reason}`);
  const days = new Map(files.map(({ day, parts: known }) => [day, known]));
  const damaged = new Set(unused.filter(({ kind }) => kind === "damaged").map(({ day }) => day));
  const touched = new Set(
    files.filter((file) => file.parts.some(({ source }) => sources.has(source))).map(({ day }) => day),
  );
  for (const { sums } of parts) touched.add(sums.day);
  if (parts.length > 0) await mkdir(folder, { recursive: true });
  for (const day of [...touched].toSorted()) {
    const before = days.get(day) ?? [];
    const after = [
      ...before.filter(({ source }) => !sources.has(source)),
      ...parts.filter(({ sums }) => sums.day === day),
    ];
    const path = join(folder, dayFileName(day));
    const text = dayFileText({ day, parts: after });
    if (damaged.has(day)) await setAside(path);
    if (after.length === 0) await unlink(path);
    else if (text !== dayFileText({ day, parts: before }) || before.length === 0)
      await writeWhole(path, text);
  }
}
