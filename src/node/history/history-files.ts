import { mkdir, realpath } from "node:fs/promises";
import { dirname, join } from "node:path";

import type { ArchiveResult } from "../archive.ts";
import { archiveTelemetry } from "../archive.ts";
import type { ArchiveFolder, DeletionResult } from "../old-archives.ts";
import { deleteArchives, listArchives, planDeletion } from "../old-archives.ts";
import { realPathOrNull } from "../path-check.ts";
import type { UndoResult } from "../undo-archive.ts";
import { undoArchive } from "../undo-archive.ts";
import { dayOfFileName } from "./day-file.ts";
import { dayFolderOf } from "./day-folder.ts";
import { withFolderLock } from "./folder-lock.ts";
import { packArchives } from "./pack-archives.ts";
import { planDays } from "./plan-days.ts";
import type { ReadDays, ReadDaysOptions } from "./read-archived-days.ts";
import { readArchivedDays } from "./read-archived-days.ts";
import {
  forgetDays,
  summedIn,
  forgetSources,
  markRestoring,
  syncArchivedDays,
} from "./sync-archived-days.ts";
import { removeDrafts } from "./write-whole.ts";

/** A telemetry folder, and the folder that holds our state about it. Both absolute. */
export interface HistoryPlace {
  readonly rootPath: string;
  readonly stateFolder: string;
}

export interface HistorySettings {
  /** Zone that days are cut in. */
  readonly timeZone: string;
  readonly naiveTimeZone: string;
  readonly nowMs: number;
}

export interface UpkeepResult {
  readonly summed: number;
  readonly packed: number;
  readonly failed: readonly { readonly path: string; readonly code: string }[];
}

export interface DeletionPlan {
  readonly folders: readonly ArchiveFolder[];
  /** Files that are old enough, whose records would be in no figure any more; absolute. */
  readonly unsummed: readonly string[];
}

/** Days that archives and sums are kept; 0 is without limit. */
export interface Retention {
  readonly archiveDays: number;
  readonly sumDays: number;
}

/**
 * Everything that is done to the archives of telemetry folders and to the sums of their days. One window at a
 * time writes to a folder of state.
 */
export class HistoryFiles {
  async archive(rootPath: string, names: readonly string[], nowMs: number): Promise<ArchiveResult> {
    return archiveTelemetry(rootPath, names, nowMs);
  }

  /** Moves files back. At no moment do they count both as records and by their days. */
  async undo(result: ArchiveResult, place: HistoryPlace, settings: HistorySettings): Promise<UndoResult> {
    return locked(place.stateFolder, async (stateFolder) => {
      await markRestoring(
        stateFolder,
        result.files.map(({ archivedPath }) => archivedPath),
      );
      const outcome = await undoArchive(result);
      await this.#sync([{ ...place, stateFolder }], settings);
      return outcome;
    });
  }

  /** The files stay in the archive, and their days are in no figure any more. */
  async forget({ files }: ArchiveResult, place: HistoryPlace): Promise<void> {
    await locked(place.stateFolder, (stateFolder) =>
      forgetSources(
        stateFolder,
        files.map(({ archivedPath }) => archivedPath),
      ),
    );
  }

  /** Sums up what is new in the archives, and compresses what has lain there for a while. */
  async upkeep(places: readonly HistoryPlace[], settings: HistorySettings): Promise<UpkeepResult> {
    const total = { summed: 0, packed: 0, failed: [] as UpkeepResult["failed"][number][] };
    for (const [folder, own] of byStateFolder(places)) {
      await locked(folder, async (stateFolder) => {
        const { summed, failed } = await this.#sync(
          own.map((place) => ({ ...place, stateFolder })),
          settings,
        );
        total.summed += summed;
        total.failed.push(...failed);
        for (const { rootPath } of own) {
          const outcome = await packArchives(rootPath, settings.nowMs);
          total.packed += outcome.packed;
          total.failed.push(...outcome.failed);
        }
      });
    }
    return total;
  }

  async read(options: ReadDaysOptions): Promise<ReadDays> {
    return readArchivedDays(options);
  }

  /** What a deletion would delete, file by file; nothing is. What no sums stand for is left out of it. */
  async planDeletion(
    places: readonly HistoryPlace[],
    retention: Retention,
    nowMs: number,
  ): Promise<DeletionPlan> {
    // Two roots may be one folder, by a link.
    const archives = new Map<string, ArchiveFolder>();
    const days: ArchiveFolder[] = [];
    const unsummed: string[] = [];
    for (const [stateFolder, own] of byStateFolder(places)) {
      const isSummed = await summedIn(stateFolder);
      for (const archive of (await Promise.all(own.map(({ rootPath }) => listArchives(rootPath)))).flat()) {
        const files = archive.files.filter(({ path }) => isSummed(path));
        archives.set(archive.path, { ...archive, files });
        if (planDeletion([archive], retention.archiveDays, nowMs).length === 0) continue;
        unsummed.push(...archive.files.filter((file) => !files.includes(file)).map(({ path }) => path));
      }
      days.push(...(await planDays(stateFolder, retention.sumDays, nowMs)));
    }
    const folders = [...planDeletion([...archives.values()], retention.archiveDays, nowMs), ...days];
    return { folders, unsummed };
  }

  /** Deletes what was planned for these places; sums that go are not made anew from archives that stay. */
  async delete(plan: readonly ArchiveFolder[], places: readonly HistoryPlace[]): Promise<DeletionResult> {
    let result: DeletionResult = { files: 0, sizeBytes: 0, folders: [], kept: [] };
    for (const [folder, own] of byStateFolder(places)) {
      const roots = await Promise.all(own.map(({ rootPath }) => realPathOrNull(rootPath)));
      const { files, sizeBytes, folders, kept } = await locked(folder, async (stateFolder) => {
        const days = plan.filter(({ path }) => path === dayFolderOf(stateFolder));
        const archives = plan.filter(({ path }) => roots.includes(dirname(dirname(path))));
        await forgetDays(stateFolder, days.flatMap(daysIn));
        return deleteArchives([...archives, ...days]);
      });
      result = {
        files: result.files + files,
        sizeBytes: result.sizeBytes + sizeBytes,
        folders: [...result.folders, ...folders],
        kept: [...result.kept, ...kept],
      };
    }
    return result;
  }

  async #sync(places: readonly HistoryPlace[], settings: HistorySettings) {
    const stateFolder = places[0]?.stateFolder ?? "";
    const rootPaths = places.map(({ rootPath }) => rootPath);
    return syncArchivedDays({ ...settings, stateFolder, rootPaths });
  }
}

function daysIn({ files }: ArchiveFolder): readonly string[] {
  return files.flatMap(({ name }) => dayOfFileName(name) ?? []);
}

function byStateFolder(places: readonly HistoryPlace[]): ReadonlyMap<string, readonly HistoryPlace[]> {
  const grouped = new Map<string, HistoryPlace[]>();
  for (const place of places)
    grouped.set(place.stateFolder, [...(grouped.get(place.stateFolder) ?? []), place]);
  return grouped;
}

/** With the folder by its real path: files of state name others relative to it. */
async function locked<T>(stateFolder: string, work: (folder: string) => Promise<T>): Promise<T> {
  const metrics = join(stateFolder, "metrics");
  await mkdir(metrics, { recursive: true });
  const folder = await realpath(stateFolder);
  return withFolderLock(metrics, async () => {
    for (const written of [metrics, dayFolderOf(folder)]) await removeDrafts(written);
    return work(folder);
  });
}
