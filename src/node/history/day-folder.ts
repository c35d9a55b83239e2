import { mkdir, readdir, readFile, unlink } from "node:fs/promises";
import { join } from "node:path";

import { ioErrorCode, isAbsent } from "../telemetry-fs.ts";
import type { DayFile, DayPart } from "./day-file.ts";
import { dayFileName, dayFileText, dayOfFileName, parseDayFile } from "./day-file.ts";
import { writeWhole } from "./write-whole.ts";

/** Where the files of days are, within the folder of our state. */
export function dayFolderOf(stateFolder: string): string {
  return join(stateFolder, "metrics", "daily");
}

export interface DamagedFile {
  /** Absolute. */
  readonly path: string;
  readonly reason: string;
}

/** All files of days, oldest first; those that cannot be used are named. */
export async function readDays(
  stateFolder: string,
): Promise<{ readonly files: readonly DayFile[]; readonly damaged: readonly DamagedFile[] }> {
  const folder = dayFolderOf(stateFolder);
  const files: DayFile[] = [];
  const damaged: DamagedFile[] = [];
  for (const name of (await namesIn(folder)).toSorted()) {
    const day = dayOfFileName(name);
    if (day === null) continue;
    const read = await readDay(join(folder, name), day);
    if (read.ok) files.push(read.value);
    else damaged.push({ path: join(folder, name), reason: read.error });
  }
  return { files, damaged };
}

/**
 * Replaces what is known from some archived files by other parts. Days of which nothing is left have no file;
 * one that would not change is not written. A damaged file is replaced: nothing in it could be used.
 */
export async function replaceParts(
  stateFolder: string,
  sources: ReadonlySet<string>,
  parts: readonly DayPart[],
): Promise<void> {
  const folder = dayFolderOf(stateFolder);
  const { files } = await readDays(stateFolder);
  const days = new Map(files.map(({ day, parts: known }) => [day, known]));
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
    if (after.length === 0) await unlink(path);
    else if (text !== dayFileText({ day, parts: before }) || before.length === 0)
      await writeWhole(path, text);
  }
}

async function readDay(path: string, day: string): Promise<ReturnType<typeof parseDayFile>> {
  try {
    return parseDayFile(await readFile(path, "utf8"), day);
  } catch (error) {
    return { ok: false, error: ioErrorCode(error) };
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isAbsent(ioErrorCode(error))) return [];
    throw error;
  }
}
