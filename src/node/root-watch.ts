import { basename, dirname } from "node:path";

import { fileKindOf } from "../core/records/file-kind.ts";
import type { TelemetryFs, WatchHandle } from "./telemetry-fs.ts";

export interface RootWatchEvents {
  /** A telemetry file of the root was touched. */
  readonly onFile: (name: string) => void;
  /** The folder came, went or was replaced, or the platform does not say what happened. */
  readonly onFolder: () => void;
}

interface Armed {
  readonly directory: string;
  readonly identity: string;
  readonly handle: WatchHandle;
  /** Others may write there unseen. */
  readonly isRemote: boolean;
}

/**
 * Watches one root folder for its files, and the nearest folder above it that exists for the root itself
 * to come, go or be replaced. Folders are watched, not files: a watch on a file goes deaf when the file is
 * replaced. A watch that cannot be had is no error: the poll is what counts.
 */
export class RootWatch {
  readonly #path: string;
  readonly #fs: TelemetryFs;
  readonly #events: RootWatchEvents;
  #own: Armed | null = null;
  #above: Armed | null = null;
  /** A watched folder spoke of itself: if it was deleted, its number may be reused and the watch is deaf. */
  #isStale = false;
  #isDisposed = false;
  /** Files whose last change was seen by looking, not told. */
  readonly #silent = new Set<string>();

  constructor(path: string, fs: TelemetryFs, events: RootWatchEvents) {
    this.#path = path;
    this.#fs = fs;
    this.#events = events;
  }

  /** The root exists and is watched. */
  get isOnRoot(): boolean {
    return this.#own !== null;
  }

  /** Every change of the root's files, or its creation while there is none, is told, as far as one can know. */
  get isTold(): boolean {
    const armed = this.#own ?? this.#above;
    return armed !== null && !armed.isRemote && this.#silent.size === 0;
  }

  /** A file has changed without a word: no more is expected of this watch until it speaks of that file. */
  noteSilence(name: string): void {
    this.#silent.add(name);
  }

  /** Puts the watches where they belong now; cheap when they are there. Call before listing the root. */
  async arm(): Promise<void> {
    const isStale = this.#isStale;
    this.#isStale = false;
    this.#above = await this.#armAbove(isStale ? this.#drop(this.#above) : this.#above);
    const before = this.#own;
    this.#own = await this.#armAt(
      this.#path,
      isStale ? this.#drop(this.#own) : this.#own,
      (name) => this.#onOwnEvent(name),
      () => (this.#own = null),
    );
    // Another watch may hear what the last one did not.
    if (this.#own !== before) this.#silent.clear();
    if (this.#isDisposed) this.dispose();
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#own = this.#drop(this.#own);
    this.#above = this.#drop(this.#above);
  }

  #drop(armed: Armed | null): null {
    armed?.handle.close();
    return null;
  }

  async #armAbove(armed: Armed | null): Promise<Armed | null> {
    let child = this.#path;
    for (let above = dirname(child); above !== child; above = dirname(above)) {
      const entry = basename(child);
      const current = armed?.directory === above ? armed : this.#drop(armed);
      const next = await this.#armAt(
        above,
        current,
        (name) => this.#onAboveEvent(name, above, entry),
        () => (this.#above = null),
      );
      if (next !== null) return next;
      armed = null;
      child = above;
    }
    return null;
  }

  /** A watch on the directory as it is now; the one given is kept if it is still on it. */
  async #armAt(
    directory: string,
    armed: Armed | null,
    onEvent: (name: string | null) => void,
    onLost: () => void,
  ): Promise<Armed | null> {
    const identity = await this.#identityOf(directory);
    if (armed !== null && armed.identity === identity) return armed;
    this.#drop(armed);
    if (identity === null || this.#isDisposed) return null;
    try {
      const isRemote = await this.#fs.isRemote(directory);
      const handle = this.#fs.watch(directory, onEvent, onLost);
      return { directory, identity, handle, isRemote };
    } catch {
      // No watches left, or a file system without them: polling goes on, and the next pass tries again.
      return null;
    }
  }

  async #identityOf(directory: string): Promise<string | null> {
    try {
      const stamp = await this.#fs.stamp(directory);
      return stamp.isDirectory ? stamp.identity : null;
    } catch {
      // Absent or closed to us: nothing to watch there.
      return null;
    }
  }

  #onOwnEvent(name: string | null): void {
    if (name !== null && fileKindOf(name) !== null) {
      this.#silent.delete(name);
      this.#events.onFile(name);
    } else if (name === null || name === basename(this.#path)) {
      this.#silent.clear();
      this.#isStale ||= name !== null;
      this.#events.onFolder();
    }
  }

  #onAboveEvent(name: string | null, directory: string, child: string): void {
    if (name !== null && name !== child && name !== basename(directory)) return;
    this.#isStale ||= name === basename(directory);
    this.#events.onFolder();
  }
}
