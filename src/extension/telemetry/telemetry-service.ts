import * as vscode from "vscode";
import { reportHealth } from "../../core/rollup/report-health.ts";
import type { ReadDays } from "../../node/history/read-archived-days.ts";
import { NO_ARCHIVED_DAYS } from "../../core/store/archived-days.ts";
import type { RootSpec } from "../../node/roots.ts";
import { rootFromDir } from "../../node/roots.ts";
import type { SourceEvent, SourceState } from "../../node/source-events.ts";
import { DisposableStore } from "../disposable-store.ts";
import { FrameScheduler } from "../frame-scheduler.ts";
import type { Log } from "../log.ts";
import { describeError, logFailure } from "../log.ts";
import type { ExtensionSettings } from "../settings.ts";
import { readSettings, SETTINGS_SECTION } from "../settings.ts";
import { NestedSearch } from "./nested-search.ts";
import type { LoadProgress } from "./panel-state.ts";
import { panelState } from "./panel-state.ts";
import { stateFolder } from "./state-folder.ts";
import type { TelemetryFigures } from "./telemetry-figures.ts";
import type { CreateReader, TelemetryReader } from "./telemetry-reader.ts";
import { chooseRoots } from "./workspace-roots.ts";

const FRAME_MS = 33;
/** Ages, staleness and "today" change without any record; nothing else runs while nothing happens. */
const CLOCK_TICK_MS = 60_000;
const CHECK_TOLD_EVERY_MS = 1_000;
const MS_PER_HOUR = 3_600_000;
const NOTHING_LOADED: LoadProgress = { bytesRead: 0, bytesTotal: 0 };

export interface ServiceOptions {
  /** Loads what reads telemetry: a part of its own, asked for once the service starts. */
  readonly loadReader: () => Promise<CreateReader>;
  readonly log: Log;
  readonly now: () => number;
  readonly env: { readonly ATTUNE_HOME?: string | undefined };
  /** For state that has no place in the workspace; without it there are no snapshots. */
  readonly storageFolder?: string;
}

/** What is read now; changes as a whole. */
interface Reading {
  readonly roots: readonly RootSpec[];
  readonly offersHomeStore: boolean;
  readonly isSample: boolean;
}

const NOTHING_READ: Reading = { roots: [], offersHomeStore: false, isSample: false };

/** Owns the reader: which folders, which settings, and one event for whatever may change a number. */
export class TelemetryService implements vscode.Disposable {
  readonly #options: ServiceOptions;
  readonly #disposables = new DisposableStore();
  readonly #changed = this.#disposables.add(new vscode.EventEmitter<void>());
  readonly onDidChange = this.#changed.event;
  readonly #checked = this.#disposables.add(new vscode.EventEmitter<number>());
  /** A look at all files has ended; epoch ms. No change by itself: what it found comes as one. */
  readonly onDidCheck = this.#checked.event;
  readonly #scheduler = this.#disposables.add(new FrameScheduler(() => this.#changed.fire(), FRAME_MS));
  readonly #nested: NestedSearch;
  /** Read when first asked for: not while the extension is activated. */
  #settings: ExtensionSettings | null = null;
  #reader: TelemetryReader | null = null;
  #progress = NOTHING_LOADED;
  #reading = NOTHING_READ;
  #sampleDir: string | null = null;
  #userTags: ReadonlyMap<string, readonly string[]> = new Map();
  #nextArchivedDays: ReadDays = NO_ARCHIVED_DAYS;
  #started: Promise<void> | null = null;
  #configureNumber = 0;
  #clock: ReturnType<typeof setInterval> | undefined;
  #isVisible = false;
  #checkToldAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: ServiceOptions) {
    this.#options = options;
    this.#nested = this.#disposables.add(new NestedSearch(options.log, () => this.touch()));
    this.#disposables.add({ dispose: () => clearInterval(this.#clock) });
    this.#disposables.add(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(SETTINGS_SECTION)) this.#follow();
      }),
    );
    this.#disposables.add(vscode.workspace.onDidChangeWorkspaceFolders(() => this.#follow()));
    this.#disposables.add(vscode.workspace.onDidGrantWorkspaceTrust(() => this.#follow()));
  }

  get settings(): ExtensionSettings {
    return (this.#settings ??= readSettings(this.#options.log));
  }

  get isSample(): boolean {
    return this.#reading.isSample;
  }

  get offersHomeStore(): boolean {
    return this.#reading.offersHomeStore;
  }

  /** Telemetry folders below the workspace folders that are not read; absolute paths. */
  get unreadFolders(): readonly string[] {
    return this.#nested.found;
  }

  get roots(): readonly RootSpec[] {
    return this.#reading.roots;
  }

  /** Begins to read, once; resolves when it is known what is read, not when it was read. */
  start(): Promise<void> {
    this.#started ??= this.#configure().catch((error: unknown) => {
      // Whoever asks next tries anew.
      this.#started = null;
      throw error;
    });
    return this.#started;
  }

  /** The files that are read, and how each is doing. */
  get files(): SourceState["files"] {
    return this.#reader?.state.files ?? [];
  }

  /** Everything that the surfaces compute from, as of now. Null before `start` has resolved. */
  figures(): TelemetryFigures | null {
    const reader = this.#reader;
    if (reader === null) return null;
    const labels = this.roots.map(({ label, path }) => (label === "" ? path : label));
    const isLoading = reader.state.overall === "loading";
    const nowMs = this.#options.now();
    const staleAfterMs = this.settings.staleAfterHours * MS_PER_HOUR;
    const health = reportHealth(reader.dataset, nowMs, staleAfterMs);
    const hasArchivedDays = reader.dataset.archivedDays.days.length > 0;
    return {
      dataset: reader.dataset,
      savedSums: reader.savedSums,
      generation: reader.generation,
      state: panelState(health, labels, isLoading ? this.#progress : null, hasArchivedDays),
      health,
      staleAfterMs,
      settings: this.settings,
      isSample: this.isSample,
      nowMs,
      checkedAtMs: reader.checkedAtMs ?? nowMs,
      locale: vscode.env.language,
    };
  }

  /** Absolute path of a file that is read; null for an id that is not (any more). */
  pathOf(fileId: number): string | null {
    return this.#reader?.pathOf(fileId) ?? null;
  }

  /** Looks at every file now; resolves when what was appended is in the figures. */
  async refresh(): Promise<void> {
    await this.start();
    await this.#reader?.refresh();
    this.#nested.again();
    this.touch();
  }

  /** Something outside the files has changed a view. */
  touch(): void {
    this.#scheduler.request();
  }

  /** Whether a panel is visible: drives that announce no change are looked at more often then. */
  setVisible(isVisible: boolean): void {
    this.#isVisible = isVisible;
    this.#reader?.setVisible(isVisible);
  }

  setUserTags(tags: ReadonlyMap<string, readonly string[]>): void {
    this.#userTags = tags;
    this.#reader?.setUserTags(tags);
    this.touch();
  }

  /** Days whose records are gone from the files: beside what is shown, and beside the next generation. */
  setArchivedDays(days: ReadDays, next: ReadDays): void {
    // Mostly nothing is archived: then nothing has changed.
    if (next === NO_ARCHIVED_DAYS && this.#nextArchivedDays === NO_ARCHIVED_DAYS) return;
    this.#nextArchivedDays = next;
    this.#reader?.setArchivedDays(days, next);
    this.touch();
  }

  /** When the reading of what is shown began, epoch ms. */
  get generationStartedAtMs(): number {
    return this.#reader?.generationStartedAtMs ?? 0;
  }

  /** Shows the telemetry folder `dir` alone, in place of the workspace's; null goes back. */
  async showSample(dir: string | null): Promise<void> {
    await this.start();
    this.#sampleDir = dir;
    await this.#configure();
  }

  dispose(): void {
    this.#disposables.dispose();
    this.#reader = null;
  }

  #follow(): void {
    this.#settings = readSettings(this.#options.log);
    // Nothing was read yet: the start will see the new settings.
    if (this.#started === null) return;
    this.touch();
    logFailure(this.#options.log, "Following the changed settings", this.#configure());
  }

  async #configure(): Promise<void> {
    this.#configureNumber += 1;
    const number = this.#configureNumber;
    const [reading, createReader] = await Promise.all([this.#choose(), this.#options.loadReader()]);
    const isOvertaken = (): boolean => number !== this.#configureNumber || this.#disposables.isDisposed;
    if (isOvertaken()) return;
    if (this.#reader === null) {
      const snapshotDir = await this.#snapshotDir(reading.roots);
      if (isOvertaken()) return;
      this.#reader = this.#open(createReader, reading.roots, snapshotDir);
    } else await this.#redirect(this.#reader, reading.roots);
    if (isOvertaken()) return;
    this.#reading = reading;
    this.#setPoll(this.#reader);
    this.#nested.run(reading.isSample ? null : reading.roots);
    this.touch();
  }

  async #choose(): Promise<Reading> {
    const dir = this.#sampleDir;
    if (dir !== null) return { roots: [rootFromDir(dir)], offersHomeStore: false, isSample: true };
    return { ...(await chooseRoots(this.settings, this.#options.env)), isSample: false };
  }

  async #redirect(reader: TelemetryReader, roots: readonly RootSpec[]): Promise<void> {
    await Promise.all([reader.setNaiveTimeZone(this.settings.naiveTimeZone), reader.setRoots(roots)]);
  }

  async #snapshotDir(roots: readonly RootSpec[]): Promise<string | undefined> {
    const { storageFolder } = this.#options;
    return storageFolder === undefined ? undefined : await stateFolder(roots, storageFolder);
  }

  #open(
    createReader: CreateReader,
    roots: readonly RootSpec[],
    snapshotDir: string | undefined,
  ): TelemetryReader {
    const { log, now } = this.#options;
    const { naiveTimeZone } = this.settings;
    const onFault = (error: unknown) => log.error(`Reading the telemetry failed: ${describeError(error)}`);
    const onSnapshotFault = (error: unknown): void => {
      const reason = error instanceof Error ? error.message : String(error);
      log.warn(`No snapshot in ${snapshotDir}, so the next start reads all files: ${reason}`);
    };
    const snapshots = { snapshotDir, onSnapshotFault };
    const reader = this.#disposables.add(
      createReader({ roots, naiveTimeZone, pollMs: 0, now, onFault, ...snapshots }),
    );
    reader.setUserTags(this.#userTags);
    reader.setArchivedDays(NO_ARCHIVED_DAYS, this.#nextArchivedDays);
    reader.setVisible(this.#isVisible);
    this.#disposables.add(reader.onDidChange((event) => this.#take(reader, event)));
    logFailure(log, "Reading the telemetry", reader.start());
    return reader;
  }

  #take(reader: TelemetryReader, event: SourceEvent): void {
    if (event.kind === "checked") {
      this.#tellOfCheck(reader.checkedAtMs ?? this.#options.now());
      return;
    }
    if (event.kind === "progress") {
      this.#progress = { bytesRead: event.bytesRead, bytesTotal: event.bytesTotal };
    } else if (event.kind === "files" || event.kind === "reset") {
      this.#setPoll(reader);
    }
    this.#startClock(reader);
    this.touch();
  }

  /** Drives that announce nothing are looked at several times a second: nobody needs to know that often. */
  #tellOfCheck(checkedAtMs: number): void {
    if (Math.abs(checkedAtMs - this.#checkToldAtMs) < CHECK_TOLD_EVERY_MS) return;
    this.#checkToldAtMs = checkedAtMs;
    this.#checked.fire(checkedAtMs);
  }

  /** Where there is nothing to read, only the watch on the folder above waits for it. */
  #setPoll(reader: TelemetryReader): void {
    const { files, roots } = reader.state;
    const isEmpty = files.length === 0 && roots.every(({ state }) => state === "absent");
    reader.setPollMs(isEmpty ? 0 : this.settings.refreshSeconds * 1000);
  }

  #startClock({ dataset }: TelemetryReader): void {
    if (this.#clock !== undefined || dataset.calls.count + dataset.runs.count === 0) return;
    this.#clock = setInterval(() => this.touch(), CLOCK_TICK_MS);
  }
}
