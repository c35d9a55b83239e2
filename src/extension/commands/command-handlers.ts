import * as v from "valibot";
import * as vscode from "vscode";
import { DEFAULT_INTENT } from "../../core/view-model/panel-intent.ts";
import { PANEL_VIEW_ID, SETTINGS_QUERY, WALKTHROUGH_ID } from "../command-ids.ts";
import type { RecordExport } from "../export/export-records.ts";
import type { ClearHistory } from "../history/clear-history.ts";
import type { DeleteArchives } from "../history/delete-archives.ts";
import type { Log } from "../log.ts";
import type { DashboardPanel } from "../panel/dashboard-panel.ts";
import type { PanelModel } from "../panel/panel-model.ts";
import type { PanelSurfaces } from "../panel/panel-surfaces.ts";
import type { WorkflowSource } from "../source/open-workflow-source.ts";
import type { TagCommand } from "../tags/tag-command.ts";
import type { TelemetryService } from "../telemetry/telemetry-service.ts";
import { chooseRange } from "./choose-range.ts";
import { chooseWorkflow } from "./choose-workflow.ts";
import { addTelemetryFolder, chooseHomeStore } from "./folder-commands.ts";
import type { CommandHandlers } from "./register-commands.ts";
import type { SampleData } from "./sample-data.ts";

export interface CommandParts {
  readonly service: TelemetryService;
  readonly surfaces: PanelSurfaces;
  readonly dashboard: DashboardPanel;
  readonly model: PanelModel;
  readonly recordExport: RecordExport;
  readonly clearHistory: ClearHistory;
  readonly deleteArchives: DeleteArchives;
  readonly sampleData: SampleData;
  readonly workflowSource: WorkflowSource;
  readonly tagCommand: TagCommand;
  readonly log: Log;
  /** Tests cannot press a button of a modal dialog: to them alone an argument may say yes. */
  readonly isTest: boolean;
}

const exportArgument = v.object({
  outUri: v.custom<vscode.Uri>((value) => value instanceof vscode.Uri),
});
const workflowArgument = v.object({ workflow: v.pipe(v.string(), v.minLength(1), v.maxLength(512)) });
const confirmedArgument = v.object({ isConfirmed: v.literal(true) });
const tagArgument = v.pipe(v.array(v.pipe(v.string(), v.maxLength(2048))), v.maxLength(500));

/** What each command of the palette does. */
export function commandHandlers(parts: CommandParts): CommandHandlers {
  const { service, surfaces, dashboard, clearHistory, sampleData, tagCommand, log } = parts;
  return {
    openDashboard: () => dashboard.show(),
    focusPanel: () => run(`${PANEL_VIEW_ID}.focus`),
    refresh: () => service.refresh(),
    export: (argument) => exportListed(parts, argument),
    clearHistory: (argument) => clearHistory.clear(parts.isTest && v.is(confirmedArgument, argument)),
    undoClearHistory: () => clearHistory.undo(),
    deleteOldArchives: () => parts.deleteArchives.run(),
    showDataHealth: () => surfaces.reveal({ kind: "health" }),
    setTimeRange: async () => {
      const range = await chooseRange();
      if (range !== undefined) await surfaces.reveal({ kind: "range", range });
    },
    openSettings: () => run("workbench.action.openSettings", SETTINGS_QUERY),
    openSampleData: async () => {
      await sampleData.open();
      if (surfaces.current() === null) await run(`${PANEL_VIEW_ID}.focus`);
    },
    closeSampleData: () => sampleData.close(),
    openWorkflowSource: (argument) => openWorkflowSource(parts, argument),
    addTelemetryFolder: () => addTelemetryFolder(service),
    useHomeStore: () => chooseHomeStore(service),
    openWalkthrough: () => run("workbench.action.openWalkthrough", WALKTHROUGH_ID, false),
    showLog: () => log.show(),
    tagRows: async (argument) => {
      const ids = v.safeParse(tagArgument, argument);
      if (ids.success) await tagCommand.run(ids.output);
    },
  };
}

async function run(command: string, ...args: readonly unknown[]): Promise<void> {
  await vscode.commands.executeCommand(command, ...args);
}

/** What the visible panel lists; without one, what a new panel would list. */
async function exportListed(parts: CommandParts, argument: unknown): Promise<void> {
  const { surfaces, recordExport, model } = parts;
  const session = surfaces.current();
  const { range, feed } = session?.intent ?? { ...DEFAULT_INTENT, range: model.startRange() };
  const outUri = v.safeParse(exportArgument, argument);
  const choice = { range, kind: feed.kind, filter: feed.filter };
  await recordExport.run(
    choice,
    (progress) => session?.postExportProgress(progress),
    outUri.success ? outUri.output.outUri : undefined,
  );
}

/** Asks which workflow, unless a keybinding or another extension names one. */
async function openWorkflowSource(parts: CommandParts, argument: unknown): Promise<void> {
  const { service, workflowSource } = parts;
  if (v.is(workflowArgument, argument)) {
    await workflowSource.open(argument.workflow);
    return;
  }
  await service.start();
  const dataset = service.figures()?.dataset;
  const workflow = dataset === undefined ? undefined : await chooseWorkflow(dataset);
  if (workflow !== undefined) await workflowSource.open(workflow, true);
}
