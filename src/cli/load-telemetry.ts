import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Result } from "../core/result.ts";
import { formatBytes, formatInteger } from "../core/view-model/format.ts";
import type { LoadProgress } from "../node/generation.ts";
import type { LoadedTelemetry } from "../node/load-once.ts";
import { loadOnce } from "../node/load-once.ts";
import { findRoots, rootsFromDirs, TELEMETRY_FOLDERS as FOLDERS } from "../node/roots.ts";
import type { CliIo } from "./cli-io.ts";
import type { CliFailure } from "./exit-codes.ts";
import { INTERRUPTED, unreadableFailure } from "./exit-codes.ts";
import { ProgressLine } from "./progress-line.ts";
import type { Settings } from "./settings.ts";

/**
 * Reads the telemetry that the command line names. A folder that is named must exist; of the default ones,
 * one must. An empty folder is a valid answer: nothing was recorded.
 */
export async function loadTelemetry(
  settings: Settings,
  io: CliIo,
): Promise<Result<LoadedTelemetry, CliFailure>> {
  const { dirs, naiveTimeZone, query } = settings;
  const roots = dirs.length > 0 ? rootsFromDirs(dirs) : findRoots([{ path: io.cwd, label: "" }]);
  const progress = new ProgressLine(io);
  try {
    const loaded = await loadOnce(roots, {
      naiveTimeZone,
      nowMs: query.nowMs,
      onProgress: (done) => progress.update(() => readingText(done, io.locale)),
      signal: io.signal,
    });
    const missing = missingFolders(dirs, loaded, io);
    if (missing === null && loaded.dataset.files().length === 0) hintAtFolders(dirs, io);
    return missing === null ? { ok: true, value: loaded } : { ok: false, error: missing };
  } catch (error) {
    if (io.signal.aborted) return { ok: false, error: INTERRUPTED };
    throw error;
  } finally {
    progress.clear();
  }
}

/** What could not be read, as a failure; null when all of it was. */
export function unreadableInput(loaded: LoadedTelemetry): CliFailure | null {
  const [first] = loaded.unreadableFiles;
  if (first === undefined) return null;
  const more = loaded.unreadableFiles.length - 1;
  const others = more === 0 ? "" : ` and ${more} more`;
  return unreadableFailure(`Could not read ${first.path} (${first.code})${others}.`);
}

function missingFolders(dirs: readonly string[], loaded: LoadedTelemetry, io: CliIo): CliFailure | null {
  const absent = loaded.absentRoots;
  if (dirs.length > 0) {
    return absent.length === 0
      ? null
      : unreadableFailure(
          `No such folder: ${absent.join(", ")}. Looked there for files such as llm_calls.jsonl.`,
        );
  }
  const looked = FOLDERS.map((name) => join(io.cwd, name));
  return looked.every((path) => absent.includes(path))
    ? unreadableFailure(`No telemetry here: looked for ${looked.join(" and ")}. Name a folder with --dir.`)
    : null;
}

/** An empty folder is an answer, but `--dir .` is mostly meant for what lies in it. */
function hintAtFolders(dirs: readonly string[], io: CliIo): void {
  const inside = dirs
    .flatMap((dir) => FOLDERS.map((name) => join(dir, name)))
    .filter((path) => existsSync(path));
  if (inside.length === 0) return;
  io.writeError(
    `empathy-telemetry: no telemetry files in the folder itself; there is ${inside.join(" and ")}\n`,
  );
}

function readingText({ bytesRead, bytesTotal, records }: LoadProgress, locale: string): string {
  const read = `${formatBytes(bytesRead, locale)} of ${formatBytes(bytesTotal, locale)}`;
  return `Reading ${read}, ${formatInteger(records, locale)} records`;
}
