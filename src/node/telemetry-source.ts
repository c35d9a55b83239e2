import type { ArchivedDays } from "../core/store/archived-days.ts";
import type { ReadDays } from "./history/read-archived-days.ts";
import type { TelemetryDataset } from "../core/store/tables.ts";
import type { LoadProgress } from "./generation.ts";
import { CHUNK_BYTES } from "./generation.ts";
import type { GenerationSettings } from "./generation-holder.ts";
import { GenerationHolder } from "./generation-holder.ts";
import type { Round } from "./pending-work.ts";
import { RootWatches } from "./root-watches.ts";
import type { RootSpec } from "./roots.ts";
import { pollEveryMs } from "./poll-pace.ts";
import { RoundLoop } from "./round-loop.ts";
import type { SourceEvent, SourceState } from "./source-events.ts";
import { SourceListeners } from "./source-events.ts";
import type { SnapshotKeeper } from "./snapshot-keeper.ts";
import type { SnapshotOptions } from "./snapshot-options.ts";
import { snapshotKeeper } from "./snapshot-options.ts";
import { SourceLooks } from "./source-looks.ts";
import { describeSource, stateKey } from "./source-state.ts";
import type { TelemetryFs } from "./telemetry-fs.ts";
import { nodeFs } from "./telemetry-fs.ts";
import { WakeTimer } from "./wake-timer.ts";

export interface TelemetrySourceOptions extends SnapshotOptions {
  readonly roots: readonly RootSpec[];
  /** IANA zone in which naive times are read. */
  readonly naiveTimeZone: string;
  /** Epoch ms. */
  readonly now: () => number;
  /** Time between two looks at everything; 0 = only on a watcher's word and on `refresh`. */
  readonly pollMs: number;
  readonly chunkBytes?: number;
  readonly fs?: TelemetryFs;
  /** Our own errors and those of listeners; without it they are thrown, past the source's own work. */
  readonly onFault?: (error: unknown) => void;
}

const PROGRESS_EVERY_MS = 50;

/**
 * The live telemetry of a set of folders: reads what is there, follows what is appended, and starts a new
 * generation when what was read stands no longer. The data last read stay available whatever happens.
 */
export class TelemetrySource {
  readonly #now: () => number;
  readonly #onFault: (error: unknown) => void;
  readonly #listeners = new SourceListeners((error) => this.#onFault(error));
  readonly #timer = new WakeTimer(() => this.#lookAtAll(false));
  readonly #watches: RootWatches;
  readonly #holder: GenerationHolder;
  readonly #loop: RoundLoop;
  readonly #snapshots: SnapshotKeeper | undefined;
  #settings: GenerationSettings;
  readonly #looks: SourceLooks;
  #pollMs: number;
  #isVisible = false;
  #lookedAtMs = 0;
  #nextProgressMs = 0;
  #checkedAtMs: number | null = null;
  #stateKey = "";
  /** Some root has existed: without one ever, there is nothing to poll, and the watch above is enough. */
  #hadRoot = false;
  #isStarted = false;
  #isDisposed = false;

  constructor(options: TelemetrySourceOptions) {
    const { now, roots, naiveTimeZone, fs = nodeFs, chunkBytes = CHUNK_BYTES } = options;
    this.#now = now;
    this.#onFault = options.onFault ?? throwLater;
    this.#pollMs = options.pollMs;
    this.#settings = { roots, naiveTimeZone };
    this.#watches = new RootWatches(
      fs,
      (path) => this.#lookAtFile(path),
      () => this.#lookAtAll(true),
    );
    const onProgress = (progress: LoadProgress): void => this.#noteProgress(progress);
    const onShown = (): void => this.#listeners.emit({ kind: "reset" });
    this.#snapshots = snapshotKeeper(options, () => this.#loop.isRunning, this.#onFault);
    const holding = { fs, chunkBytes, now, onProgress, onShown, snapshots: this.#snapshots };
    this.#holder = new GenerationHolder(holding, this.#settings);
    this.#loop = new RoundLoop({
      onRound: (round) => this.#round(round),
      onIdle: () => this.#rest(),
      onFault: (error) => this.#onFault(error),
    });
    this.#looks = new SourceLooks(this.#holder, this.#watches, this.#loop.work);
  }

  /** Of the generation shown now: ask again after `reset`. Grows in place while loading and tailing. */
  get dataset(): TelemetryDataset {
    return this.#holder.shown.dataset;
  }

  /** While a start goes on from a snapshot: its sums, as of the last session, without any rows. */
  get savedSums(): TelemetryDataset | null {
    return this.#holder.sums;
  }

  /** Number of the generation shown: what was located in another one may be elsewhere now. */
  get generation(): number {
    return this.#holder.number;
  }

  get state(): SourceState {
    return describeSource(this.#holder.shown, !this.#holder.isLoaded, (path) => this.#watches.isOnRoot(path));
  }

  /** Bytes that the start did not read, since a snapshot told what is in them. */
  get resumedBytes(): number {
    return this.#holder.shown.resumedBytes;
  }

  /** Epoch ms of the last look at everything; null before the first. */
  get checkedAtMs(): number | null {
    return this.#checkedAtMs;
  }

  /** Absolute path of a file of the dataset, or null for an unknown id. */
  pathOf(fileId: number): string | null {
    return this.#holder.shown.pathOf(fileId);
  }

  onDidChange(listener: (event: SourceEvent) => void): { dispose(): void } {
    return this.#listeners.add(listener);
  }

  /** Reads everything and begins to watch. Resolves when all files have been read once. */
  start(): Promise<void> {
    if (this.#isStarted || this.#isDisposed) return Promise.resolve();
    this.#isStarted = true;
    this.#watches.set(this.#settings.roots);
    return this.#rebuild();
  }

  /** Looks at everything now, distrusting unchanged times. Resolves when done, appended lines included. */
  refresh(): Promise<void> {
    if (!this.#isStarted || this.#isDisposed) return Promise.resolve();
    const done = this.#loop.work.waitForAll();
    this.#lookAtAll(true);
    return done;
  }

  /** 0 = no polling besides watching, where watchers tell of everything. */
  setPollMs(pollMs: number): void {
    this.#pollMs = pollMs;
    this.#reschedule();
  }

  /** Whether somebody looks at the figures: where watchers do not tell of changes, looks come more often then. */
  setVisible(isVisible: boolean): void {
    this.#isVisible = isVisible;
    this.#reschedule();
  }

  /** Reads other folders from now on; resolves when they have been read. */
  setRoots(roots: readonly RootSpec[]): Promise<void> {
    if (JSON.stringify(roots) === JSON.stringify(this.#settings.roots)) return Promise.resolve();
    this.#settings = { ...this.#settings, roots };
    if (this.#isStarted && !this.#isDisposed) this.#watches.set(roots);
    return this.#rebuild();
  }

  /** Reads everything again with naive times in another zone; resolves when done. */
  setNaiveTimeZone(naiveTimeZone: string): Promise<void> {
    if (naiveTimeZone === this.#settings.naiveTimeZone) return Promise.resolve();
    this.#settings = { ...this.#settings, naiveTimeZone };
    return this.#rebuild();
  }

  /** When the reading of what is shown began, epoch ms. */
  get generationStartedAtMs(): number {
    return this.#holder.shownSinceMs;
  }

  setArchivedDays(days: ArchivedDays, next: ReadDays): void {
    this.#holder.setArchivedDays(days, next);
  }

  /** Tags that the user gave, by record id; they outlive resets. */
  setUserTags(tags: ReadonlyMap<string, readonly string[]>): void {
    this.#holder.setUserTags(tags);
    this.#listeners.emit({ kind: "changed" });
  }

  /** Resolves when nothing is under way: after `dispose`, when the last file handle is closed. */
  async whenIdle(): Promise<void> {
    await this.#loop.whenIdle();
    await this.#snapshots?.whenIdle();
  }

  /** Ends watching, polling and reading. The data stay readable. */
  dispose(): void {
    this.#isDisposed = true;
    this.#timer.clear();
    this.#snapshots?.dispose();
    this.#watches.dispose();
    this.#holder.dispose();
    this.#loop.dispose();
    this.#listeners.clear();
  }

  #rebuild(): Promise<void> {
    if (!this.#isStarted || this.#isDisposed) return Promise.resolve();
    this.#holder.abandonBuild();
    const done = this.#loop.work.waitForAll();
    this.#loop.work.requestRebuild();
    this.#loop.kick();
    return done;
  }

  #lookAtAll(distrust: boolean): void {
    this.#loop.work.requestAll(distrust);
    this.#loop.kick();
  }

  #lookAtFile(path: string): void {
    this.#loop.work.requestFile(path);
    this.#loop.kick();
  }

  async #round(round: Round): Promise<void> {
    this.#timer.clear();
    const owedAtMs = this.#holder.postponedUntilMs;
    const isResting = owedAtMs !== Infinity && performance.now() < owedAtMs;
    const isOwed = round.rebuild || owedAtMs !== Infinity;
    if (isOwed && !isResting) {
      await this.#holder.rebuild(this.#settings, this.#watches.arm());
      this.#listeners.emit({ kind: "changed" });
      // What happened meanwhile, with or without a watcher's word, is found by a look at everything.
      this.#loop.work.requestAll(false);
      this.#loop.work.putBack(round.waiters);
      return;
    }
    const isAll = round.all || round.rebuild;
    const needsReset = await this.#look(isAll, round);
    if (needsReset && !isResting) {
      this.#loop.work.requestRebuild();
      this.#loop.work.putBack(round.waiters);
      return;
    }
    if (isAll) this.#noteChecked();
    for (const done of round.waiters) done();
  }

  /** Reads what is new and tells of it. True when only a new generation is right. */
  async #look(isAll: boolean, round: Round): Promise<boolean> {
    const { dataset } = this.#holder.shown;
    const before = dataset.revision;
    const needsReset = await this.#looks.look(isAll, round);
    const key = stateKey(this.state);
    if (key !== this.#stateKey) {
      this.#stateKey = key;
      this.#listeners.emit({ kind: "files" });
    }
    if (dataset.revision !== before) this.#listeners.emit({ kind: "changed" });
    return needsReset;
  }

  #noteChecked(): void {
    this.#checkedAtMs = this.#now();
    this.#lookedAtMs = performance.now();
    this.#listeners.emit({ kind: "checked" });
  }

  #noteProgress(progress: LoadProgress): void {
    const nowMs = performance.now();
    if (nowMs < this.#nextProgressMs && progress.bytesRead < progress.bytesTotal) return;
    this.#nextProgressMs = nowMs + PROGRESS_EVERY_MS;
    this.#listeners.emit({ kind: "progress", ...progress });
  }

  #reschedule(): void {
    if (this.#isStarted && !this.#loop.isRunning) this.#schedule();
  }

  #rest(): void {
    this.#schedule();
    if (this.#holder.isLoaded) this.#snapshots?.noteRest(this.#holder.shown);
  }

  #schedule(): void {
    if (this.#isDisposed) return;
    const { shown, postponedUntilMs } = this.#holder;
    this.#hadRoot ||= shown.roots.some(({ state }) => state !== "absent");
    const { isTold } = this.#looks;
    const everyMs = pollEveryMs({ wishedMs: this.#pollMs, isTold, isVisible: this.#isVisible });
    const isPolling = everyMs > 0 && (this.#hadRoot || !isTold);
    const wakeAtMs = postponedUntilMs === Infinity ? shown.wakeAtMs(isPolling) : postponedUntilMs;
    const pollAtMs = isPolling ? this.#lookedAtMs + everyMs : Infinity;
    this.#timer.set(Math.min(pollAtMs, wakeAtMs) - performance.now());
  }
}

function throwLater(error: unknown): void {
  setImmediate(() => {
    throw error;
  });
}
