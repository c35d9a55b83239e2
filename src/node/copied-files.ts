import { basename, dirname, join } from "node:path";

import { liveNameOf } from "../core/records/file-name.ts";
import { matchesFingerprint, readFingerprint } from "./read-fingerprint.ts";
import type { OpenFile, TelemetryFs } from "./telemetry-fs.ts";
import { ioErrorCode } from "./telemetry-fs.ts";
import type { TrackedFile } from "./tracked-file.ts";

/**
 * Copies of the files that are written to, as a rotation by copy and cut makes them: from the first byte of the
 * copy until the cut, both hold the same records. A file with a rotated one's name that is the beginning of
 * the live one is such a copy, and is not counted.
 */
export class CopiedFiles {
  readonly #fs: TelemetryFs;
  /** Copies, and the files that they are copies of. */
  readonly #copies = new Map<string, string>();

  constructor(fs: TelemetryFs) {
    this.#fs = fs;
  }

  /** Decides about a new file, among the names of its folder. */
  async isCopy(path: string, names: readonly string[]): Promise<boolean> {
    const live = liveNameOf(basename(path));
    if (live === null || !names.includes(live)) return false;
    const livePath = join(dirname(path), live);
    if (!(await isBeginningOf(this.#fs, path, livePath))) return false;
    this.#copies.set(path, livePath);
    return true;
  }

  /**
   * Whether what was just read of a file proves a decision wrong: a copy that holds more than its original, or
   * an original, once something is known of it, that was cut or came since.
   */
  async isOutdatedBy(
    file: TrackedFile,
    isFirst: boolean,
    files: ReadonlyMap<string, unknown>,
  ): Promise<boolean> {
    const live = this.#copies.get(file.path);
    if (live !== undefined) return !(await isBeginningOf(this.#fs, file.path, live));
    if (!isFirst) return false;
    for (const path of files.keys()) {
      if (dirname(path) !== dirname(file.path) || liveNameOf(basename(path)) !== file.name) continue;
      if ((await isBeginningOf(this.#fs, path, file.path)) !== this.#copies.has(path)) return true;
    }
    return false;
  }
}

/**
 * Whether a file holds nothing but the beginning of another one. An empty file is the beginning of any. False
 * where one of them cannot be read: each file's own state says what is wrong with it.
 */
async function isBeginningOf(fs: TelemetryFs, part: string, whole: string): Promise<boolean> {
  try {
    return await withOpen(fs, part, (partFile) =>
      withOpen(fs, whole, async (wholeFile) => {
        const { sizeBytes } = await partFile.stamp();
        if (sizeBytes > (await wholeFile.stamp()).sizeBytes) return false;
        return matchesFingerprint(wholeFile, await readFingerprint(partFile, sizeBytes));
      }),
    );
  } catch (error) {
    if (ioErrorCode(error) === "UNKNOWN") throw error;
    return false;
  }
}

async function withOpen<T>(fs: TelemetryFs, path: string, work: (file: OpenFile) => Promise<T>): Promise<T> {
  const file = await fs.open(path);
  try {
    return await work(file);
  } finally {
    await file.close();
  }
}
