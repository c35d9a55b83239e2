import type { BigIntStats } from "node:fs";
import { watch as watchPath } from "node:fs";
import { open, readdir, realpath, stat } from "node:fs/promises";

import { isRemoteFolder } from "./remote-folder.ts";

/** What the reader asks of a file's metadata. Times in nanoseconds: a millisecond holds several writes. */
export interface FileStamp {
  readonly sizeBytes: number;
  /** `dev:ino`; a hint only, since inode numbers are reused at once. */
  readonly identity: string;
  readonly modifiedNs: bigint;
  readonly changedNs: bigint;
  readonly isFile: boolean;
  readonly isDirectory: boolean;
}

export interface OpenFile {
  stamp(): Promise<FileStamp>;
  /** Bytes read into `target` from the file's `position`; 0 at its end. */
  read(target: Uint8Array, position: number): Promise<number>;
  close(): Promise<void>;
}

export interface WatchHandle {
  close(): void;
}

/** The part of the file system that tailing needs, so that tests can inject its faults. */
export interface TelemetryFs {
  list(directory: string): Promise<readonly string[]>;
  stamp(path: string): Promise<FileStamp>;
  realPath(path: string): Promise<string>;
  open(path: string): Promise<OpenFile>;
  /**
   * Watches one directory, not its sub-folders. `onEvent` gets the changed entry's name, or null when the
   * platform does not say; `onLost` says that nothing more will come. Throws when no watch can be had.
   */
  watch(directory: string, onEvent: (name: string | null) => void, onLost: () => void): WatchHandle;
  /** Whether others may write there without a watcher's being told. Never rejects. */
  isRemote(directory: string): Promise<boolean>;
}

function stampOf(stats: BigIntStats): FileStamp {
  return {
    sizeBytes: Number(stats.size),
    identity: `${stats.dev}:${stats.ino}`,
    modifiedNs: stats.mtimeNs,
    changedNs: stats.ctimeNs,
    isFile: stats.isFile(),
    isDirectory: stats.isDirectory(),
  };
}

/** The real file system. Files are opened for reading only, and no handle outlives one drain. */
export const nodeFs: TelemetryFs = {
  list: (directory) => readdir(directory),
  stamp: async (path) => stampOf(await stat(path, { bigint: true })),
  realPath: (path) => realpath(path),
  async open(path) {
    const handle = await open(path, "r");
    return {
      stamp: async () => stampOf(await handle.stat({ bigint: true })),
      read: async (target, position) => (await handle.read(target, 0, target.byteLength, position)).bytesRead,
      close: () => handle.close(),
    };
  },
  watch(directory, onEvent, onLost) {
    const watcher = watchPath(directory, { persistent: true, recursive: false });
    watcher.on("change", (_type, name) => onEvent(typeof name === "string" ? name : null));
    // A deleted folder is an error on Windows and silence on Linux; the poll goes on in both cases.
    watcher.on("error", () => {
      watcher.close();
      onLost();
    });
    return { close: () => watcher.close() };
  },
  isRemote: isRemoteFolder,
};

/** The system's code of an I/O error (`ENOENT`, `EACCES`), or `UNKNOWN`. */
export function ioErrorCode(error: unknown): string {
  if (error instanceof Error && "code" in error && typeof error.code === "string") return error.code;
  return "UNKNOWN";
}

/** The path, or a folder on its way, does not exist: nothing is wrong, there is just nothing to read. */
export function isAbsent(code: string): boolean {
  return code === "ENOENT" || code === "ENOTDIR";
}
