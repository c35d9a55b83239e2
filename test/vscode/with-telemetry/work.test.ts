import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as vscode from "vscode";
import type { TestApi } from "../../../src/extension/test-api.ts";
import { activated, eventually, isReady, run, until, workspaceDir } from "../live-extension.ts";

describe("work with the telemetry", () => {
  let api: TestApi;
  let outDir: string;

  before(async () => {
    api = await activated();
    await until(api, isReady);
    outDir = await mkdtemp(join(tmpdir(), "empathy-export-"));
  });

  afterEach(() => assert.deepEqual(api.loggedErrors, []));

  after(async () => {
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    await rm(outDir, { recursive: true, force: true });
  });

  it("opens the class of a workflow", async () => {
    await run("openWorkflowSource", { workflow: "perf-audit" });
    const path = join(workspaceDir(), "workflows", "perf_audit.py");
    assert.equal(vscode.window.activeTextEditor?.document.uri.fsPath, path);
    assert.equal(vscode.window.activeTextEditor?.selection.active.line, 0);
  });

  it("exports exactly the rows of the panel's choice", async () => {
    await run("focusPanel");
    await eventually(() => api.lastSnapshot() !== null);
    const path = join(outDir, "calls.jsonl");
    await run("export", { outUri: vscode.Uri.file(path) });
    const text = await readFile(path, "utf8");
    const rows = text.split("\n").filter((line) => line !== "");
    assert.equal(rows.length, api.lastSnapshot()?.view.feed.total);
  });

  it("clears into an archive and undoes it, byte for byte", async () => {
    const dir = join(workspaceDir(), ".empathy");
    const before = await readFile(join(dir, "llm_calls.jsonl"));
    await run("clearHistory", { isConfirmed: true });
    const [stamp] = await readdir(join(dir, "archive"));
    assert.deepEqual(await readFile(join(dir, "archive", stamp ?? "", "llm_calls.jsonl")), before);
    await until(api, ({ figures }) => figures()?.dataset.calls.count === 0);
    await run("undoClearHistory");
    await until(api, isReady);
    assert.deepEqual(await readFile(join(dir, "llm_calls.jsonl")), before);
  });

  it("shows the sample and goes back", async () => {
    const before = api.figures()?.dataset.calls.count;
    await run("openSampleData");
    await until(api, ({ figures }) => figures()?.isSample === true);
    assert.ok((api.figures()?.dataset.calls.count ?? 0) > 100);
    await run("closeSampleData");
    await until(api, ({ figures }) => figures()?.isSample === false);
    assert.equal(api.figures()?.dataset.calls.count, before);
  });
});
