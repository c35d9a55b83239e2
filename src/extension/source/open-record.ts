import * as vscode from "vscode";
import { lineOfOffset } from "../../node/line-position.ts";
import type { RecordText } from "../telemetry/record-text.ts";
import type { TelemetryService } from "../telemetry/telemetry-service.ts";
import { readCodeLocation } from "./code-location.ts";
import type { LineReveal } from "./line-reveal.ts";
import type { WorkflowSource } from "./open-workflow-source.ts";
import { resolveInsideWorkspace } from "./workspace-path.ts";

const PROBLEM_ID = /^problem:(.+):(\d{1,15}):[^:]*$/s;

export interface RecordOpenerOptions {
  readonly service: TelemetryService;
  readonly recordText: RecordText;
  readonly workflowSource: WorkflowSource;
  readonly reveal: LineReveal;
}

/** Opens the places that records and problems name. Ids and labels are looked up; no path is taken. */
export class RecordOpener {
  readonly #options: RecordOpenerOptions;

  constructor(options: RecordOpenerOptions) {
    this.#options = options;
  }

  /** The code that made a record: where it says so itself, else where its workflow is defined. */
  async openSource(id: string): Promise<void> {
    const { recordText, workflowSource, reveal } = this.#options;
    const text = await recordText.read(id);
    const location = text === null ? null : readCodeLocation(text);
    const uri = location === null ? null : await resolveInsideWorkspace(location.path);
    if (location !== null && uri !== null) {
      await reveal.open(uri, location.line ?? 1);
      return;
    }
    const workflow = this.#workflowOf(id);
    if (workflow === null) sayMissing();
    else await workflowSource.open(workflow);
  }

  /** The record's line in its file, selected. */
  async openRawLine(id: string): Promise<void> {
    const place = this.#options.recordText.locate(id);
    if (place === null) sayMissing();
    else await openBytes(place.path, place.address.byteOffset, place.address.byteLength);
  }

  async openProblem(id: string): Promise<void> {
    const [, label, offset] = PROBLEM_ID.exec(id) ?? [];
    const path = label === undefined ? null : this.#pathOfLabel(label);
    if (path === null) sayMissing();
    else await openBytes(path, Number(offset), 0);
  }

  async openFile(label: string): Promise<void> {
    const path = this.#pathOfLabel(label);
    if (path === null) sayMissing();
    else await vscode.commands.executeCommand("vscode.open", vscode.Uri.file(path));
  }

  #pathOfLabel(label: string): string | null {
    const { service } = this.#options;
    const file = service
      .figures()
      ?.dataset.files()
      .find((state) => state.file.label === label);
    return file === undefined ? null : service.pathOf(file.file.fileId);
  }

  #workflowOf(id: string): string | null {
    const dataset = this.#options.service.figures()?.dataset;
    if (dataset === undefined) return null;
    const address = dataset.locate(id);
    if (address !== null && address.row >= 0) {
      const { kind, row } = address;
      if (kind === "call") return dataset.combos.get(dataset.calls.combo(row)).workflow;
      if (kind === "run") return dataset.runs.workflow(row);
    }
    // A run without a line has no place: it is known by its run id alone.
    return dataset.openRuns().find((run) => `run:${run.runId}` === id)?.workflow ?? null;
  }
}

/** `vscode.open` and not a text document: those end at 50 MB, and telemetry files do not. */
async function openBytes(path: string, byteOffset: number, byteLength: number): Promise<void> {
  const { lineNumber, character } = await lineOfOffset(path, byteOffset);
  const line = lineNumber - 1;
  const selection = new vscode.Range(line, character, line, character + byteLength);
  await vscode.commands.executeCommand("vscode.open", vscode.Uri.file(path), { selection, preview: true });
}

function sayMissing(): void {
  void vscode.window.showInformationMessage(
    vscode.l10n.t("This record is no longer in the files. Refresh to see what is there now."),
  );
}
