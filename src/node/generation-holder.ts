import type { ArchivedDays } from "../core/store/archived-days.ts";
import { NO_ARCHIVED_DAYS } from "../core/store/archived-days.ts";
import type { LoadProgress } from "./generation.ts";
import { Generation } from "./generation.ts";
import { FileCuts } from "./file-cuts.ts";
import { daysBefore } from "./history/days-before.ts";
import type { ReadDays } from "./history/read-archived-days.ts";
import type { Dataset } from "../core/store/dataset.ts";
import { SnapshotError } from "../core/store/snapshot/section-format.ts";
import type { RootSpec } from "./roots.ts";
import type { SnapshotKeeper } from "./snapshot-keeper.ts";
import type { TelemetryFs } from "./telemetry-fs.ts";

export interface GenerationSettings {
  readonly roots: readonly RootSpec[];
  readonly naiveTimeZone: string;
}

export interface GenerationHolderOptions {
  readonly fs: TelemetryFs;
  readonly chunkBytes: number;
  readonly now: () => number;
  readonly onProgress: (progress: LoadProgress) => void;
  /** Another generation is shown now, or the first one has sums of a snapshot to show. */
  readonly onShown: () => void;
  /** Where the first generation may go on from; by default it reads everything. */
  readonly snapshots?: SnapshotKeeper | undefined;
}

/** A rebuild that would lose the data of a file we cannot read just now waits, this often at most. */
const PATIENT_TRIES = 3;
const PATIENCE_MS = 250;

/** Keeps one generation readable while the next one is built behind it. */
export class GenerationHolder {
  readonly #options: GenerationHolderOptions;
  #shown: Generation;
  #shownAbort = new AbortController();
  #building: AbortController | null = null;
  #number = 0;
  #isLoaded = false;
  #sums: Dataset | null = null;
  #isDisposed = false;
  #postponed: { readonly tries: number; readonly untilMs: number } | null = null;
  readonly #cuts = new FileCuts();
  #userTags: ReadonlyMap<string, readonly string[]> = new Map();
  #archivedDays: ReadDays = NO_ARCHIVED_DAYS;
  readonly #startedAtMs = new WeakMap<Generation, number>();

  constructor(options: GenerationHolderOptions, settings: GenerationSettings) {
    this.#options = options;
    this.#shown = this.#create(settings, this.#shownAbort.signal);
  }

  get shown(): Generation {
    return this.#shown;
  }

  get number(): number {
    return this.#number;
  }

  /** The first generation has been read to its end. */
  get isLoaded(): boolean {
    return this.#isLoaded;
  }

  /** What a snapshot tells while its tables are read, without any rows; else null. */
  get sums(): Dataset | null {
    return this.#sums;
  }

  /** A rebuild is owed and waits until then, monotonic ms; Infinity when none is owed. */
  get postponedUntilMs(): number {
    return this.#postponed?.untilMs ?? Infinity;
  }

  setUserTags(tags: ReadonlyMap<string, readonly string[]>): void {
    this.#userTags = tags;
    this.#shown.dataset.setUserTags(tags);
  }

  /** When the reading of what is shown began, epoch ms: what was archived since is still among its records. */
  get shownSinceMs(): number {
    return this.#startedAtMs.get(this.#shown) ?? 0;
  }

  /** Days that count beside what is shown now, and beside the next generation from its first moment on. */
  setArchivedDays(days: ArchivedDays, next: ReadDays): void {
    this.#archivedDays = next;
    this.#shown.dataset.setArchivedDays(days);
  }

  /** Gives up the generation being built: its settings are no longer wanted. */
  abandonBuild(): void {
    this.#building?.abort();
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#building?.abort();
    this.#shownAbort.abort();
  }

  /**
   * Reads everything anew. The first generation shows while it is read, later ones when they are complete. `isWatched`
   * resolves, and never rejects, when a watcher would tell of what happens to a file after it was read.
   */
  async rebuild(
    settings: GenerationSettings,
    isWatched: Promise<void>,
  ): Promise<"shown" | "postponed" | "abandoned"> {
    const abort = new AbortController();
    if (this.#isDisposed) return "abandoned";
    this.#building = abort;
    if (!this.#isLoaded && (await this.#resume(settings, abort, isWatched))) {
      this.#building = null;
      this.#isLoaded = true;
      return "shown";
    }
    await isWatched;
    if (abort.signal.aborted) return "abandoned";
    const next = this.#create(settings, abort.signal);
    if (!this.#isLoaded) this.#show(next, abort);
    try {
      await next.load(this.#options.onProgress);
    } catch (error) {
      if (abort.signal.aborted) return "abandoned";
      throw error;
    } finally {
      this.#building = null;
    }
    if (this.#shown !== next) {
      if (this.#postpone(next)) return "postponed";
      this.#show(next, abort);
    }
    this.#isLoaded = true;
    this.#postponed = null;
    return "shown";
  }

  /** Shows what a snapshot and the bytes behind it give; false where that is not certain to be all. */
  async #resume(
    settings: GenerationSettings,
    abort: AbortController,
    isWatched: Promise<void>,
  ): Promise<boolean> {
    const { snapshots, onProgress } = this.#options;
    const found = (await snapshots?.find(settings)) ?? null;
    if (snapshots === undefined || found === null) return false;
    const next = this.#create(settings, abort.signal);
    try {
      if (abort.signal.aborted) return false;
      this.#sums = found.sums;
      this.#options.onShown();
      await isWatched;
      if (!(await next.resume(found, onProgress))) return false;
    } catch (error) {
      // Whatever went wrong, reading everything is right.
      if (!abort.signal.aborted && !(error instanceof SnapshotError)) snapshots.tell(error);
      return false;
    } finally {
      await found.close().catch((error: unknown) => snapshots.tell(error));
      this.#sums = null;
    }
    this.#show(next, abort);
    return true;
  }

  #create(settings: GenerationSettings, signal: AbortSignal): Generation {
    const { fs, chunkBytes, now } = this.#options;
    const generation = new Generation({ ...settings, fs, chunkBytes, now, signal, cuts: this.#cuts });
    this.#startedAtMs.set(generation, now());
    return generation;
  }

  #show(next: Generation, abort: AbortController): void {
    this.#shownAbort.abort();
    this.#shown = next;
    this.#shownAbort = abort;
    this.#number += 1;
    next.dataset.setUserTags(this.#userTags);
    next.dataset.setArchivedDays(daysBefore(this.#archivedDays, this.shownSinceMs));
    this.#options.onShown();
  }

  /** Busy files and short outages pass; after some tries what can be read counts more than what was read. */
  #postpone(next: Generation): boolean {
    const tries = this.#postponed?.tries ?? 0;
    if (tries >= PATIENT_TRIES || !this.#losesData(next)) return false;
    this.#postponed = { tries: tries + 1, untilMs: performance.now() + PATIENCE_MS * 2 ** tries };
    return true;
  }

  #losesData(next: Generation): boolean {
    const closed = new Set(
      next.roots.filter((root) => root.state === "denied").map(({ root }) => root.rootId),
    );
    return this.#shown.files.some((file) => {
      if (file.offset === 0) return false;
      return next.fileAt(file.path)?.state === "denied" || closed.has(file.ref.rootId);
    });
  }
}
