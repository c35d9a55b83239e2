import { join } from "node:path";

import { createScanner } from "../core/ingest/create-scanner.ts";
import { ProjectFilterSink } from "../core/ingest/project-filter-sink.ts";
import type { RecordSink } from "../core/ingest/record-sink.ts";
import type { ParseContext } from "../core/records/parse-context.ts";
import { fileKindOf } from "../core/records/file-kind.ts";
import { keepUp } from "../core/rollup/cube/aggregates.ts";
import { Dataset } from "../core/store/dataset.ts";
import { CopiedFiles } from "./copied-files.ts";
import type { CheckContext } from "./file-check.ts";
import { checkFile } from "./file-check.ts";
import type { FileCuts } from "./file-cuts.ts";
import { FileIdentities } from "./file-identities.ts";
import type { LargeFileOptions } from "./large-file-reader.ts";
import { LARGE_FILES, LargeFileReader } from "./large-file-reader.ts";
import { Pacer } from "./pacer.ts";
import { ReadEngine } from "./read-engine.ts";
import type { FoundFile, RootStatus } from "./root-listing.ts";
import { findFile, listRoot } from "./root-listing.ts";
import type { RootSpec } from "./roots.ts";
import { fileLabel } from "./roots.ts";
import { SnapshotError } from "../core/store/snapshot/section-format.ts";
import { withIdentity, type SavedFile } from "./saved-file.ts";
import { isContinued } from "./saved-reading.ts";
import type { FoundSnapshot } from "./snapshot-store.ts";
import type { TelemetryFs } from "./telemetry-fs.ts";
import type { CheckOutcome } from "./tracked-file.ts";
import { TrackedFile } from "./tracked-file.ts";

/**
 * Bytes read at once, and taken in without a turn of the event loop: a thousand lines are a few ms of work even before
 * their code is compiled. Twice as many would load a tenth faster, by fewer trips through libuv's thread pool.
 */
export const CHUNK_BYTES = 512 * 1024;

export interface GenerationOptions {
  readonly roots: readonly RootSpec[];
  /** IANA zone in which naive times are read. */
  readonly naiveTimeZone: string;
  /** Epoch ms: the clock of the records. */
  readonly now: () => number;
  readonly fs: TelemetryFs;
  readonly chunkBytes: number;
  /** Ends the reading of this generation; what was read stays. */
  readonly signal: AbortSignal;
  readonly cuts?: FileCuts | undefined;
  readonly largeFiles?: LargeFileOptions | undefined;
}

export interface Discovery {
  readonly added: readonly TrackedFile[];
  /** A new name has the place of a file that was already read: read on and its records count twice. */
  readonly isRotated: boolean;
}

export interface LoadProgress {
  readonly bytesRead: number;
  readonly bytesTotal: number;
  /** Records so far, before merging and folding. */
  readonly records: number;
}

/**
 * One reading of all telemetry files from their beginning, and everything appended to them since. Rows never
 * leave a dataset: whatever undoes bytes that were read needs a new generation.
 */
export class Generation {
  readonly dataset = new Dataset();
  readonly #options: GenerationOptions;
  readonly #engine: ReadEngine;
  readonly #context: CheckContext;
  readonly #largeFiles: LargeFileReader;
  readonly #sinks = new Map<number, RecordSink>();
  readonly #files = new Map<string, TrackedFile>();
  readonly #copies: CopiedFiles;
  readonly #byId = new Map<number, TrackedFile>();
  readonly #identities: FileIdentities;
  readonly #parsing: ParseContext;
  #rootStatus: readonly RootStatus[] = [];
  #hasLinkedFiles = false;
  #isOutdated = false;
  #isLoading = false;
  #bytesRead = 0;
  #bytesTotal = 0;
  #onProgress: ((progress: LoadProgress) => void) | null = null;
  /** Files that a snapshot knows, by label. */
  #saved: ReadonlyMap<string, SavedFile> = new Map();
  #resumedBytes = 0;
  #judgedAtMs: number;

  constructor(options: GenerationOptions) {
    this.#options = options;
    this.#judgedAtMs = options.now();
    this.#copies = new CopiedFiles(options.fs, this.#files);
    this.#identities = new FileIdentities(options.fs);
    this.#parsing = {
      naiveTimeZone: options.naiveTimeZone,
      // Asked for each record: a source may live for weeks, and tomorrow's records are not absurd then.
      get nowMs() {
        return options.now();
      },
    };
    this.#largeFiles = new LargeFileReader(options.largeFiles ?? LARGE_FILES, this.#parsing);
    this.#engine = new ReadEngine(options.chunkBytes);
    this.#context = {
      fs: options.fs,
      buffers: this.#engine,
      pacer: new Pacer(),
      now: options.now,
      signal: options.signal,
      onBytes: (file, count) => this.#noteBytes(file, count),
      largeFiles: this.#largeFiles,
      mayTake: (file, open, sizeBytes) => this.#copies.beforeTaking(file, open, sizeBytes),
    };
    for (const root of options.roots) {
      const sink = root.project === null ? this.dataset : new ProjectFilterSink(this.dataset, root.project);
      this.#sinks.set(root.rootId, sink);
    }
  }

  get files(): readonly TrackedFile[] {
    return [...this.#files.values()];
  }

  /** Some file is a link to another folder, where nobody watches it. */
  get hasLinkedFiles(): boolean {
    return this.#hasLinkedFiles;
  }

  /** A copy of a file has become another file, or another file a copy: its records count wrongly. */
  get isOutdated(): boolean {
    return this.#isOutdated;
  }

  /** Bytes that were not read again, since a snapshot told what is in them; 0 when everything was read. */
  get resumedBytes(): number {
    return this.#resumedBytes;
  }

  get settings(): Pick<GenerationOptions, "roots" | "naiveTimeZone"> {
    const { roots, naiveTimeZone } = this.#options;
    return { roots, naiveTimeZone };
  }

  /** Epoch ms: since when records were judged to be dated ahead of the clock, here or before a restart. */
  get judgedAtMs(): number {
    return this.#judgedAtMs;
  }

  get roots(): readonly RootStatus[] {
    return this.#rootStatus;
  }

  /** The tracked file at a path, or null. */
  fileAt(path: string): TrackedFile | null {
    return this.#files.get(path) ?? null;
  }

  /** Absolute path of a file of the dataset, or null for an unknown id. */
  pathOf(fileId: number): string | null {
    return this.#byId.get(fileId)?.path ?? null;
  }

  /** When a file was last seen to have lost bytes that had been read, epoch ms; null when never. */
  cutAtMs(path: string): number | null {
    return this.#options.cuts?.at(path) ?? null;
  }

  /** Reads everything there is now. Files that fail are left with their state; rejects when aborted. */
  async load(onProgress?: (progress: LoadProgress) => void): Promise<void> {
    await this.#readAll(onProgress ?? null);
  }

  /**
   * Goes on from a snapshot and reads what is new since. False when the files are not those that it was made of:
   * then this generation is of no use, and only a new one is right.
   */
  async resume(found: FoundSnapshot, onProgress?: (progress: LoadProgress) => void): Promise<boolean> {
    const { reading } = found;
    this.#saved = reading.files;
    for (const { read } of reading.files.values()) this.#resumedBytes += read.offset;
    this.#judgedAtMs = reading.judgedAtMs;
    await found.restoreInto(this.dataset);
    return (await this.#readAll(onProgress ?? null)) && isContinued(this, reading);
  }

  /** False when some file is not as it was saved. */
  async #readAll(onProgress: ((progress: LoadProgress) => void) | null): Promise<boolean> {
    this.#onProgress = onProgress;
    this.#isLoading = true;
    try {
      const { added } = await this.discover();
      let isSame = true;
      for (const file of added) {
        isSame = (await this.visit(file, true)) !== "reset" && isSame;
        // What goes on from a snapshot is of no use any more.
        if (!isSame && this.#saved.size > 0) break;
      }
      return isSame;
    } finally {
      this.#onProgress = null;
      this.#isLoading = false;
      await this.#largeFiles.end();
    }
  }

  /** Lists the roots and takes up files that are new. They are not read yet. */
  async discover(): Promise<Discovery> {
    const added: TrackedFile[] = [];
    const statuses: RootStatus[] = [];
    let isRotated = false;
    const { fs } = this.#options;
    for (const root of this.#options.roots) {
      const { names, status } = await listRoot(fs, root);
      statuses.push(status);
      for (const name of names) {
        this.#options.signal.throwIfAborted();
        const path = join(root.path, name);
        if (this.#files.has(path)) continue;
        const found = await findFile(fs, root, path);
        if (found === null) continue;
        const twin = this.#identities.twinOf(found);
        if (twin === null) {
          const isCopy = await this.#copies.isCopy(path, names);
          added.push(this.#takeUp(root, name, path, found, isCopy));
          this.#hasLinkedFiles ||= found.isLinked;
        } else if (!(await this.#identities.isStill(twin))) isRotated = true;
      }
    }
    this.#rootStatus = statuses;
    return { added, isRotated };
  }

  /** Checks one file, reads what is new, and tells the dataset. "reset" = only a new generation is right. */
  async visit(file: TrackedFile, isSuspect: boolean): Promise<"same" | "read" | "reset"> {
    const startMs = performance.now();
    if (!isSuspect && file.isResting(startMs)) return "same";
    const isFirst = file.offset === 0;
    const outcome = await this.#check(file, isSuspect);
    const modifiedMs = Number((file.stamp?.modifiedNs ?? 0n) / 1_000_000n);
    const nowMs = performance.now();
    file.settle(outcome, nowMs, this.#options.now() - modifiedMs);
    this.dataset.setFileCounts(file.ref.fileId, file.visibleCounts());
    this.dataset.setFileState(file.ref.fileId, file.state);
    // A file may be another one than before a restart: nothing of it was lost meanwhile.
    const isResuming = this.#isLoading && this.#saved.size > 0;
    if (!isResuming) this.#options.cuts?.note(file, outcome, this.#options.now());
    const isRead = outcome.kind === "read";
    if (isRead || outcome.kind === "unchanged")
      this.#isOutdated ||= await this.#copies.isOutdatedBy(file, isRead, isFirst);
    if (this.#isOutdated || outcome.kind === "replaced" || file.isGoneForGood(nowMs)) return "reset";
    return isRead ? "read" : "same";
  }

  async #check(file: TrackedFile, isSuspect: boolean): Promise<CheckOutcome> {
    try {
      return await checkFile(file, this.#context, isSuspect);
    } finally {
      // While all files are read, the next one may be large too.
      if (!this.#isLoading) await this.#largeFiles.end();
    }
  }

  /** When some file wants another look, monotonic ms; Infinity when none does. */
  wakeAtMs(retries: boolean): number {
    return Math.min(Infinity, ...this.files.map((file) => file.wakeAtMs(retries)));
  }

  async #noteBytes(file: TrackedFile, count: number): Promise<void> {
    this.#bytesRead += count;
    if (this.#onProgress === null) return;
    // A large file counts while it is read, not only behind its end.
    this.dataset.setFileCounts(file.ref.fileId, file.visibleCounts());
    for (const steps = keepUp(this.dataset); steps.next().done !== true;) await this.#context.pacer.breathe();
    let records = 0;
    for (const { scanner } of this.#files.values()) records += scanner.counts.records;
    this.#onProgress?.({ bytesRead: this.#bytesRead, bytesTotal: this.#bytesTotal, records });
  }

  #takeUp(root: RootSpec, name: string, path: string, found: FoundFile, isCopy: boolean): TrackedFile {
    // The file that it is a copy of holds the same spend.
    const kind = isCopy ? "overlap" : fileKindOf(name);
    const sink = this.#sinks.get(root.rootId);
    if (kind === null || sink === undefined)
      throw new RangeError(`${name} is not a file of root ${root.rootId}`);
    const label = fileLabel(root, name);
    const saved = this.#saved.get(label) ?? null;
    if (saved !== null && saved.kind !== kind) throw new SnapshotError(`${label} is of another kind now`);
    const ref = this.dataset.registerFile({ label, kind, rootId: root.rootId });
    const scanner = createScanner(ref, sink, this.#parsing, this.#engine.scanner, saved?.scan);
    const file = new TrackedFile(path, name, ref, scanner, saved && withIdentity(saved, found.identity));
    this.#bytesRead += file.offset;
    this.#files.set(path, file);
    this.#byId.set(ref.fileId, file);
    this.#identities.add(file, found);
    this.#bytesTotal += found.sizeBytes;
    return file;
  }
}
