import * as vscode from "vscode";
import type { RootSpec } from "../../node/roots.ts";
import { rootFromDir } from "../../node/roots.ts";
import type { SourceEvent } from "../../node/source-events.ts";
import { DisposableStore } from "../disposable-store.ts";
import { FrameScheduler } from "../frame-scheduler.ts";
import type { Log } from "../log.ts";
import { describeError, logFailure } from "../log.ts";
import type { ExtensionSettings } from "../settings.ts";
import { readSettings, SETTINGS_SECTION } from "../settings.ts";
import type { LoadProgress } from "./panel-state.ts";
import { panelState } from "./panel-state.ts";
import type { TelemetryFigures } from "./telemetry-figures.ts";
import type { CreateReader, TelemetryReader } from "./telemetry-reader.ts";
import { chooseRoots, findUnreadFolders } from "./workspace-roots.ts";

const FRAME_MS = 33;
/** Ages, staleness and "today" change without any record; nothing else runs while nothing happens. */
const CLOCK_TICK_MS = 60_000;

export interface ServiceOptions {
  readonly createReader: CreateReader;
  readonly log: Log;
  readonly now: () => number;
  readonly env: { readonly HOME?: string | undefined; readonly ATTUNE_HOME?: string | undefined };
}

/** Owns the reader: which folders, which settings, and one event for whatever may change a number. */
export class TelemetryService implements vscode.Disposable {
  readonly #options: ServiceOptions;
  readonly #disposables = new DisposableStore();
  readonly #changed = this.#disposables.add(new vscode.EventEmitter<void>());
  readonly onDidChange = this.#changed.event;
  readonly #scheduler = this.#disposables.add(new FrameScheduler(() => this.#changed.fire(), FRAME_MS));
  #settings: ExtensionSettings;
  #reader: TelemetryReader | null = null;
  #readerLife = new DisposableStore();
  #readerZone = "";
  #clock: ReturnType<typeof setInterval> | undefined;
  #roots: readonly RootSpec[] = [];
  #loading: LoadProgress | null = { bytesRead: 0, bytesTotal: 0 };
  #sampleDir: string | null = null;
  #offersHomeStore = false;
  #unreadFolders: readonly string[] = [];
  #search = new AbortController();
  #configureNumber = 0;
  #configured: Promise<void> | null = null;

  constructor(options: ServiceOptions) {
    this.#options = options;
    this.#settings = readSettings(options.log);
    this.#disposables.add({ dispose: () => this.#readerLife.dispose() });
    this.#disposables.add({ dispose: () => this.#search.abort() });
    this.#disposables.add(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(SETTINGS_SECTION)) this.#reconfigure();
      }),
    );
    this.#disposables.add(vscode.workspace.onDidChangeWorkspaceFolders(() => this.#reconfigure()));
    this.#disposables.add(vscode.workspace.onDidGrantWorkspaceTrust(() => this.#reconfigure()));
  }

  get settings(): ExtensionSettings {
    return this.#settings;
  }

  get isSample(): boolean {
    return this.#sampleDir !== null;
  }

  /** Folder of the sample workspace while it is shown. */
  get sampleDir(): string | null {
    return this.#sampleDir;
  }

  get offersHomeStore(): boolean {
    return this.#offersHomeStore;
  }

  /** Telemetry folders below the workspace folders that are not read; absolute paths. */
  get unreadFolders(): readonly string[] {
    return this.#unreadFolders;
  }

  get roots(): readonly RootSpec[] {
    return this.#roots;
  }

  /** Begins to read, once; resolves when it is known what is read, not when it was read. */
  start(): Promise<void> {
    this.#configured ??= this.#configure();
    return this.#configured;
  }

  /** Everything that the surfaces compute from, as of now. Null before `start` has resolved. */
  figures(): TelemetryFigures | null {
    const reader = this.#reader;
    if (reader === null) return null;
    const labels = this.#roots.map(({ label, path }) => (label === "" ? path : label));
    return {
      dataset: reader.dataset,
      generation: reader.generation,
      state: panelState(reader.dataset, labels, this.#loading),
      settings: this.#settings,
      isSample: this.isSample,
      nowMs: this.#options.now(),
      checkedAtMs: reader.checkedAtMs,
      locale: vscode.env.language,
    };
  }

  /** Absolute path of a file that is read; null for an id that is not (any more). */
  pathOf(fileId: number): string | null {
    return this.#reader?.state.files.find((file) => file.fileId === fileId)?.path ?? null;
  }

  async refresh(): Promise<void> {
    await this.start();
    await this.#reader?.refresh();
    this.#scheduler.request();
  }

  /** Something outside the files has changed a view: tags, notices. */
  touch(): void {
    this.#scheduler.request();
  }

  /** Shows the sample in `dir` instead of the workspace's telemetry; null goes back. */
  async showSample(dir: string | null): Promise<void> {
    this.#sampleDir = dir;
    this.#configured = this.#configure();
    await this.#configured;
  }

  dispose(): void {
    this.#disposables.dispose();
    this.#reader = null;
  }

  #reconfigure(): void {
    // Nothing was read yet: the first start will see the new settings.
    this.#settings = readSettings(this.#options.log);
    if (this.#configured === null) return;
    this.#configured = this.#configure();
    logFailure(this.#options.log, "Following the changed settings", this.#configured);
  }

  async #configure(): Promise<void> {
    this.#configureNumber += 1;
    const number = this.#configureNumber;
    this.#settings = readSettings(this.#options.log);
    const sampleDir = this.#sampleDir;
    const { roots, offersHomeStore } =
      sampleDir === null
        ? await chooseRoots(this.#settings, this.#options.env)
        : { roots: [rootFromDir(sampleDir)], offersHomeStore: false };
    // A later change has overtaken this one, or the window is closing.
    if (number !== this.#configureNumber || this.#disposables.isDisposed) return;
    this.#offersHomeStore = offersHomeStore;
    this.#adopt(roots);
    this.#searchNested();
    this.#scheduler.request();
  }

  #adopt(roots: readonly RootSpec[]): void {
    const { naiveTimeZone, refreshSeconds } = this.#settings;
    const pollMs = refreshSeconds * 1000;
    const isSame =
      this.#readerZone === naiveTimeZone && JSON.stringify(roots) === JSON.stringify(this.#roots);
    this.#roots = roots;
    this.#readerZone = naiveTimeZone;
    if (this.#reader !== null && isSame) {
      this.#reader.setPollMs(pollMs);
      return;
    }
    // Another zone moves every naive time, other folders make another dataset: both are read anew.
    this.#readerLife.dispose();
    const life = new DisposableStore();
    this.#readerLife = life;
    this.#loading = roots.length === 0 ? null : { bytesRead: 0, bytesTotal: 0 };
    const { createReader, log, now } = this.#options;
    const reader = createReader({ roots, naiveTimeZone, pollMs, now });
    this.#reader = reader;
    life.add({ dispose: () => void reader.dispose() });
    life.add(reader.onDidChange((event) => this.#take(reader, event)));
    life.add({ dispose: () => this.#stopClock() });
    logFailure(log, "Reading the telemetry", Promise.resolve(reader.start()));
  }

  #take(reader: TelemetryReader, event: SourceEvent): void {
    if (event.kind === "progress") {
      this.#loading = { bytesRead: event.bytesRead, bytesTotal: event.bytesTotal };
    } else if (reader.state.overall !== "loading") {
      this.#loading = null;
      this.#startClock(reader);
    }
    this.#scheduler.request();
  }

  #startClock(reader: TelemetryReader): void {
    const { calls, runs } = reader.dataset;
    if (this.#clock !== undefined || calls.count + runs.count === 0) return;
    this.#clock = setInterval(() => this.#scheduler.request(), CLOCK_TICK_MS);
  }

  #stopClock(): void {
    clearInterval(this.#clock);
    this.#clock = undefined;
  }

  /** Looks for telemetry in sub-folders: it is offered, never read unasked. */
  #searchNested(): void {
    this.#search.abort();
    this.#unreadFolders = [];
    if (this.isSample || !vscode.workspace.isTrusted) return;
    const search = new AbortController();
    this.#search = search;
    findUnreadFolders(this.#roots, search.signal).then(
      (found) => {
        if (search.signal.aborted || found.length === 0) return;
        this.#unreadFolders = found;
        this.#scheduler.request();
      },
      (error: unknown) =>
        this.#options.log.warn(`Looking for telemetry in sub-folders failed: ${describeError(error)}`),
    );
  }
}
