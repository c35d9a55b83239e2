import type { FileHandle } from "node:fs/promises";
import { open, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { OutputTarget } from "./output-target.ts";

let temporaryCount = 0;

/**
 * A file that appears whole or not at all: written beside its place under another name, then renamed.
 * A device or pipe is written as it is.
 */
export class OutputFile {
  readonly #handle: FileHandle;
  readonly #path: string;
  /** Null where the path itself is written to. */
  readonly #temporaryPath: string | null;

  private constructor(handle: FileHandle, path: string, temporaryPath: string | null) {
    this.#handle = handle;
    this.#path = path;
    this.#temporaryPath = temporaryPath;
  }

  static async create({ path, existing }: OutputTarget): Promise<OutputFile> {
    // Renaming over a device would replace it: `/dev/stdout` is a name people do give.
    if (existing !== null && !existing.isFile()) {
      return new OutputFile(await open(path, "w"), path, null);
    }
    await removeAbandoned(path);
    temporaryCount += 1;
    const temporaryPath = join(dirname(path), `.${basename(path)}.${process.pid}-${temporaryCount}.tmp`);
    return new OutputFile(await open(temporaryPath, "wx"), path, temporaryPath);
  }

  async write(text: string): Promise<void> {
    if (text !== "") await this.#handle.writeFile(text);
  }

  async commit(): Promise<void> {
    if (this.#temporaryPath === null) return this.#handle.close();
    await this.#handle.sync();
    await this.#handle.close();
    await rename(this.#temporaryPath, this.#path);
  }

  /** Safe after any failure, also one of `commit`. */
  async discard(): Promise<void> {
    await this.#handle.close().catch(ignoreClosed);
    if (this.#temporaryPath !== null) await rm(this.#temporaryPath, { force: true });
  }
}

/** A handle that failed to close, or is closed already, has nothing more to release. */
function ignoreClosed(): void {}

/** As old as no export lasts: what others write just now, also from another machine, is left alone. */
const ABANDONED_AFTER_MS = 3_600_000;

/** Removes what earlier exports to this path left behind when they were killed. */
async function removeAbandoned(path: string): Promise<void> {
  const begin = `.${basename(path)}.`;
  const names = await readdir(dirname(path)).catch(() => []);
  for (const name of names) {
    if (!name.startsWith(begin) || !/^\d+-\d+\.tmp$/.test(name.slice(begin.length))) continue;
    const temporaryPath = join(dirname(path), name);
    try {
      const { mtimeMs } = await stat(temporaryPath);
      if (Date.now() - mtimeMs > ABANDONED_AFTER_MS) await rm(temporaryPath, { force: true });
    } catch {
      // Gone meanwhile, or not ours to remove: the export does not depend on it.
    }
  }
}
