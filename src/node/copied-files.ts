import { basename, dirname, join } from "node:path";

import { liveNameOf } from "../core/records/file-name.ts";
import { matchesFingerprint, readFingerprint } from "./read-fingerprint.ts";
import type { OpenFile, TelemetryFs } from "./telemetry-fs.ts";
import { ioErrorCode, isAbsent } from "./telemetry-fs.ts";
import type { TrackedFile } from "./tracked-file.ts";

/** `unknown`: the other file cannot be read just now. `alone`: there is none any more. */
type Verdict = "copy" | "original" | "unknown" | "alone";

/** What may be done with the bytes of a file. */
export type Permission = "read" | "wait" | "outdated";

/**
 * Copies of the files that are written to, as a rotation by copy and cut makes them: from the first byte of the
 * copy until the cut, both hold the same records. A file with a rotated one's name that is the beginning of
 * the live one is such a copy, and is not counted.
 */
export class CopiedFiles {
  readonly #fs: TelemetryFs;
  readonly #files: ReadonlyMap<string, TrackedFile>;
  readonly #copies = new Set<string>();
  /** Files that were read since it was last certain who is a copy of whom. */
  readonly #unchecked = new Set<TrackedFile>();

  constructor(fs: TelemetryFs, files: ReadonlyMap<string, TrackedFile>) {
    this.#fs = fs;
    this.#files = files;
  }

  /** Decides about a new file of a folder, which has these names. */
  async isCopy(path: string, names: readonly string[]): Promise<boolean> {
    const live = livePathOf(path);
    const isCopy =
      live !== null && names.includes(basename(live)) && (await this.#compare(path, live)) === "copy";
    if (isCopy) this.#copies.add(path);
    return isCopy;
  }

  /**
   * Asked with the open file twice: at its first look, and before bytes up to `sizeBytes` are taken. `wait`: they may
   * be what another file has been counted for, and that one cannot be asked now. `outdated`: they are, or that one is
   * gone.
   */
  async beforeTaking(file: TrackedFile, open: OpenFile, sizeBytes: number): Promise<Permission> {
    const live = livePathOf(file.path);
    const isCopy = this.#copies.has(file.path);
    if (live === null || (!isCopy && (this.#files.get(live)?.offset ?? 0) === 0)) return "read";
    const isNew = file.offset === 0;
    const verdict = await this.#judge(open, sizeBytes, live);
    if (verdict === "unknown") {
      if (isNew && !isCopy) return "wait";
      this.#unchecked.add(file);
      return "read";
    }
    if (verdict === "alone") return isNew ? "outdated" : "read";
    return (verdict === "copy") === isCopy ? "read" : "outdated";
  }

  /** Whether what is known of a file by now proves a decision wrong. `isNews`: bytes of it were taken. */
  async isOutdatedBy(file: TrackedFile, isNews: boolean, isFirst: boolean): Promise<boolean> {
    if (isNews && isFirst) this.#unchecked.add(file);
    if (!this.#unchecked.has(file)) return false;
    let isCertain = true;
    for (const part of this.#partsConcernedBy(file)) {
      const verdict = await this.#compare(part.path, livePathOf(part.path) ?? "");
      if (verdict === "unknown" || verdict === "alone") isCertain = false;
      else if ((verdict === "copy") !== this.#copies.has(part.path)) return true;
    }
    if (isCertain) this.#unchecked.delete(file);
    return false;
  }

  /** Rotated files of which something was taken: the file itself, or those that may be copies of it. */
  #partsConcernedBy(file: TrackedFile): readonly TrackedFile[] {
    const live = livePathOf(file.path);
    if (live !== null) return (this.#files.get(live)?.offset ?? 0) > 0 ? [file] : [];
    return [...this.#files.values()].filter(
      ({ path, offset }) => offset > 0 && livePathOf(path) === file.path,
    );
  }

  /** Whether a file holds nothing but the beginning of another one. An empty file is nobody's copy yet. */
  async #compare(part: string, whole: string): Promise<Verdict> {
    // What is wrong with the part, its own state says.
    return this.#withFile<Verdict>(
      part,
      () => "original",
      async (open) => this.#judge(open, (await open.stamp()).sizeBytes, whole),
    );
  }

  async #judge(part: OpenFile, sizeBytes: number, whole: string): Promise<Verdict> {
    return this.#withFile<Verdict>(
      whole,
      (code) => (isAbsent(code) ? "alone" : "unknown"),
      async (open) => ((await isBeginning(part, sizeBytes, open)) ? "copy" : "original"),
    );
  }

  /** Does its work with an open file; `onError` answers for one that cannot be opened or read. */
  async #withFile<T>(
    path: string,
    onError: (code: string) => T,
    work: (file: OpenFile) => Promise<T>,
  ): Promise<T> {
    let file: OpenFile | null = null;
    try {
      file = await this.#fs.open(path);
      return await work(file);
    } catch (error) {
      const code = ioErrorCode(error);
      if (code === "UNKNOWN") throw error;
      return onError(code);
    } finally {
      await file?.close();
    }
  }
}

async function isBeginning(part: OpenFile, sizeBytes: number, whole: OpenFile): Promise<boolean> {
  if (sizeBytes === 0 || sizeBytes > (await whole.stamp()).sizeBytes) return false;
  return matchesFingerprint(whole, await readFingerprint(part, sizeBytes));
}

/** Path of the file that a rotated one was, or null for that file itself. */
function livePathOf(path: string): string | null {
  const live = liveNameOf(basename(path));
  return live === null ? null : join(dirname(path), live);
}
