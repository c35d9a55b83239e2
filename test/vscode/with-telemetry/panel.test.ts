import assert from "node:assert/strict";
import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import * as vscode from "vscode";
import type { TestApi } from "../../../src/extension/test-api.ts";
import { callLine, eventually, extension, isReady, run, until, workspaceDir } from "../live-extension.ts";
import { telemetryFacts } from "../workspaces.mjs";

const isDashboard = (tab: vscode.Tab): boolean =>
  tab.input instanceof vscode.TabInputWebview && tab.input.viewType.endsWith("empathyTelemetry.dashboard");
const dashboards = (): number =>
  vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).filter(isDashboard).length;

/** The next snapshot that is as wanted. */
function snapshot(api: TestApi, isWanted: () => boolean): Promise<void> {
  return eventually(() => api.lastSnapshot() !== null && isWanted());
}

describe("a workspace with telemetry", () => {
  let api: TestApi;

  before(async () => {
    // By itself: `workspaceContains` has to find the files.
    await eventually(() => extension().isActive);
    api = extension().exports;
    await until(api, isReady);
  });

  afterEach(() => assert.deepEqual(api.loggedErrors, []));

  after(() => vscode.commands.executeCommand("workbench.action.closeAllEditors"));

  it("counts each call once, and the runs", () => {
    const figures = api.figures();
    assert.equal(figures?.dataset.twinsMerged, telemetryFacts.callLines - telemetryFacts.calls);
    assert.equal(figures?.dataset.runs.count, telemetryFacts.runs);
  });

  it("registers every command that it contributes", async () => {
    const { contributes } = extension().packageJSON as {
      contributes: { commands: readonly { command: string }[] };
    };
    const known = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(
      contributes.commands.filter(({ command }) => !known.has(command)),
      [],
    );
  });

  it("resolves the view in the side bar and answers its page", async () => {
    await run("focusPanel");
    await snapshot(api, () => api.lastSnapshot()?.view.state.kind === "ready");
    assert.equal(api.lastSnapshot()?.view.health.files, 2);
  });

  it("opens one dashboard, and reveals it after that", async () => {
    await run("openDashboard");
    await eventually(() => dashboards() === 1);
    await run("openDashboard");
    assert.equal(dashboards(), 1);
  });

  it("shows an appended record in feed, card and status bar", async () => {
    const before = api.figures()?.dataset.calls.count ?? 0;
    assert.match(api.statusText(), /\$0\.00 today$/);
    await appendFile(join(workspaceDir(), ".empathy", "llm_calls.jsonl"), callLine("appended", 0.25));
    await until(api, ({ statusText }) => statusText() === "$(pulse) $0.25 today");
    assert.equal(api.figures()?.dataset.calls.count, before + 1);
    await snapshot(api, () => api.lastSnapshot()?.view.feed.rows[0]?.workflow === "appended");
    assert.equal(api.lastSnapshot()?.view.cards.find(({ id }) => id === "cost")?.value, "$0.25");
  });

  it("keeps a snapshot within 16 KB", () => {
    assert.ok(JSON.stringify(api.lastSnapshot()).length <= 16 * 1024);
  });

  it("follows a setting without a reload", async () => {
    const config = vscode.workspace.getConfiguration("empathyTelemetry");
    await config.update("statusBar.text", "icon", vscode.ConfigurationTarget.Global);
    await until(api, ({ statusText }) => statusText() === "$(pulse)");
    await config.update("statusBar.text", undefined, vscode.ConfigurationTarget.Global);
    await until(api, ({ statusText }) => statusText().endsWith("today"));
  });
});
