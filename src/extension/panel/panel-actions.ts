import * as vscode from "vscode";
import { addNestedFolders, allowHomeStore } from "../commands/folder-commands.ts";
import { COMMAND_IDS } from "../command-ids.ts";
import type { RecordExport } from "../export/export-records.ts";
import { writeSetting } from "../settings.ts";
import type { RecordOpener } from "../source/open-record.ts";
import type { WorkflowSource } from "../source/open-workflow-source.ts";
import type { TagCommand } from "../tags/tag-command.ts";
import type { TelemetryService } from "../telemetry/telemetry-service.ts";
import { recordLink } from "../uri-handler.ts";
import { openGuide } from "./open-guide.ts";
import type { PanelModel } from "./panel-model.ts";
import type { PanelAction, PanelSession } from "./panel-session.ts";

type PanelCommand = Extract<PanelAction, { type: "runCommand" }>["command"];

export interface PanelActionOptions {
  readonly service: TelemetryService;
  readonly model: PanelModel;
  readonly opener: RecordOpener;
  readonly workflowSource: WorkflowSource;
  readonly recordExport: RecordExport;
  readonly tagCommand: TagCommand;
}

/** The panel's names for commands. What is not in here, the panel cannot run. */
const COMMANDS: Readonly<Record<PanelCommand, string | null>> = {
  refresh: COMMAND_IDS.refresh,
  openDashboard: COMMAND_IDS.openDashboard,
  openSettings: COMMAND_IDS.openSettings,
  clearHistory: COMMAND_IDS.clearHistory,
  openSampleData: COMMAND_IDS.openSampleData,
  openWalkthrough: COMMAND_IDS.openWalkthrough,
  chooseFolder: COMMAND_IDS.addTelemetryFolder,
  openLog: COMMAND_IDS.showLog,
  leaveSample: COMMAND_IDS.closeSampleData,
  manageTrust: "workbench.trust.manage",
  openHealth: COMMAND_IDS.showDataHealth,
  undoClear: COMMAND_IDS.undoClearHistory,
  // Answers to a notice, and a page of the web: no commands of their own.
  allowHomeStore: null,
  addNestedFolders: null,
  openGuide: null,
};

/** Does what the user chose in a panel. Messages hold ids and names; paths and commands are found here. */
export class PanelActions {
  readonly #options: PanelActionOptions;

  constructor(options: PanelActionOptions) {
    this.#options = options;
  }

  async perform(action: PanelAction, session: PanelSession): Promise<void> {
    const { opener, workflowSource, recordExport, model, tagCommand } = this.#options;
    switch (action.type) {
      case "openSource":
        return opener.openSource(action.id);
      case "openWorkflowSource":
        return workflowSource.open(action.workflow);
      case "openRawLine":
        return opener.openRawLine(action.id);
      case "openProblem":
        return opener.openProblem(action.id);
      case "openFile":
        return opener.openFile(action.label);
      case "copyLink":
        return copyLink(action.recordKind, action.id);
      case "tagRows":
        return tagCommand.run(action.ids);
      case "export": {
        const { kind, filter } = action.feed;
        const choice = { range: action.range, kind, filter };
        return recordExport.run(choice, (progress) => session.postExportProgress(progress));
      }
      case "cancelExport":
        return recordExport.cancel();
      case "runCommand":
        return this.#runCommand(action.command);
      case "dismissNotice":
        return model.dismissNotice(action.id);
      case "setSetting":
        return writeSetting(action.setting.key, action.setting.value);
    }
  }

  async #runCommand(command: PanelCommand): Promise<void> {
    const id = COMMANDS[command];
    if (id !== null) await vscode.commands.executeCommand(id);
    else if (command === "openGuide") await openGuide();
    else if (command === "allowHomeStore") await allowHomeStore();
    else await addNestedFolders(this.#options.service);
  }
}

async function copyLink(kind: "run" | "call", id: string): Promise<void> {
  await vscode.env.clipboard.writeText(recordLink({ kind, id }));
  vscode.window.setStatusBarMessage(vscode.l10n.t("Link copied"), 2000);
}
