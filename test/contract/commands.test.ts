import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { contextKeys, executedCommands, fake, resetFake, setFolders } from "../fakes/vscode-state.ts";
import { Uri } from "../fakes/vscode-values.ts";
import { registerCommands } from "../../src/extension/commands/register-commands.ts";
import { COMMAND_IDS } from "../../src/extension/command-ids.ts";
import type { CommandHandlers } from "../../src/extension/commands/register-commands.ts";
import type { Live } from "./support/live.ts";
import {
  as,
  callNow,
  isReady,
  lines,
  makeFolder,
  readyMessage,
  runNow,
  settled,
  startLive,
} from "./support/live.ts";

const FILES = { ".empathy/llm_calls.jsonl": lines(callNow()) };
const run = (name: string): Promise<unknown> =>
  Promise.resolve(fake.commands.get(`empathyTelemetry.${name}`)?.());

async function startReady(files: Readonly<Record<string, string>> = FILES): Promise<Live> {
  const live = startLive(files);
  await live.until(isReady);
  return live;
}

describe("the sample", () => {
  it("is shown in place of the workspace's data, and closed again", async () => {
    const live = await startReady();
    await run("openSampleData");
    await live.until(({ figures }) => (figures()?.dataset.calls.count ?? 0) > 100);
    expect(executedCommands()).toContain("empathyTelemetry.panel.focus");
    await live.until(() => contextKeys().get("empathyTelemetry.isSample") === true);
    const { notices } = await live.openView();
    expect(notices.map(({ id }) => id)).toEqual(["sample-data"]);
    await run("clearHistory");
    expect(existsSync(join(live.context.globalStorageUri.fsPath, "sample/.empathy/archive"))).toBe(false);
    await run("closeSampleData");
    await live.until(({ figures }) => figures()?.dataset.calls.count === 1);
    expect(live.api.figures()?.isSample).toBe(false);
  });

  it("leads to its own sources, and is not made twice a day", async () => {
    const live = startLive(null);
    await run("openSampleData");
    await live.until(isReady);
    await live.openView();
    const dataset = live.api.figures()?.dataset;
    const workflow = dataset?.combos.get(0).workflow ?? "";
    live.view.webview.receive({ type: "openWorkflowSource", version: 1, workflow });
    while (fake.editors.length === 0) await settled();
    expect(fake.editors[0]?.document.uri.fsPath).toContain("/global/sample/");
    await run("closeSampleData");
    await live.until(({ figures }) => figures()?.state.kind === "no-folder");
    await run("openSampleData");
    await live.until(isReady);
    expect(executedCommands().filter((id) => id.endsWith(".focus"))).toHaveLength(1);
  });
});

describe("adding folders", () => {
  it("writes them relative where that means the same", async () => {
    const live = await startReady();
    const other = makeFolder({ ".empathy/llm_calls.jsonl": lines(callNow()) });
    fake.answers.push([Uri.file(other), Uri.file(join(live.dir, "sub")), Uri.parse("http://x/y")]);
    await run("addTelemetryFolder");
    expect(fake.workspaceConfig.get("empathyTelemetry.folders")).toEqual([join(other, ".empathy"), "sub"]);
    await live.until(({ figures }) => figures()?.dataset.calls.count === 2);
    fake.answers.push([Uri.file(other)]);
    await run("addTelemetryFolder");
    expect(fake.messages.at(-1)?.text).toBe("This folder is read already.");
  });

  it("writes none of the user's own folders into the workspace's settings", async () => {
    const live = await startReady();
    fake.config.set("empathyTelemetry.folders", ["/own"]);
    fake.workspaceConfig.set("empathyTelemetry.folders", ["shared"]);
    fake.answers.push([Uri.file(join(live.dir, "sub"))]);
    await run("addTelemetryFolder");
    expect(fake.workspaceConfig.get("empathyTelemetry.folders")).toEqual(["shared", "sub"]);
    expect(live.api.figures()?.settings.folders).toEqual(["/own", "shared", "sub"]);
  });

  it("writes the user's settings where there is no workspace", async () => {
    startLive(null);
    const other = makeFolder({ "llm_calls.jsonl": "" });
    fake.answers.push([Uri.file(other)]);
    await run("addTelemetryFolder");
    expect(fake.config.get("empathyTelemetry.folders")).toEqual([other]);
  });

  it("writes absolute paths where there are several folders", async () => {
    const live = await startReady();
    setFolders(live.dir, makeFolder());
    fake.answers.push([Uri.file(join(live.dir, "sub"))]);
    await run("addTelemetryFolder");
    expect(fake.workspaceConfig.get("empathyTelemetry.folders")).toEqual([join(live.dir, "sub")]);
  });

  it("does nothing when none is chosen, and asks for trust first", async () => {
    await startReady();
    await run("addTelemetryFolder");
    expect(fake.workspaceConfig.size).toBe(0);
    fake.isTrusted = false;
    fake.answers.push([Uri.file("/x")]);
    await run("addTelemetryFolder");
    await run("useHomeStore");
    expect(fake.workspaceConfig.size).toBe(0);
    expect(fake.messages).toHaveLength(2);
  });
});

describe("the home store", () => {
  it("is an answer for all workspaces, either way", async () => {
    await startReady();
    fake.answers.push("Read the home store", undefined, "Do not read the home store");
    await run("useHomeStore");
    expect(fake.config.get("empathyTelemetry.homeStore")).toBe("on");
    await run("useHomeStore");
    expect(fake.config.get("empathyTelemetry.homeStore")).toBe("on");
    expect(fake.lastQuickPick?.items[0]).toMatchObject({ description: "current" });
    await run("useHomeStore");
    expect(fake.config.get("empathyTelemetry.homeStore")).toBe("off");
  });

  it("is answered in the user's settings, whatever a repository's settings say", async () => {
    await startReady();
    fake.workspaceConfig.set("empathyTelemetry.homeStore", "off");
    fake.answers.push("Read the home store");
    await run("useHomeStore");
    expect(fake.config.get("empathyTelemetry.homeStore")).toBe("on");
    expect(fake.workspaceConfig.get("empathyTelemetry.homeStore")).toBe("off");
  });

  it("can be allowed from the notice", async () => {
    const live = await startReady();
    fake.workspaceConfig.set("empathyTelemetry.homeStore", "ask");
    await live.openView();
    live.view.webview.receive({ type: "runCommand", version: 1, command: "allowHomeStore" });
    await settled();
    expect(fake.config.get("empathyTelemetry.homeStore")).toBe("on");
  });
});

describe("the other commands", () => {
  it.each([
    ["focusPanel", "empathyTelemetry.panel.focus", []],
    ["openSettings", "workbench.action.openSettings", ["@ext:empathy-telemetry.empathy-telemetry"]],
    [
      "openWalkthrough",
      "workbench.action.openWalkthrough",
      ["empathy-telemetry.empathy-telemetry#start", false],
    ],
    ["showLog", "log.show", []],
  ])("%s runs %s", async (name, command, args) => {
    await startReady();
    await run(name);
    expect(fake.executed.at(-1)).toEqual({ command, args });
  });

  it("asks for the workflow, by every name in the data", async () => {
    const live = await startReady({
      ...FILES,
      ".empathy/workflow_runs.jsonl": lines(
        runNow({ workflow_name: "b-run" }),
        runNow({ workflow_name: null }),
      ),
      "b.py": `class BWorkflow(Base):\n    name = "b-run"\n`,
    });
    fake.answers.push("b-run");
    await run("openWorkflowSource");
    expect(fake.lastQuickPick?.items.map((item) => as<{ label: string }>(item).label)).toEqual([
      "b-run",
      "code-review",
    ]);
    expect(fake.editors[0]?.document.uri.fsPath).toBe(join(live.dir, "b.py"));
    await run("openWorkflowSource");
    expect(fake.editors).toHaveLength(1);
    await fake.commands.get("empathyTelemetry.openWorkflowSource")?.({ workflow: "b-run" });
    expect(fake.editors).toHaveLength(2);
  });

  it("writes the panel's settings where they stand", async () => {
    const live = await startReady();
    await live.openView();
    const set = (setting: object): void =>
      live.view.webview.receive({ type: "setSetting", version: 1, setting });
    set({ key: "refreshSeconds", value: 60 });
    await live.until(({ figures }) => figures()?.settings.refreshSeconds === 60);
    expect(fake.config.get("empathyTelemetry.refreshSeconds")).toBe(60);
    fake.workspaceConfig.set("empathyTelemetry.mergeTwins", true);
    set({ key: "mergeTwins", value: false });
    await live.until(({ figures }) => figures()?.settings.mergeTwins === false);
    expect(fake.workspaceConfig.get("empathyTelemetry.mergeTwins")).toBe(false);
  });

  it("remembers a range for the next panel, and a dismissed notice", async () => {
    const live = await startReady({ ".empathy/llm_calls.jsonl": lines(callNow(), "{torn") });
    const first = await live.openView();
    expect(first.notices.map(({ id }) => id)).toEqual(["partly-unreadable"]);
    const intent = as<{ intent: object }>(readyMessage({ range: { kind: "30d" } })).intent;
    live.view.webview.receive({ type: "setIntent", version: 1, intentNumber: 2, intent });
    live.view.webview.receive({ type: "dismissNotice", version: 1, id: "partly-unreadable" });
    live.view.webview.receive({ type: "dismissNotice", version: 1, id: "unknown" });
    let notices = first.notices;
    while (notices.length > 0) {
      const next = await live.view.webview.next("snapshot");
      notices = as<{ notices: typeof notices }>(next["view"]).notices;
    }
    await run("openDashboard");
    fake.panels[0]?.webview.receive(readyMessage());
    expect(fake.panels[0]?.webview.ofType("show")[0]?.["target"]).toEqual({ kind: "range", range: "30d" });
  });

  it("lists rows for the scrolling list, of calls and of runs", async () => {
    const live = await startReady({ ...FILES, ".empathy/workflow_runs.jsonl": lines(runNow()) });
    const view = await live.openView({ range: { kind: "all" } });
    const { intent } = as<{ intent: { feed: object } }>(readyMessage());
    for (const [kind, anchor] of [
      ["calls", { generation: view.generation, calls: 0, runs: 0 }],
      ["runs", { generation: 999, calls: 0, runs: 0 }],
    ] as const) {
      live.view.webview.receive({
        type: "listRows",
        version: 1,
        requestNumber: 1,
        range: { kind: "all" },
        feed: { ...intent.feed, kind, anchor },
        limit: 60,
      });
    }
    await settled();
    const totals = live.view.webview.ofType("rows").map((message) => message["total"]);
    expect(totals).toEqual([0, 1]);
  });

  it("reads the raw line of a call that is peeked at", async () => {
    const live = await startReady();
    const view = await live.openView({ peek: { kind: "call", id: "call:.empathy/llm_calls.jsonl:0" } });
    expect(view.peek).toMatchObject({ kind: "call" });
    expect(JSON.stringify(view.peek)).toContain("call_id");
    const gone = await live.openView({ peek: { kind: "call", id: "call:x:0" } });
    expect(gone.peek).toMatchObject({ kind: "missing" });
    const absent = await live.openView({ peek: { kind: "run", id: "run:x" } });
    expect(absent.peek).toMatchObject({ kind: "missing" });
  });

  it("marks the walkthrough's step when a run was looked at", async () => {
    const live = await startReady();
    await live.openView();
    const { intent } = as<{ intent: object }>(readyMessage({ peek: { kind: "run", id: "run:x" } }));
    live.view.webview.receive({ type: "setIntent", version: 1, intentNumber: 2, intent });
    expect(contextKeys().get("empathyTelemetry.hasExploredRun")).toBe(true);
  });
});

describe("registerCommands", () => {
  it("logs a command that fails and says so, with the way to the log", async () => {
    resetFake();
    const logged: string[] = [];
    const failing = Object.fromEntries(
      Object.keys(COMMAND_IDS).map((name) => [
        name,
        () => Promise.reject(new Error("planted", { cause: "why" })),
      ]),
    );
    fake.messageAnswers.set("did not work", "Show Log");
    let shown = 0;
    const line = (message: string): void => void logged.push(message);
    const log = { error: line, warn: line, info: line, debug: line, show: () => void (shown += 1) };
    const registration = registerCommands(as<CommandHandlers>(failing), log);
    await run("refresh");
    await settled();
    expect(logged[0]).toMatch(/empathyTelemetry\.refresh failed.*planted[^]*Caused by: why/);
    expect(shown).toBe(1);
    registration.dispose();
    expect(fake.commands.size).toBe(0);
    expect(() => registerCommands(as<CommandHandlers>({ unknown: () => undefined }), log)).toThrow(
      RangeError,
    );
  });
});
