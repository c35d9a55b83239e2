import { randomUUID } from "node:crypto";
import { join } from "node:path";
import * as vscode from "vscode";
import { DASHBOARD_VIEW_TYPE, PANEL_VIEW_ID } from "./command-ids.ts";
import { commandHandlers } from "./commands/command-handlers.ts";
import { registerCommands } from "./commands/register-commands.ts";
import { SampleData } from "./commands/sample-data.ts";
import { ContextKeys } from "./context-keys.ts";
import { DisposableStore } from "./disposable-store.ts";
import { RecordExport } from "./export/export-records.ts";
import { ArchivedHistory } from "./history/archived-history.ts";
import { ClearHistory } from "./history/clear-history.ts";
import { ClearReceipt } from "./history/clear-receipt.ts";
import { DeleteArchives } from "./history/delete-archives.ts";
import type { Log } from "./log.ts";
import { logFailure } from "./log.ts";
import { DashboardPanel } from "./panel/dashboard-panel.ts";
import { PanelActions } from "./panel/panel-actions.ts";
import { PanelModel } from "./panel/panel-model.ts";
import type { PanelHost } from "./panel/panel-session.ts";
import { PanelSurfaces } from "./panel/panel-surfaces.ts";
import { SidebarView } from "./panel/sidebar-view.ts";
import { LineReveal } from "./source/line-reveal.ts";
import { RecordOpener } from "./source/open-record.ts";
import { WorkflowSource } from "./source/open-workflow-source.ts";
import { StatusBar } from "./status-bar.ts";
import { TagCommand } from "./tags/tag-command.ts";
import { UserTags } from "./tags/user-tags.ts";
import { RecordText } from "./telemetry/record-text.ts";
import type { CreateReader } from "./telemetry/telemetry-reader.ts";
import { TelemetryService } from "./telemetry/telemetry-service.ts";
import type { TestApi } from "./test-api.ts";
import { RecordLinkHandler } from "./uri-handler.ts";

export interface Composition {
  readonly testApi: Omit<TestApi, "activationMs">;
  readonly disposables: vscode.Disposable;
}

const now = (): number => Date.now();

/** Makes every part once and connects them; nothing is read before the next turn of the event loop. */
export function composeExtension(
  context: vscode.ExtensionContext,
  channel: vscode.LogOutputChannel,
): Composition {
  const disposables = new DisposableStore();
  const { log, loggedErrors } = countErrors(channel);
  const engine = composeEngine(context, log, disposables);
  const { service } = engine;
  const keys = new ContextKeys();
  const surfaces = disposables.add(new PanelSurfaces(panelHost(engine, keys, log), log));
  disposables.add(surfaces.onDidChangeVisibility((isVisible) => service.setVisible(isVisible)));
  const dashboard = disposables.add(new DashboardPanel(context.extensionUri, surfaces));
  const sidebar = disposables.add(new SidebarView(context.extensionUri, surfaces));
  const statusBar = disposables.add(new StatusBar(service.onDidChange, () => service.figures(), log));
  const isTest = context.extensionMode === vscode.ExtensionMode.Test;
  const handlers = commandHandlers({ ...engine, surfaces, dashboard, log, isTest });
  disposables.add(registerCommands(handlers, log));
  disposables.add(vscode.window.registerWebviewViewProvider(PANEL_VIEW_ID, sidebar));
  disposables.add(vscode.window.registerWebviewPanelSerializer(DASHBOARD_VIEW_TYPE, dashboard));
  disposables.add(
    vscode.window.registerUriHandler(
      new RecordLinkHandler(({ kind, id }) => surfaces.reveal({ kind: "record", recordKind: kind, id }), log),
    ),
  );
  followContext(engine, keys, disposables);
  const starting = setImmediate(() => logFailure(log, "Starting to read", service.start()));
  disposables.add({ dispose: () => clearImmediate(starting) });
  const testApi = {
    loggedErrors,
    onDidChange: service.onDidChange,
    onDidPost: surfaces.onDidPost,
    figures: () => service.figures(),
    lastSnapshot: () => surfaces.lastSnapshot,
    statusText: () => statusBar.text,
  };
  return { testApi, disposables };
}

type Engine = ReturnType<typeof composeEngine>;

/** What reads and changes the telemetry, without any surface. */
function composeEngine(context: vscode.ExtensionContext, log: Log, disposables: DisposableStore) {
  const memory = context.workspaceState;
  const stateUri = context.storageUri ?? context.globalStorageUri;
  const service = disposables.add(
    new TelemetryService({
      loadReader,
      log,
      now,
      env: process.env,
      storageFolder: join(stateUri.fsPath, "monitor"),
    }),
  );
  const recordText = new RecordText(service);
  const archived = disposables.add(new ArchivedHistory({ service, storageUri: stateUri, log, now }));
  const history = { service, receipt: new ClearReceipt(memory), archived, log, now };
  const clearHistory = new ClearHistory(history);
  const reveal = disposables.add(new LineReveal());
  const sampleData = new SampleData(service, context.globalStorageUri, now);
  const workflowSource = new WorkflowSource({
    memory,
    reveal,
    sampleDir: () => (service.isSample ? sampleData.workspaceDir : null),
  });
  const userTags = disposables.add(new UserTags(service, stateUri, log, now));
  const model = new PanelModel({
    service,
    recordText,
    memory,
    isTrusted: () => vscode.workspace.isTrusted,
    archivedTo: () => clearHistory.archivedTo,
  });
  return {
    service,
    recordText,
    clearHistory,
    deleteArchives: new DeleteArchives(history),
    sampleData,
    workflowSource,
    model,
    opener: new RecordOpener({ service, recordText, workflowSource, reveal }),
    recordExport: disposables.add(new RecordExport(service, log)),
    tagCommand: new TagCommand(userTags, service),
  };
}

/** Not before something is read: activation is over by then. */
async function loadReader(): Promise<CreateReader> {
  const { TelemetrySource } = await import("../node/telemetry-source.ts");
  return (options) => new TelemetrySource(options);
}

function panelHost(engine: Engine, keys: ContextKeys, log: Log): PanelHost {
  const { service, model } = engine;
  const actions = new PanelActions(engine);
  return {
    hostSessionId: randomUUID(),
    onDidChange: service.onDidChange,
    onDidCheck: service.onDidCheck,
    dataRevision: () => model.dataRevision(),
    isAnswerable: (intent) => model.isAnswerable(intent),
    buildView: (intent, isWanted) => model.buildView(intent, isWanted),
    listRows: (message) => model.listRows(message),
    rememberIntent: (intent) => {
      if (intent.peek?.kind === "run") keys.set("hasExploredRun", true);
      logFailure(log, "Remembering the range", model.rememberRange(intent));
    },
    rememberedRange: () => model.rememberedRange(),
    perform: (action, session) => actions.perform(action, session),
  };
}

/** Enablement of commands, and steps of the walkthrough, follow the data. */
function followContext(
  { service, clearHistory }: Engine,
  keys: ContextKeys,
  disposables: DisposableStore,
): void {
  keys.set("canUndoClear", clearHistory.canUndo);
  disposables.add(
    service.onDidChange(() => {
      keys.set("hasData", service.figures()?.state.kind === "ready");
      keys.set("isSample", service.isSample);
      keys.set("canUndoClear", clearHistory.canUndo);
    }),
  );
}

/** The channel, with the errors kept for the tests: a session has few of them, or something is wrong. */
function countErrors(channel: vscode.LogOutputChannel): {
  readonly log: Log;
  readonly loggedErrors: readonly string[];
} {
  const loggedErrors: string[] = [];
  const log: Log = {
    error: (message) => {
      if (loggedErrors.length < 100) loggedErrors.push(message);
      channel.error(message);
    },
    warn: (message) => channel.warn(message),
    info: (message) => channel.info(message),
    debug: (message) => channel.debug(message),
    show: (preserveFocus) => channel.show(preserveFocus),
  };
  return { log, loggedErrors };
}
