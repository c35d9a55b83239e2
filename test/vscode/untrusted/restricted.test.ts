import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import * as vscode from "vscode";
import type { TestApi } from "../../../src/extension/test-api.ts";
import { eventually, extension, isReady, run, until, workspaceDir } from "../live-extension.ts";

describe("an untrusted workspace", () => {
  let api: TestApi;

  before(async () => {
    await eventually(() => extension().isActive);
    api = extension().exports;
    await until(api, isReady);
  });

  it("is read", async () => {
    assert.equal(vscode.workspace.isTrusted, false);
    await run("focusPanel");
    await eventually(() => api.lastSnapshot()?.view.notices.some(({ id }) => id === "restricted") === true);
    assert.equal(api.lastSnapshot()?.view.state.kind, "ready");
  });

  it("is not changed: clear and tags do nothing", async () => {
    const dir = join(workspaceDir(), ".empathy");
    const before = await readdir(dir);
    await run("clearHistory", { isConfirmed: true });
    await run("tagRows", ["call:.empathy/llm_calls.jsonl:0"]);
    assert.deepEqual(await readdir(dir), before);
  });

  it("gives no path and no consent", async () => {
    const config = vscode.workspace.getConfiguration("empathyTelemetry");
    await config.update("folders", ["/"], vscode.ConfigurationTarget.Workspace);
    // Only the user's own settings have an answer: VS Code refuses to write it anywhere else.
    await assert.rejects(async () => config.update("homeStore", "on", vscode.ConfigurationTarget.Workspace));
    assert.deepEqual(api.figures()?.settings.folders, []);
    assert.equal(api.figures()?.settings.homeStore, "off");
    assert.equal(api.figures()?.dataset.files().length, 2);
  });

  after(() => assert.deepEqual(api.loggedErrors, []));
});
