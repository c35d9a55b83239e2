import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Result } from "../core/result.ts";
import type { ArchivedDays } from "../core/store/archived-days.ts";
import { formatBytes, formatInteger } from "../core/view-model/format.ts";
import { archiveFs, archiveRoots } from "../node/history/archive-roots.ts";
import { readArchivedDays } from "../node/history/read-archived-days.ts";
import type { LoadProgress } from "../node/generation.ts";
import type { LoadedTelemetry, UnreadableFile } from "../node/load-once.ts";
import { loadOnce } from "../node/load-once.ts";
import type { RootSpec } from "../node/roots.ts";
import { findRoots, joinRoots, rootsFromDirs, TELEMETRY_FOLDERS } from "../node/roots.ts";
import type { CliIo } from "./cli-io.ts";
import type { CliFailure } from "./exit-codes.ts";
import { INTERRUPTED, unreadableFailure } from "./exit-codes.ts";
import { ProgressLine } from "./progress-line.ts";
import type { Settings } from "./settings.ts";
import { terminalSafe } from "./terminal-text.ts";
import { wholePath } from "./whole-path.ts";

/**
 * Reads the telemetry that the command line names. A folder that is named must exist; of the default ones,
 * one must. An empty folder is a valid answer: nothing was recorded.
 */
export async function loadTelemetry(
  settings: Settings,
  io: CliIo,
): Promise<Result<LoadedTelemetry, CliFailure>> {
  const { naiveTimeZone, query } = settings;
  const roots = readRoots(settings.dirs, io);
  if (!roots.ok) return roots;
  const progress = new ProgressLine(io);
  const readsArchives = settings.includesArchive;
  try {
    const archives = readsArchives ? await archiveRoots(roots.value) : [];
    const loaded = await loadOnce(joinRoots(roots.value, archives), {
      ...(readsArchives ? { fs: archiveFs } : {}),
      archivedDays: await archivedDaysOf(roots.value, readsArchives),
      naiveTimeZone,
      nowMs: query.nowMs,
      onProgress: (done) => progress.update(() => readingText(done, io.locale)),
      signal: io.signal,
    });
    const missing = settings.dirs.length > 0 ? missingFolders(loaded) : missingDefaults(loaded);
    if (missing !== null) return { ok: false, error: missing };
    if (settings.dirs.length > 0 && loaded.dataset.files().length === 0) hintAtFolders(loaded.folders, io);
    for (const file of loaded.unreadableOverlaps) warnOfOverlap(file, io);
    return { ok: true, value: loaded };
  } catch (error) {
    if (io.signal.aborted) return { ok: false, error: INTERRUPTED };
    throw error;
  } finally {
    progress.clear();
  }
}

/** Sums of archived days lie with the extension's state, in the folder itself or in the `.empathy` beside it. */
async function archivedDaysOf(roots: readonly RootSpec[], readsArchives: boolean): Promise<ArchivedDays> {
  const rootPaths = roots.map(({ path }) => path);
  const stateFolders = rootPaths.flatMap((path) => [
    join(path, "monitor"),
    join(dirname(path), ".empathy", "monitor"),
  ]);
  return readArchivedDays({ stateFolders, rootPaths, readsArchives, labelOf: (path) => path });
}

/** What could not be read, as a failure; null when all of it was. */
export function unreadableInput(loaded: LoadedTelemetry): CliFailure | null {
  const [first] = loaded.unreadableFiles;
  if (first === undefined) return null;
  const more = loaded.unreadableFiles.length - 1;
  const others = more === 0 ? "" : ` and ${more} more`;
  return unreadableFailure(`Could not read ${first.path} (${first.code})${others}.`);
}

/** Folders keep the names that they were given, whatever the current folder is: ids of records have them. */
function readRoots(dirs: readonly string[], io: CliIo): Result<readonly RootSpec[], CliFailure> {
  if (dirs.length === 0) {
    const here = wholePath(io, ".");
    return here.ok ? { ok: true, value: findRoots([{ path: here.value, label: "" }]) } : here;
  }
  for (const dir of dirs) {
    const path = wholePath(io, dir);
    if (!path.ok) return path;
  }
  return { ok: true, value: rootsFromDirs(dirs, io.cwd ?? "") };
}

function missingFolders({ absentRoots }: LoadedTelemetry): CliFailure | null {
  if (absentRoots.length === 0) return null;
  const absent = absentRoots.filter((path) => !existsSync(path));
  if (absent.length === 0) return unreadableFailure(`Not a folder: ${absentRoots.join(", ")}.`);
  return unreadableFailure(
    `No such folder: ${absent.join(", ")}. Looked there for files such as llm_calls.jsonl.`,
  );
}

function missingDefaults({ folders, absentRoots }: LoadedTelemetry): CliFailure | null {
  return folders.every((path) => absentRoots.includes(path))
    ? unreadableFailure(`No telemetry here: looked for ${folders.join(" and ")}. Name a folder with --dir.`)
    : null;
}

/** An empty folder is an answer, but `--dir .` is mostly meant for what lies in it. */
function hintAtFolders(folders: readonly string[], io: CliIo): void {
  const inside = folders
    .flatMap((folder) => TELEMETRY_FOLDERS.map((name) => join(folder, name)))
    .filter((path) => existsSync(path));
  if (inside.length === 0) return;
  const found = terminalSafe(inside.join(" and "));
  io.writeError(`empathy-telemetry: no telemetry files in the folder itself; there is ${found}\n`);
}

function warnOfOverlap({ path, code }: UnreadableFile, io: CliIo): void {
  const file = `${terminalSafe(path)} (${code})`;
  io.writeError(`empathy-telemetry: could not read ${file}; it is never added, so no figure lacks it\n`);
}

function readingText({ bytesRead, bytesTotal, records }: LoadProgress, locale: string): string {
  const read = `${formatBytes(bytesRead, locale)} of ${formatBytes(bytesTotal, locale)}`;
  return `Reading ${read}, ${formatInteger(records, locale)} records`;
}
