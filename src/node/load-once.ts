import type { ArchivedDays } from "../core/store/archived-days.ts";
import type { TelemetryDataset } from "../core/store/tables.ts";
import type { LoadProgress } from "./generation.ts";
import { CHUNK_BYTES, Generation } from "./generation.ts";
import type { LargeFileOptions } from "./large-file-reader.ts";
import type { RootSpec } from "./roots.ts";
import type { TelemetryFs } from "./telemetry-fs.ts";
import { nodeFs } from "./telemetry-fs.ts";

/** A rotation may fall into the reading; one that goes on for ever may not hold it up. */
const MOST_TRIES = 3;

export interface LoadOnceOptions {
  /** IANA zone in which naive times are read. */
  readonly naiveTimeZone: string;
  /** Epoch ms of "now": what is later by more than a day is absurd. */
  readonly nowMs: number;
  readonly onProgress?: (progress: LoadProgress) => void;
  readonly signal?: AbortSignal;
  readonly fs?: TelemetryFs;
  readonly largeFiles?: LargeFileOptions;
  readonly archivedDays?: ArchivedDays;
}

export interface LoadedTelemetry {
  readonly dataset: TelemetryDataset;
  /** Absolute path of a file of the dataset, or null for an unknown id. */
  pathOf(fileId: number): string | null;
  /** Files and folders that exist and could not be read: figures lack what is in them. */
  readonly unreadableFiles: readonly UnreadableFile[];
  /** Likewise, of files that no figure would contain: they hold the same spend again. */
  readonly unreadableOverlaps: readonly UnreadableFile[];
  /** All roots, absolute, whether or not they exist. */
  readonly folders: readonly string[];
  /** Roots that do not exist. */
  readonly absentRoots: readonly string[];
}

export interface UnreadableFile {
  readonly path: string;
  /** The system's code, e.g. `EACCES`. */
  readonly code: string;
}

/**
 * Reads all telemetry files of the roots once. An unfinished last line is left pending, as when tailing, so
 * that both give the same figures; it counts as pending at once. Rejects when the signal aborts.
 */
export async function loadOnce(
  roots: readonly RootSpec[],
  options: LoadOnceOptions,
): Promise<LoadedTelemetry> {
  const { naiveTimeZone, nowMs, fs = nodeFs, signal = new AbortController().signal, largeFiles } = options;
  signal.throwIfAborted();
  const now = (): number => nowMs;
  const create = (): Generation =>
    new Generation({ roots, naiveTimeZone, now, fs, chunkBytes: CHUNK_BYTES, signal, largeFiles });
  let generation = create();
  await generation.load(options.onProgress);
  for (let tries = 1; generation.isOutdated && tries < MOST_TRIES; tries++) {
    generation = create();
    await generation.load(options.onProgress);
  }
  if (options.archivedDays !== undefined) generation.dataset.setArchivedDays(options.archivedDays);
  for (const { ref, scanner } of generation.files)
    generation.dataset.setFileCounts(ref.fileId, scanner.counts);
  const closedRoots = generation.roots.flatMap(({ root, state, errorCode }) =>
    state === "denied" ? [{ path: root.path, code: errorCode ?? "UNKNOWN" }] : [],
  );
  const closedFiles = generation.files.flatMap(({ path, ref, errorCode }) =>
    errorCode === null ? [] : [{ isOverlap: ref.kind === "overlap", file: { path, code: errorCode } }],
  );
  const filesThat = (isOverlap: boolean) =>
    closedFiles.filter((closed) => closed.isOverlap === isOverlap).map(({ file }) => file);
  return {
    dataset: generation.dataset,
    pathOf: (fileId) => generation.pathOf(fileId),
    unreadableFiles: [...closedRoots, ...filesThat(false)],
    unreadableOverlaps: filesThat(true),
    folders: roots.map(({ path }) => path),
    absentRoots: generation.roots.flatMap(({ root, state }) => (state === "absent" ? [root.path] : [])),
  };
}
