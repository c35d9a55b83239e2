import { dirname } from "node:path";

import type { FileStamp, OpenFile, TelemetryFs, WatchHandle } from "../../../src/node/telemetry-fs.ts";

interface MemoryFile {
  bytes: Buffer;
  identity: string;
  modifiedNs: bigint;
  changedNs: bigint;
}

export type FsCall = "list" | "stamp" | "open" | "read" | "watch";

function failure(code: string): Error {
  return Object.assign(new Error(code), { code });
}

/**
 * A file system in memory whose clock, inode numbers and faults the test sets. One folder level: the root
 * exists while `hasRoot`. Watches are silent until `notify`.
 */
export class MemoryFs implements TelemetryFs {
  readonly root: string;
  hasRoot = true;
  /** A tick of 1 s per change keeps changes apart; 0 puts all of them into one tick. */
  tickNs = 1_000_000_000n;
  nowNs = 1_700_000_000_000_000_000n;
  readonly files = new Map<string, MemoryFile>();
  readonly calls: string[] = [];
  openHandles = 0;
  isOnRemoteDrive = false;
  /** Part of the folders' identity. */
  folderAge = 0;
  /** Throws the returned code instead of doing the call; null = no fault. */
  fault: (call: FsCall, path: string) => string | null = () => null;
  /** Runs before each read: the moment to change the file underneath. */
  beforeRead: (path: string, position: number) => void = () => undefined;
  readonly #watches = new Map<string, { onEvent: (name: string | null) => void; onLost: () => void }>();
  #nextInode = 1;

  constructor(root: string) {
    this.root = root;
  }

  /** Watched folders, sorted. */
  get watched(): readonly string[] {
    return [...this.#watches.keys()].toSorted();
  }

  path(name: string): string {
    return `${this.root}/${name}`;
  }

  append(name: string, text: string | Uint8Array): void {
    const file = this.files.get(this.path(name));
    if (file === undefined) this.replace(name, text);
    else this.overwrite(name, Buffer.concat([file.bytes, Buffer.from(text)]));
  }

  /** Another content in the same file. */
  overwrite(name: string, text: string | Uint8Array): void {
    const file = this.#fileAt(this.path(name));
    this.nowNs += this.tickNs;
    file.bytes = Buffer.from(text);
    file.modifiedNs = this.nowNs;
    file.changedNs = this.nowNs;
  }

  /** Another file at the same path. */
  replace(name: string, text: string | Uint8Array): void {
    this.nowNs += this.tickNs;
    const identity = `1:${this.#nextInode++}`;
    const bytes = Buffer.from(text);
    this.files.set(this.path(name), { bytes, identity, modifiedNs: this.nowNs, changedNs: this.nowNs });
  }

  rename(name: string, to: string): void {
    const file = this.#fileAt(this.path(name));
    this.files.delete(this.path(name));
    this.files.set(this.path(to), file);
  }

  copy(name: string, to: string): void {
    this.replace(to, this.#fileAt(this.path(name)).bytes);
  }

  remove(name: string): void {
    this.files.delete(this.path(name));
  }

  touch(name: string): void {
    const file = this.#fileAt(this.path(name));
    this.overwrite(name, file.bytes);
  }

  /** What a watcher of the root says; null = something. */
  notify(name: string | null): void {
    this.#watches.get(this.root)?.onEvent(name);
  }

  notifyParent(name: string | null): void {
    this.#watches.get(dirname(this.root))?.onEvent(name);
  }

  loseWatches(): void {
    const lost = [...this.#watches.values()];
    this.#watches.clear();
    for (const watch of lost) watch.onLost();
  }

  async list(directory: string): Promise<readonly string[]> {
    this.#enter("list", directory);
    if (directory !== this.root || !this.hasRoot) throw failure("ENOENT");
    return [...this.files.keys()].map((path) => path.slice(this.root.length + 1));
  }

  async stamp(path: string): Promise<FileStamp> {
    this.#enter("stamp", path);
    if (path === this.root ? this.hasRoot : this.root.startsWith(`${path}/`)) return this.#folderStamp(path);
    return this.#stampOf(this.#fileAt(path));
  }

  async realPath(path: string): Promise<string> {
    return path;
  }

  async open(path: string): Promise<OpenFile> {
    this.#enter("open", path);
    const file = this.#fileAt(path);
    this.openHandles += 1;
    return {
      stamp: async () => this.#stampOf(file),
      read: async (target, position) => {
        this.#enter("read", path);
        this.beforeRead(path, position);
        return file.bytes.copy(target, 0, position, position + target.byteLength);
      },
      close: async () => void (this.openHandles -= 1),
    };
  }

  watch(directory: string, onEvent: (name: string | null) => void, onLost: () => void): WatchHandle {
    this.#enter("watch", directory);
    const watch = { onEvent, onLost };
    this.#watches.set(directory, watch);
    return {
      close: () => {
        if (this.#watches.get(directory) === watch) this.#watches.delete(directory);
      },
    };
  }

  async isRemote(): Promise<boolean> {
    return this.isOnRemoteDrive;
  }

  #enter(call: FsCall, path: string): void {
    this.calls.push(`${call} ${path}`);
    const code = this.fault(call, path);
    if (code !== null) throw failure(code);
  }

  #fileAt(path: string): MemoryFile {
    const file = this.hasRoot ? this.files.get(path) : undefined;
    if (file === undefined) throw failure("ENOENT");
    return file;
  }

  #folderStamp(path: string): FileStamp {
    const identity = `1:folder-${this.folderAge}-${path}`;
    return { sizeBytes: 0, identity, modifiedNs: 0n, changedNs: 0n, isFile: false, isDirectory: true };
  }

  #stampOf(file: MemoryFile): FileStamp {
    const { bytes, identity, modifiedNs, changedNs } = file;
    return { sizeBytes: bytes.byteLength, identity, modifiedNs, changedNs, isFile: true, isDirectory: false };
  }
}
