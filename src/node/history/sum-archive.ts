import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { collectDays } from "../../core/rollup/daily/collect-days.ts";
import { loadOnce } from "../load-once.ts";
import { Pacer } from "../pacer.ts";
import { rootFromDir } from "../roots.ts";
import type { ArchivedSource } from "./archive-index.ts";
import type { FileHead } from "./archived-file.ts";
import { headOf, sourceOf, summedName } from "./archived-file.ts";
import type { DayPart } from "./day-file.ts";
import { packedFs } from "./packed-fs.ts";

export interface SumOptions {
  readonly stateFolder: string;
  /** Zone that days are cut in. */
  readonly timeZone: string;
  readonly naiveTimeZone: string;
  readonly nowMs: number;
}

export interface SummedArchive {
  readonly sources: readonly ArchivedSource[];
  readonly parts: readonly DayPart[];
  /** Absolute paths with the system's code: what could not be read is not summed up either. */
  readonly failed: readonly { readonly path: string; readonly code: string }[];
}

/** Sums up one archive by reading it as it stands, file by file, day by day. */
export async function sumArchive(archivePath: string, options: SumOptions): Promise<SummedArchive> {
  const { stateFolder, timeZone, naiveTimeZone, nowMs } = options;
  // Before the records: what a producer adds while they are read makes the size differ, and is summed up next time.
  const heads = await headsOf(archivePath);
  const loaded = await loadOnce([rootFromDir(archivePath)], { naiveTimeZone, nowMs, fs: packedFs });
  const { dataset } = loaded;
  const names = new Map(dataset.files().map(({ file }) => [file.fileId, basename(file.label)]));
  const failed = loaded.unreadableFiles;
  const isFailed = (name: string): boolean => failed.some(({ path }) => path === join(archivePath, name));
  const whole = [...names.values()].filter((name) => summedName(name) !== null && !isFailed(name));
  const byName = await paced(
    collectDays(dataset, { timeZone, nowMs, partOf: (fileId) => names.get(fileId) ?? null }),
  );
  const sources: ArchivedSource[] = [];
  const parts: DayPart[] = [];
  for (const name of whole) {
    const path = join(archivePath, name);
    const source = sourceOf(stateFolder, path);
    const head = heads.get(name);
    if (head === undefined) continue;
    const ofFile = byName.get(name) ?? [];
    sources.push({ source, state: "counted", timeZone, ...head, days: ofFile.map(({ day }) => day) });
    for (const sums of ofFile) parts.push({ source, sums });
  }
  return { sources, parts, failed };
}

async function headsOf(archivePath: string): Promise<ReadonlyMap<string, FileHead>> {
  const heads = new Map<string, FileHead>();
  for (const listed of await readdir(archivePath)) {
    const name = summedName(listed);
    if (name === null) continue;
    // What cannot be read is reported by whoever reads its records.
    const head = await headOf(join(archivePath, name)).catch(() => null);
    if (head !== null) heads.set(name, head);
  }
  return heads;
}

async function paced<T>(steps: Generator<undefined, T>): Promise<T> {
  const pacer = new Pacer();
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    await pacer.breathe();
  }
}
