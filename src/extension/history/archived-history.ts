import { join } from "node:path";
import * as vscode from "vscode";
import { NO_ARCHIVED_DAYS } from "../../core/store/archived-days.ts";
import { dayKey } from "../../core/time/zone.ts";
import { daysBefore } from "../../node/history/days-before.ts";
import type { HistoryFiles, HistoryPlace, HistorySettings } from "../../node/history/history-files.ts";
import { isDirectory, realPathOrNull } from "../../node/path-check.ts";
import { DisposableStore } from "../disposable-store.ts";
import type { Log } from "../log.ts";
import { describeError, logFailure } from "../log.ts";
import { standsInWorkspace } from "../source/workspace-path.ts";
import { tagFolderFor, tagFolders } from "../tags/tag-places.ts";
import { labelOf } from "../telemetry/folder-label.ts";
import type { TelemetryService } from "../telemetry/telemetry-service.ts";
import { historyPart } from "./history-part.ts";

/** Until what has failed is tried again: twice as long each time, as most outages pass and some do not. */
const FIRST_RETRY_MS = 60_000;
const LAST_RETRY_MS = 64 * FIRST_RETRY_MS;
const ignore = (): void => undefined;

export interface ArchivedHistoryOptions {
  readonly service: TelemetryService;
  /** VS Code's own storage of the workspace. */
  readonly storageUri: vscode.Uri;
  readonly log: Log;
  readonly now: () => number;
}

/**
 * Keeps the days of archived records in the figures. Looks at the archives when the files that are read have
 * changed as a whole, when a day begins, and when it is told to; while nothing happens it does nothing.
 */
export class ArchivedHistory implements vscode.Disposable {
  readonly #options: ArchivedHistoryOptions;
  readonly #storageFolder: string;
  readonly #disposables = new DisposableStore();
  #lookedAt = "";
  #retry: ReturnType<typeof setTimeout> | undefined;
  #retryMs = FIRST_RETRY_MS;
  #tail: Promise<void> = Promise.resolve();

  constructor(options: ArchivedHistoryOptions) {
    this.#options = options;
    this.#storageFolder = join(options.storageUri.fsPath, "monitor");
    this.#disposables.add(options.service.onDidChange(() => this.#follow()));
    this.#disposables.add({ dispose: () => clearTimeout(this.#retry) });
  }

  /** Resolves when the figures are of the archives as they are now. */
  refresh(): Promise<void> {
    this.#tail = this.#tail.then(
      () => this.#update(),
      () => this.#update(),
    );
    return this.#tail;
  }

  /** Our own folders of the workspace, each with the place of our state about it. */
  async places(): Promise<readonly HistoryPlace[]> {
    const { roots } = this.#options.service;
    const places: HistoryPlace[] = [];
    for (const { path, project } of roots) {
      // A store that other projects share is not ours to archive.
      if (project !== null || !(await standsInWorkspace(path))) continue;
      places.push({ rootPath: path, stateFolder: await tagFolderFor(path, roots, this.#storageFolder) });
    }
    return places;
  }

  /** Does something to the archives. Meanwhile no archived day counts; afterwards they count as they are then. */
  async change<T>(work: () => Promise<T>): Promise<T> {
    const { service } = this.#options;
    const done = this.#tail.then(async () => {
      service.setArchivedDays(NO_ARCHIVED_DAYS, NO_ARCHIVED_DAYS);
      return work();
    });
    this.#tail = done.then(ignore, ignore);
    try {
      return await done;
    } finally {
      await this.refresh();
    }
  }

  /** The place of a folder by its real path, also when it is not read any more. */
  async placeOf(realRootPath: string): Promise<HistoryPlace> {
    const places = await this.places();
    const paths = await Promise.all(places.map(({ rootPath }) => realPathOrNull(rootPath)));
    const found = places.find((_place, at) => paths[at] === realRootPath);
    return found ?? { rootPath: realRootPath, stateFolder: this.#storageFolder };
  }

  settings(): HistorySettings {
    const { timeZone, naiveTimeZone } = this.#options.service.settings;
    return { timeZone, naiveTimeZone, nowMs: this.#options.now() };
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #follow(): void {
    const { service, log } = this.#options;
    const figures = service.figures();
    if (figures === null || figures.state.kind === "loading") return;
    const { timeZone, naiveTimeZone } = figures.settings;
    const today = dayKey(timeZone, figures.nowMs);
    const paths = service.roots.map(({ path }) => path);
    // Another window, or somebody by hand, may bring a file back that its days stand for.
    const there = service.files.filter(({ state }) => state !== "gone").map(({ path }) => path);
    const { isTrusted } = vscode.workspace;
    const { generation } = figures;
    const key = JSON.stringify([generation, paths, there, timeZone, naiveTimeZone, today, isTrusted]);
    if (key === this.#lookedAt) return;
    this.#lookedAt = key;
    logFailure(log, "Looking at the archives", this.refresh());
  }

  #retryLater(): void {
    clearTimeout(this.#retry);
    if (this.#disposables.isDisposed) return;
    this.#retry = setTimeout(() => {
      this.#lookedAt = "";
      this.#follow();
    }, this.#retryMs);
    this.#retryMs = Math.min(LAST_RETRY_MS, 2 * this.#retryMs);
  }

  async #update(): Promise<void> {
    const { service, log } = this.#options;
    if (this.#disposables.isDisposed) return;
    const stateFolders = service.isSample ? [] : tagFolders(service.roots, this.#storageFolder);
    const places = service.isSample ? [] : await this.places();
    const folders = [
      ...stateFolders.map((folder) => join(folder, "metrics")),
      ...places.map(({ rootPath }) => join(rootPath, "archive")),
    ];
    const exist = await Promise.all(folders.map(isDirectory));
    if (!exist.includes(true)) {
      service.setArchivedDays(NO_ARCHIVED_DAYS, NO_ARCHIVED_DAYS);
      return;
    }
    const history = await historyPart();
    if (vscode.workspace.isTrusted) {
      // What is summed up already counts all the same.
      await this.#upkeep(history, places).catch((error: unknown) => {
        log.error(`Archives could not be summed up: ${describeError(error)}`);
        this.#retryLater();
      });
    }
    const rootPaths = service.roots.map(({ path }) => path);
    const read = await history.read({ stateFolders, rootPaths, readsArchives: false, labelOf });
    if (this.#disposables.isDisposed) return;
    service.setArchivedDays(daysBefore(read, service.generationStartedAtMs), read);
  }

  async #upkeep(history: HistoryFiles, places: readonly HistoryPlace[]): Promise<void> {
    const { log } = this.#options;
    const { summed, packed, failed } = await history.upkeep(places, this.settings());
    clearTimeout(this.#retry);
    this.#retryMs = FIRST_RETRY_MS;
    if (summed + packed > 0) log.info(`Archives: ${summed} file(s) summed up, ${packed} compressed.`);
    for (const { path, code } of failed) log.warn(`An archived file could not be read: ${path} (${code})`);
  }
}
