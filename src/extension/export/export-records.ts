import { extname } from "node:path";
import * as vscode from "vscode";
import type { Basis, RangeChoice, RecordFilter } from "../../core/rollup/query.ts";
import { dayKey } from "../../core/time/zone.ts";
import { describeExportError } from "../../node/export/export-error.ts";
import type { ExportError } from "../../node/export/export-error.ts";
import type {
  ExportFormat,
  ExportInput,
  ExportRequest,
  exportRecords,
} from "../../node/export/export-file.ts";
import type { Log } from "../log.ts";
import type { TelemetryFigures } from "../telemetry/telemetry-figures.ts";
import type { TelemetryService } from "../telemetry/telemetry-service.ts";
import { queryOf } from "../telemetry/view-question.ts";

/** What is exported: exactly what the feed lists. */
export interface ExportChoice {
  readonly range: RangeChoice;
  readonly kind: Basis;
  readonly filter: RecordFilter;
}

export interface ExportProgress {
  readonly state: "running" | "done" | "cancelled" | "failed";
  readonly done: number;
  readonly total: number;
}

type Outcome = Awaited<ReturnType<typeof exportRecords>>;

const FORMATS: Readonly<Record<string, ExportFormat>> = { ".csv": "csv", ".json": "json", ".jsonl": "jsonl" };

/** Exports, one at a time, with a save dialog, progress and cancel. */
export class RecordExport implements vscode.Disposable {
  readonly #service: TelemetryService;
  readonly #log: Log;
  #running: AbortController | null = null;

  constructor(service: TelemetryService, log: Log) {
    this.#service = service;
    this.#log = log;
  }

  cancel(): void {
    this.#running?.abort();
  }

  dispose(): void {
    this.cancel();
  }

  /** Asks where to, unless `outUri` says it; reports to `onProgress` from the first record to the end. */
  async run(
    choice: ExportChoice,
    onProgress: (progress: ExportProgress) => void,
    outUri?: vscode.Uri,
  ): Promise<void> {
    await this.#service.start();
    if (this.#isRefused()) return;
    const uri = outUri ?? (await askWhere(choice, this.#service.figures()));
    // The dialog may have been open for long: another export may run by now.
    if (uri === undefined || this.#isRefused()) return;
    if (uri.scheme !== "file") {
      void vscode.window.showErrorMessage(vscode.l10n.t("Records can be exported to files on disk only."));
      return;
    }
    // Taken only now, and together: what was shown before the dialog may be another generation's.
    const figures = this.#service.figures();
    if (figures === null) return;
    const loaded = this.#loaded(figures);
    const source = { loaded, query: queryOf(figures, choice.range), filter: choice.filter };
    const abort = new AbortController();
    this.#running = abort;
    try {
      await this.#export({ ...source, recordKind: choice.kind, signal: abort.signal }, uri, onProgress);
    } finally {
      this.#running = null;
    }
  }

  #isRefused(): boolean {
    if (this.#running === null) return false;
    void vscode.window.showInformationMessage(vscode.l10n.t("An export is running already."));
    return true;
  }

  /** The data with the paths of its own files: later ones may bear the same numbers. */
  #loaded({ dataset }: TelemetryFigures): ExportInput {
    const paths = new Map(
      dataset.files().map(({ file: { fileId } }) => [fileId, this.#service.pathOf(fileId)]),
    );
    return {
      dataset,
      pathOf: (fileId) => paths.get(fileId) ?? null,
      folders: this.#service.roots.map(({ path }) => path),
    };
  }

  async #export(
    request: Omit<ExportRequest, "format" | "outPath" | "onProgress">,
    uri: vscode.Uri,
    onProgress: (progress: ExportProgress) => void,
  ): Promise<void> {
    let last = { done: 0, total: 0 };
    const note = (done: number, total: number): void => {
      last = { done, total };
      onProgress({ state: "running", ...last });
    };
    try {
      const outcome = await withNotification(() => this.cancel(), {
        ...request,
        format: FORMATS[extname(uri.fsPath).toLowerCase()] ?? "csv",
        outPath: uri.fsPath,
        onProgress: note,
      });
      onProgress({ state: endOf(outcome), ...last });
      this.#tell(outcome, uri);
    } catch (error) {
      onProgress({ state: "failed", ...last });
      throw error;
    }
  }

  #tell(outcome: Outcome, uri: vscode.Uri): void {
    if (outcome.ok) {
      this.#log.info(`Exported ${outcome.value.records} record(s).`);
      // Not awaited: the export has ended, whatever becomes of the message.
      void announce(uri, outcome.value.records);
      return;
    }
    const { error } = outcome;
    if (error.kind === "cancelled") return;
    this.#log.error(`The export failed: ${describeExportError(error)}`);
    void vscode.window.showErrorMessage(describe(error));
  }
}

function endOf(outcome: Outcome): ExportProgress["state"] {
  if (outcome.ok) return "done";
  return outcome.error.kind === "cancelled" ? "cancelled" : "failed";
}

/** Exports under a notification that shows how far it is, and can cancel. */
async function withNotification(cancel: () => void, request: ExportRequest): Promise<Outcome> {
  const location = vscode.ProgressLocation.Notification;
  const title = vscode.l10n.t("Exporting telemetry");
  return vscode.window.withProgress({ location, title, cancellable: true }, async (progress, token) => {
    const cancellation = token.onCancellationRequested(cancel);
    let shown = 0;
    const onProgress = (done: number, total: number): void => {
      progress.report({ increment: total === 0 ? 0 : ((done - shown) / total) * 100 });
      shown = done;
      request.onProgress?.(done, total);
    };
    try {
      // A bundle of its own, with its CSV library: most sessions export nothing.
      const part = await import("../../node/export/export-file.ts");
      return await part.exportRecords({ ...request, onProgress });
    } finally {
      cancellation.dispose();
    }
  });
}

async function askWhere(
  choice: ExportChoice,
  figures: TelemetryFigures | null,
): Promise<vscode.Uri | undefined> {
  if (figures === null) return undefined;
  const day = dayKey(figures.settings.timeZone, figures.nowMs);
  const name = `empathy-${choice.kind}-${day}.csv`;
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  return vscode.window.showSaveDialog({
    title:
      choice.kind === "calls"
        ? vscode.l10n.t("Export the Listed Calls")
        : vscode.l10n.t("Export the Listed Runs"),
    saveLabel: vscode.l10n.t("Export"),
    filters: { CSV: ["csv"], JSON: ["json"], "JSON Lines": ["jsonl"] },
    ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, name) }),
  });
}

async function announce(uri: vscode.Uri, records: number): Promise<void> {
  const open = vscode.l10n.t("Open");
  const reveal = vscode.l10n.t("Reveal in File Explorer");
  const text =
    records === 1 ? vscode.l10n.t("Exported 1 record.") : vscode.l10n.t("Exported {0} records.", records);
  const answer = await vscode.window.showInformationMessage(text, open, reveal);
  if (answer === open) await vscode.commands.executeCommand("vscode.open", uri);
  if (answer === reveal) await vscode.commands.executeCommand("revealFileInOS", uri);
}

function describe(error: ExportError): string {
  if (error.kind === "is-telemetry") {
    return vscode.l10n.t("Telemetry files are not written over; choose another name or folder.");
  }
  if (error.kind === "changed") {
    return vscode.l10n.t("The telemetry changed while it was exported; no file was written. Try again.");
  }
  if (error.kind === "unreadable") {
    return vscode.l10n.t("A telemetry file could not be read ({0}); no file was written.", error.code);
  }
  if (error.kind === "no-space")
    return vscode.l10n.t("No space is left for the export; no file was written.");
  if (error.kind === "denied") return vscode.l10n.t("The export failed: the file may not be written.");
  if (error.kind === "no-folder") return vscode.l10n.t("The export failed: its folder does not exist.");
  if (error.kind === "io") {
    return vscode.l10n.t("The export failed ({0}); no file was written.", error.code);
  }
  return vscode.l10n.t("The export was cancelled; no file was written.");
}
