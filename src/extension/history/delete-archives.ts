import * as vscode from "vscode";
import { formatBytes } from "../../core/view-model/format.ts";
import type { DeletionPlan, HistoryPlace } from "../../node/history/history-files.ts";
import type { ArchiveFolder, DeletionResult } from "../../node/old-archives.ts";
import { requireTrust } from "../commands/folder-commands.ts";
import type { ArchiveRetentionDays } from "../settings.ts";
import { writeSetting } from "../settings.ts";
import { labelOf } from "../telemetry/folder-label.ts";
import type { HistoryOptions } from "./clear-history.ts";
import { historyPart } from "./history-part.ts";

const MAX_NAMED = 12;
const CHOICES: readonly ArchiveRetentionDays[] = [7, 30, 90, 0];

const bytes = (sizeBytes: number): string => formatBytes(sizeBytes, vscode.env.language);
const sizeOf = (folders: readonly ArchiveFolder[]): number =>
  folders.flatMap(({ files }) => files).reduce((sum, file) => sum + file.sizeBytes, 0);

/**
 * Deletes archives of Clear History, and sums of archived days, that are older than the user keeps them. Only
 * ever when asked, and only what was shown before.
 */
export class DeleteArchives {
  readonly #options: HistoryOptions;

  constructor(options: HistoryOptions) {
    this.#options = options;
  }

  async run(): Promise<void> {
    const { service, log } = this.#options;
    if (!requireTrust() || service.isSample) return;
    await service.start();
    const chosen = service.settings.archiveRetentionDays || (await chooseDays());
    if (chosen === undefined) return;
    // What is not summed up yet would be in no figure any more.
    await this.#options.archived.refresh();
    const places = await this.#options.archived.places();
    const { folders: plan, unsummed } = await this.#plan(places, chosen);
    if (unsummed.length > 0) sayUnsummed(unsummed);
    if (plan.length === 0) {
      if (unsummed.length === 0) sayNothingOld(chosen);
      return;
    }
    if (!(await preview(plan, chosen)) || !(await confirm(plan))) return;
    if (chosen !== service.settings.archiveRetentionDays)
      await writeSetting("archiveRetentionDays", chosen, vscode.ConfigurationTarget.Global);
    const result = await (await historyPart()).delete(plan, places);
    await this.#options.archived.refresh();
    const kept = new Set(result.kept.map(({ path }) => path));
    await this.#forget(
      plan.flatMap(({ files }) => files.map(({ path }) => path)).filter((path) => !kept.has(path)),
    );
    log.info(`Deleted ${result.files} archived file(s), ${result.sizeBytes} bytes.`);
    sayResult(result);
  }

  async #plan(places: readonly HistoryPlace[], days: number): Promise<DeletionPlan> {
    const { service, now } = this.#options;
    const retention = { archiveDays: days, sumDays: service.settings.aggregateRetentionDays };
    return (await historyPart()).planDeletion(places, retention, now());
  }

  /** What is gone cannot be moved back. */
  async #forget(paths: readonly string[]): Promise<void> {
    const { receipt, service } = this.#options;
    const gone = new Set(paths.map((path) => path.replace(/\.gz$/, "")));
    const left = receipt.read().map((result) => ({
      ...result,
      files: result.files.filter(({ archivedPath }) => !gone.has(archivedPath)),
    }));
    await receipt.write(left.filter(({ files }) => files.length > 0));
    service.touch();
  }
}

/** Undefined when the user would rather not go on. The answer is kept once something is deleted by it. */
async function chooseDays(): Promise<ArchiveRetentionDays | undefined> {
  const picked = await vscode.window.showQuickPick(
    CHOICES.map((days) => ({
      days,
      label:
        days === 0 ? vscode.l10n.t("Keep archives, list old sums of days") : vscode.l10n.t("{0} days", days),
    })),
    {
      title: vscode.l10n.t("How long are archives kept?"),
      placeHolder: vscode.l10n.t("Older ones are shown next; nothing is deleted by this answer"),
    },
  );
  return picked?.days;
}

/** True when the user goes on. */
async function preview(plan: readonly ArchiveFolder[], days: number): Promise<boolean> {
  const count = plan.flatMap(({ files }) => files).length;
  const label =
    count === 1
      ? vscode.l10n.t("Delete 1 file ({0})", bytes(sizeOf(plan)))
      : vscode.l10n.t("Delete {0} files ({1})", count, bytes(sizeOf(plan)));
  const goOn: vscode.QuickPickItem = { label, alwaysShow: true };
  const items = plan.flatMap(({ path, files }): readonly vscode.QuickPickItem[] => [
    { label: labelOf(path), kind: vscode.QuickPickItemKind.Separator },
    ...files.map(({ name, sizeBytes }) => ({ label: name, description: bytes(sizeBytes) })),
  ]);
  const title =
    days === 0 ? vscode.l10n.t("Old sums of days") : vscode.l10n.t("Archives older than {0} days", days);
  return (await vscode.window.showQuickPick([goOn, ...items], { title })) === goOn;
}

async function confirm(plan: readonly ArchiveFolder[]): Promise<boolean> {
  const lines = plan
    .slice(0, MAX_NAMED)
    .map((folder) => `${labelOf(folder.path)} (${bytes(sizeOf([folder]))})`);
  const more = plan.length - MAX_NAMED;
  if (more > 0) lines.push(vscode.l10n.t("and {0} more", more));
  const detail = [vscode.l10n.t("This cannot be undone:"), ...lines].join("\n");
  const yes = vscode.l10n.t("Delete");
  const question = vscode.l10n.t("Delete these archives for ever?");
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, yes)) === yes;
}

function sayNothingOld(days: number): void {
  const text =
    days === 0
      ? vscode.l10n.t("Nothing to delete: archives are kept, and no sums of days are old enough.")
      : vscode.l10n.t("Nothing to delete: no archive is older than {0} days.", days);
  void vscode.window.showInformationMessage(text);
}

function sayUnsummed(paths: readonly string[]): void {
  const names = paths.slice(0, MAX_NAMED).map(labelOf);
  const text = vscode.l10n.t(
    "Left out, because no sums stand for their records yet: {0}. The log says why.",
    names.join(", "),
  );
  void vscode.window.showWarningMessage(text);
}

function sayResult({ files, sizeBytes, kept }: DeletionResult): void {
  if (kept.length > 0) {
    const names = kept.slice(0, MAX_NAMED).map(({ path }) => labelOf(path));
    const text = vscode.l10n.t(
      "Not deleted, because they changed or may not be deleted: {0}",
      names.join(", "),
    );
    void vscode.window.showWarningMessage(text);
  }
  const text =
    files === 1
      ? vscode.l10n.t("Deleted 1 file ({0}).", bytes(sizeBytes))
      : vscode.l10n.t("Deleted {0} files ({1}).", files, bytes(sizeBytes));
  void vscode.window.showInformationMessage(text);
}
