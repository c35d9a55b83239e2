import { basename, dirname, join } from "node:path";

import { RootWatch } from "./root-watch.ts";
import type { RootSpec } from "./roots.ts";
import type { TelemetryFs } from "./telemetry-fs.ts";

/** The watches of all roots of a source. */
export class RootWatches {
  readonly #fs: TelemetryFs;
  readonly #onFile: (path: string) => void;
  readonly #onFolder: () => void;
  readonly #watches = new Map<string, RootWatch>();

  constructor(fs: TelemetryFs, onFile: (path: string) => void, onFolder: () => void) {
    this.#fs = fs;
    this.#onFile = onFile;
    this.#onFolder = onFolder;
  }

  /** Watches exactly these roots; those that stay keep their watch. Nothing is armed yet. */
  set(roots: readonly RootSpec[]): void {
    const wanted = new Set(roots.map((root) => root.path));
    for (const [path, watch] of this.#watches) {
      if (wanted.has(path)) continue;
      watch.dispose();
      this.#watches.delete(path);
    }
    for (const path of wanted) {
      if (this.#watches.has(path)) continue;
      const onFile = (name: string): void => this.#onFile(join(path, name));
      this.#watches.set(path, new RootWatch(path, this.#fs, { onFile, onFolder: this.#onFolder }));
    }
  }

  async arm(): Promise<void> {
    for (const watch of this.#watches.values()) await watch.arm();
  }

  isOnRoot(path: string): boolean {
    return this.#watches.get(path)?.isOnRoot ?? false;
  }

  /** See `RootWatch.isTold`; false for a root that is not watched. */
  isTold(path: string): boolean {
    return this.#watches.get(path)?.isTold ?? false;
  }

  /** A change of this file was found without a watcher's word. */
  noteSilence(filePath: string): void {
    this.#watches.get(dirname(filePath))?.noteSilence(basename(filePath));
  }

  dispose(): void {
    this.set([]);
  }
}
