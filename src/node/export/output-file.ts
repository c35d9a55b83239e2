import type { FileHandle } from "node:fs/promises";
import { open, rename, rm } from "node:fs/promises";
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
