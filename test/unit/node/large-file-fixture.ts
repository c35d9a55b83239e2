import { readdirSync, readlinkSync } from "node:fs";

import { expect } from "vitest";

import type { LoadProgress } from "../../../src/node/generation.ts";
import { Generation } from "../../../src/node/generation.ts";
import type { LargeFileOptions } from "../../../src/node/large-file-reader.ts";
import type { RootSpec } from "../../../src/node/roots.ts";
import { rootFromDir } from "../../../src/node/roots.ts";
import type { ScanThread } from "../../../src/node/scan-thread.ts";
import type { TelemetryFs } from "../../../src/node/telemetry-fs.ts";
import { nodeFs } from "../../../src/node/telemetry-fs.ts";
import { contentDifference } from "../../fuzz/observe.ts";

const NOW_MS = Date.UTC(2026, 10, 20);
export const PART_BYTES = 40_000;

/** Without a thread: the same files, read here. */
export const HERE: LargeFileOptions = {
  fromBytes: Number.POSITIVE_INFINITY,
  partBytes: 0,
  startThread: () => null,
};

export function through(thread: ScanThread): LargeFileOptions {
  return { fromBytes: 1, partBytes: PART_BYTES, startThread: () => thread };
}

interface Setting {
  readonly largeFiles: LargeFileOptions;
  readonly fs?: TelemetryFs;
  readonly signal?: AbortSignal;
  readonly project?: RootSpec["project"];
  /** Called when bytes were taken; the first call follows the first block, which is read here. */
  readonly onBytes?: (calls: number, progress: LoadProgress) => void;
}

export async function load(root: string, setting: Setting): Promise<Generation> {
  const generation = new Generation({
    roots: [{ ...rootFromDir(root), project: setting.project ?? null }],
    naiveTimeZone: "America/New_York",
    now: () => NOW_MS,
    fs: setting.fs ?? nodeFs,
    chunkBytes: 8192,
    signal: setting.signal ?? new AbortController().signal,
    largeFiles: setting.largeFiles,
  });
  let calls = 0;
  await generation.load((progress) => setting.onBytes?.(++calls, progress));
  return generation;
}

/** Also what a later look goes by: how far each file was read, and what it looked like there. */
export function differenceBetween(a: Generation, b: Generation): string | null {
  const seen = [a, b].map((each) =>
    each.files.map(({ name, scanner, recorder }) => ({
      name,
      counts: scanner.counts,
      print: recorder.current(),
    })),
  );
  expect(seen[1]).toEqual(seen[0]);
  return contentDifference(a.dataset, b.dataset);
}

/** The real file system, with something done right after a file was opened here. */
export function fsWithAfterOpen(afterOpen: (path: string) => Promise<void>): TelemetryFs {
  return {
    ...nodeFs,
    async open(path) {
      const opened = await nodeFs.open(path);
      await afterOpen(path);
      return opened;
    },
  };
}

/** Paths under a folder that this process has open; empty where the system does not tell. */
export function openFilesUnder(folder: string): readonly string[] {
  if (process.platform !== "linux") return [];
  return readdirSync("/proc/self/fd").flatMap((name) => {
    try {
      const path = readlinkSync(`/proc/self/fd/${name}`);
      return path.startsWith(folder) ? [path] : [];
    } catch {
      return [];
    }
  });
}
