import { basename, dirname } from "node:path";
import * as vscode from "vscode";
import { fileKindOf } from "../../core/records/file-kind.ts";
import type { ArchiveResult } from "../../node/archive.ts";
import type { UndoResult } from "../../node/undo-archive.ts";
import { requireTrust } from "../commands/folder-commands.ts";
import type { Log } from "../log.ts";
import { describeError, logFailure } from "../log.ts";
import { standsInWorkspace } from "../source/workspace-path.ts";
import { labelOf } from "../telemetry/folder-label.ts";
import type { TelemetryService } from "../telemetry/telemetry-service.ts";
import type { ArchivedHistory } from "./archived-history.ts";
import type { ClearReceipt } from "./clear-receipt.ts";
import { historyPart } from "./history-part.ts";

const MAX_NAMED_FILES = 12;

/** What the commands about history work with. */
export interface HistoryOptions {
  readonly service: TelemetryService;
  readonly receipt: ClearReceipt;
  readonly archived: ArchivedHistory;
  readonly log: Log;
  readonly now: () => number;
}

/** The files of one folder that a clear would move. */
interface FolderFiles {
  readonly rootPath: string;
  readonly names: readonly string[];
}

/** Moves the history into an archive beside it, and back. Deletes nothing. */
export class ClearHistory {
  readonly #options: HistoryOptions;

  constructor(options: HistoryOptions) {
    this.#options = options;
  }

  get canUndo(): boolean {
    return this.#options.receipt.read().length > 0;
  }

  /** Where the last clear put the files, for people; null when there is nothing to undo. */
  get archivedTo(): string | null {
    const [first] = this.#options.receipt.read();
    return first === undefined ? null : labelOf(first.archivePath);
  }

  /** Asks (unless it is confirmed already), moves, and offers to undo. */
  async clear(isConfirmed = false): Promise<void> {
    const { service, log } = this.#options;
    if (!requireTrust() || service.isSample) return;
    await service.refresh();
    const counted = this.#countedFolders();
    const isOurs = await Promise.all(counted.map(({ rootPath }) => standsInWorkspace(rootPath)));
    const folders = counted.filter((_folder, at) => isOurs[at] === true);
    if (folders.length === 0) {
      sayNothingToClear(counted.length > 0);
      return;
    }
    if (!isConfirmed && !(await confirm(folders))) return;
    const results = await this.#archive(folders);
    const moved = results.filter(({ files }) => files.length > 0);
    if (moved.length > 0) await this.#options.receipt.write(moved);
    // First the sums: they count from the generation on that no longer holds the records.
    await this.#options.archived
      .refresh()
      .catch((error: unknown) => log.error(`Looking at the archives failed: ${describeError(error)}`));
    await service.refresh();
    sayUnmoved(results);
    const count = moved.reduce((sum, { files }) => sum + files.length, 0);
    log.info(`Clear history moved ${count} file(s).`);
    if (count > 0) logFailure(log, "Offering to undo", this.#offerMore(count, moved));
  }

  async undo(): Promise<void> {
    const { service, receipt, log } = this.#options;
    if (!requireTrust()) return;
    const left: ArchiveResult[] = [];
    let failures = 0;
    await this.#options.archived.change(async () => {
      for (const result of receipt.read()) {
        const { failed } = await this.#moveBack(result);
        const names = new Set(failed.map(({ name }) => name));
        failures += failed.length;
        if (failed.length > 0)
          left.push({ ...result, files: result.files.filter(({ name }) => names.has(name)) });
      }
      await receipt.write(left);
      await service.refresh();
    });
    log.info(`Undo clear history: ${failures} file(s) could not be moved back.`);
    if (failures > 0) {
      const text = vscode.l10n.t(
        "{0} files could not be moved back. They are still in the archive.",
        failures,
      );
      void vscode.window.showErrorMessage(text);
    }
  }

  async #moveBack(result: ArchiveResult): Promise<UndoResult> {
    const { archived } = this.#options;
    const place = await archived.placeOf(dirname(dirname(result.archivePath)));
    return (await historyPart()).undo(result, place, archived.settings());
  }

  /** The files stay in the archive; of their days no figure speaks any more. */
  async #startAtZero(results: readonly ArchiveResult[]): Promise<void> {
    const { archived, log } = this.#options;
    const history = await historyPart();
    await archived.change(async () => {
      for (const result of results)
        await history.forget(result, await archived.placeOf(dirname(dirname(result.archivePath))));
    });
    log.info("The days of the last clear are in no figure any more.");
  }

  /**
   * Folders with counted files, and behind these the copies of them: what is left of a copy alone would count.
   * A store that other projects share is not ours to clear.
   */
  #countedFolders(): readonly FolderFiles[] {
    const { service } = this.#options;
    const files = service.figures()?.dataset.files() ?? [];
    const copies: string[] = [];
    const counted: string[] = [];
    for (const { file, state } of files) {
      const path = service.pathOf(file.fileId);
      if (path === null) continue;
      if (state === "ok" || state === "reading") counted.push(path);
      else if (file.kind === "overlap" && fileKindOf(basename(path)) !== "overlap") copies.push(path);
    }
    const paths = [...counted, ...copies];
    return service.roots
      .filter(({ project }) => project === null)
      .map(({ path }) => ({
        rootPath: path,
        names: paths.filter((file) => dirname(file) === path).map((file) => basename(file)),
      }))
      .filter(({ names }) => names.length > 0);
  }

  async #archive(folders: readonly FolderFiles[]): Promise<readonly ArchiveResult[]> {
    const results: ArchiveResult[] = [];
    for (const { rootPath, names } of folders) {
      try {
        const history = await historyPart();
        results.push(await history.archive(rootPath, names, this.#options.now()));
      } catch (error) {
        this.#options.log.error(`An archive could not be made: ${describeError(error)}`);
        const text = vscode.l10n.t("{0} could not be archived. Nothing was moved there.", labelOf(rootPath));
        void vscode.window.showErrorMessage(text);
      }
    }
    return results;
  }

  async #offerMore(count: number, results: readonly ArchiveResult[]): Promise<void> {
    const undo = vscode.l10n.t("Undo");
    const zero = vscode.l10n.t("Start at Zero");
    const place = this.archivedTo ?? "";
    const text =
      count === 1
        ? vscode.l10n.t("1 file was moved to {0}. The sums of its days stay in the figures.", place)
        : vscode.l10n.t(
            "{0} files were moved to {1}. The sums of their days stay in the figures.",
            count,
            place,
          );
    const answer = await vscode.window.showInformationMessage(text, undo, zero);
    if (answer === undo) await this.undo();
    else if (answer === zero) await this.#startAtZero(results);
  }
}

async function confirm(folders: readonly FolderFiles[]): Promise<boolean> {
  const places = folders.flatMap(({ rootPath, names }) =>
    names.map((name) => `${labelOf(rootPath)}/${name}`),
  );
  const shown = places.slice(0, MAX_NAMED_FILES).join("\n");
  const more = places.length - MAX_NAMED_FILES;
  const list = more > 0 ? `${shown}\n${vscode.l10n.t("and {0} more", more)}` : shown;
  const targets = folders.map(({ rootPath }) => `${labelOf(rootPath)}/archive`).join(", ");
  const move = vscode.l10n.t("Move to Archive");
  const detail = vscode.l10n.t(
    "Moved to {0}; nothing is deleted, and it can be undone. The sums of each day stay in the figures, marked as archived:\n{1}",
    targets,
    list,
  );
  const question = vscode.l10n.t("Clear the telemetry history?");
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, move)) === move;
}

function sayNothingToClear(isElsewhere: boolean): void {
  const text = isElsewhere
    ? vscode.l10n.t("The telemetry shown lies outside the workspace, and is left alone.")
    : vscode.l10n.t("There is no history to clear.");
  void vscode.window.showInformationMessage(text);
}

function sayUnmoved(results: readonly ArchiveResult[]): void {
  const names = results.flatMap(({ unmoved }) => unmoved.map(({ name }) => name));
  if (names.length === 0) return;
  const list = names.slice(0, MAX_NAMED_FILES).join(", ");
  void vscode.window.showWarningMessage(vscode.l10n.t("Could not be moved: {0}", list));
}
