import { constants } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";

export interface SnapshotInput {
  readonly sizeBytes: number;
  /** Bytes read into `target` from the file's `position`; 0 at its end. */
  read(target: Uint8Array, position: number): Promise<number>;
  close(): Promise<void>;
}

export interface SnapshotOutput {
  write(pieces: readonly Uint8Array[]): Promise<void>;
  /** Resolves when the bytes outlive a power failure. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** The part of the file system that snapshots need, so that tests can inject its faults. */
export interface SnapshotFs {
  open(path: string): Promise<SnapshotInput>;
  /** Makes a new file, readable by its owner only, and the folders above it. */
  create(folder: string, path: string): Promise<SnapshotOutput>;
  /** Replaces what stands at `to`: whoever reads sees the old file or the new one. */
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  list(folder: string): Promise<readonly string[]>;
  modifiedMs(path: string): Promise<number>;
}

const NEW_FILE = constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY;

/** The real file system. */
export const nodeSnapshotFs: SnapshotFs = {
  async open(path) {
    const handle = await open(path, "r");
    const { size: sizeBytes } = await handle.stat().catch(async (error: unknown) => {
      await handle.close();
      throw error;
    });
    return {
      sizeBytes,
      read: async (target, position) => (await handle.read(target, 0, target.byteLength, position)).bytesRead,
      close: () => handle.close(),
    };
  },
  async create(folder, path) {
    await mkdir(folder, { recursive: true });
    return outputOn(await open(path, NEW_FILE, 0o600));
  },
  rename,
  remove: (path) => rm(path, { force: true }),
  list: (folder) => readdir(folder),
  modifiedMs: async (path) => (await stat(path)).mtimeMs,
};

/** Writes to an open file. */
export function outputOn(handle: FileHandle): SnapshotOutput {
  return {
    write: (pieces) => writeAll(handle, pieces),
    sync: () => handle.datasync(),
    close: () => handle.close(),
  };
}

async function writeAll(handle: FileHandle, pieces: readonly Uint8Array[]): Promise<void> {
  const expected = pieces.reduce((total, piece) => total + piece.byteLength, 0);
  const { bytesWritten } = await handle.writev(pieces);
  // Only a full disk cuts a write to a file short.
  if (bytesWritten !== expected) throw Object.assign(new Error("short write"), { code: "ENOSPC" });
}
