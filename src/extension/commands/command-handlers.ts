import * as v from "valibot";
import * as vscode from "vscode";
import { DEFAULT_INTENT } from "../../core/view-model/panel-intent.ts";
import { PANEL_VIEW_ID, SETTINGS_QUERY, WALKTHROUGH_ID } from "../command-ids.ts";
import type { RecordExport } from "../export/export-records.ts";
import type { ClearHistory } from "../history/clear-history.ts";
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
  readonly sampleData: SampleData;
  readonly workflowSource: WorkflowSource;
  readonly tagCommand: TagCommand;
  readonly log: Log;
}

const exportArgument = v.object({
  outUri: v.custom<vscode.Uri>((value) => value instanceof vscode.Uri),
});
const tagArgument = v.pipe(v.array(v.pipe(v.string(), v.maxLength(2048))), v.maxLength(500));

/** What each command of the palette does. */
export function commandHandlers(parts: CommandParts): CommandHandlers {
  const { service, surfaces, dashboard, clearHistory, sampleData, tagCommand, log } = parts;
  return {
    openDashboard: () => dashboard.show(),
    focusPanel: () => run(`${PANEL_VIEW_ID}.focus`),
    refresh: () => service.refresh(),
    export: (argument) => exportListed(parts, argument),
    clearHistory: () => clearHistory.clear(),
    undoClearHistory: () => clearHistory.undo(),
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
    openWorkflowSource: () => openWorkflowSource(parts),
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

async function openWorkflowSource({ service, workflowSource }: CommandParts): Promise<void> {
  await service.start();
  const dataset = service.figures()?.dataset;
  const workflow = dataset === undefined ? undefined : await chooseWorkflow(dataset);
  if (workflow !== undefined) await workflowSource.open(workflow, true);
}
