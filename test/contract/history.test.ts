import { readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { activate } from "../../src/extension/extension.ts";
import { contextKeys, executedCommands, fake } from "../fakes/vscode-state.ts";
import { ExtensionMode } from "../fakes/vscode-values.ts";
import type { Live } from "./support/live.ts";
import {
  activateLive,
  appendIn,
  as,
  callNow,
  FakeContext,
  isReady,
  lines,
  makeFolder,
  runNow,
  settled,
  startLive,
} from "./support/live.ts";

const CALLS = ".empathy/llm_calls.jsonl";
const FILES = {
  [CALLS]: lines(callNow()),
  ".empathy/workflow_runs.jsonl": lines(runNow()),
  ".empathy/notes.txt": "mine",
  ".empathy/costs.jsonl": "{}\n",
};
const run = (name: string): Promise<unknown> =>
  Promise.resolve(fake.commands.get(`empathyTelemetry.${name}`)?.());

async function startReady(): Promise<Live> {
  const live = startLive(FILES);
  await live.until(isReady);
  return live;
}

const archiveOf = (live: Live): string => {
  const archive = join(live.dir, ".empathy", "archive");
  return join(archive, readdirSync(archive)[0] ?? "");
};

describe("clear history", () => {
  it("names the files and the target, and moves nothing without a yes", async () => {
    const live = await startReady();
    await run("clearHistory");
    const asked = fake.messages.at(-1);
    expect(asked).toMatchObject({ severity: "warning", items: ["Move to Archive"] });
    expect(asked?.detail).toContain(CALLS);
    expect(asked?.detail).toContain(".empathy/archive");
    expect(asked?.detail).not.toContain("costs.jsonl");
    expect(readdirSync(join(live.dir, ".empathy"))).not.toContain("archive");
  });

  it("moves the counted files byte for byte, and back", async () => {
    const live = await startReady();
    const before = readFileSync(join(live.dir, CALLS));
    fake.messageAnswers.set("Clear the telemetry history?", "Move to Archive");
    await run("clearHistory");
    expect(readFileSync(join(archiveOf(live), "llm_calls.jsonl"))).toEqual(before);
    const kept = readdirSync(join(live.dir, ".empathy")).toSorted();
    expect(kept).toEqual(["archive", "costs.jsonl", "monitor", "notes.txt"]);
    await live.until(({ figures }) => figures()?.dataset.calls.count === 0);
    expect(contextKeys().get("empathyTelemetry.canUndoClear")).toBe(true);
    const { notices } = await live.openView();
    expect(notices.find(({ id }) => id === "archived")?.text).toContain(".empathy/archive/");
    await run("undoClearHistory");
    await live.until(isReady);
    expect(readFileSync(join(live.dir, CALLS))).toEqual(before);
    await live.until(() => contextKeys().get("empathyTelemetry.canUndoClear") === false);
  });

  it("takes a yes by argument from tests only", async () => {
    const live = await startReady();
    const clear = (): unknown => fake.commands.get("empathyTelemetry.clearHistory")?.({ isConfirmed: true });
    await clear();
    await live.until(({ figures }) => figures()?.dataset.calls.count === 0);
    await run("undoClearHistory");
    await live.until(isReady);
    live.dispose();
    const production = new FakeContext("/nowhere");
    Object.assign(production, { extensionMode: ExtensionMode.Production });
    expect(activate(as(production))).toBeUndefined();
    await clear();
    expect(fake.messages.at(-1)?.text).toBe("Clear the telemetry history?");
    for (const item of production.subscriptions.toReversed()) item.dispose();
  });

  it("loses nothing that is written after the clear", async () => {
    const live = await startReady();
    fake.messageAnswers.set("Clear the telemetry history?", "Move to Archive");
    await run("clearHistory");
    writeFileSync(join(live.dir, CALLS), "");
    appendIn(live.dir, CALLS, callNow({ workflow_name: "later" }));
    await run("undoClearHistory");
    await live.until(({ figures }) => figures()?.dataset.calls.count === 2);
  });

  it("undoes from its own notification", async () => {
    const live = await startReady();
    fake.messageAnswers.set("Clear the telemetry history?", "Move to Archive");
    fake.messageAnswers.set("2 files were moved", "Undo");
    await run("clearHistory");
    while (readdirSync(join(live.dir, ".empathy", "archive")).length > 0) await settled();
    expect(readdirSync(join(live.dir, ".empathy"))).toContain("llm_calls.jsonl");
  });

  it("can be undone after a reload", async () => {
    const live = await startReady();
    fake.messageAnswers.set("Clear the telemetry history?", "Move to Archive");
    await run("clearHistory");
    live.dispose();
    fake.executed.length = 0;
    const again = activateLive(live.dir, new FakeContext("/nowhere", live.context.workspaceState));
    expect(contextKeys().get("empathyTelemetry.canUndoClear")).toBe(true);
    await run("undoClearHistory");
    await again.until(isReady);
  });

  it("forgets a receipt that is none", async () => {
    const live = await startReady();
    live.dispose();
    fake.executed.length = 0;
    await live.context.workspaceState.update("history.lastClear", [{ archivePath: 7 }]);
    activateLive(live.dir, new FakeContext("/nowhere", live.context.workspaceState));
    expect(contextKeys().get("empathyTelemetry.canUndoClear")).toBe(false);
  });

  it("leaves alone what lies outside the workspace, also behind a link", async () => {
    const other = makeFolder({ "llm_calls.jsonl": lines(callNow()) });
    const linked = makeFolder({ "workflow_runs.jsonl": lines(runNow()) });
    const live = startLive({ [CALLS]: lines(callNow()) }, () => {
      fake.config.set("empathyTelemetry.folders", [other]);
      symlinkSync(linked, join(fake.folders?.[0]?.uri.fsPath ?? "", ".attune"));
    });
    await live.until(({ figures }) => figures()?.dataset.calls.count === 2);
    fake.messageAnswers.set("Clear the telemetry history?", "Move to Archive");
    await run("clearHistory");
    expect(fake.messages.map(({ detail }) => detail).find(Boolean)).not.toMatch(/\.attune|workflow_runs/);
    expect(readdirSync(join(live.dir, ".empathy"))).toEqual(["archive", "monitor"]);
    expect([readdirSync(other), readdirSync(linked)]).toEqual([["llm_calls.jsonl"], ["workflow_runs.jsonl"]]);
    await run("clearHistory");
    expect(fake.messages.at(-1)?.text).toContain("outside the workspace");
  });

  it("says so when there is nothing to clear", async () => {
    const live = startLive({ "readme.md": "" });
    await live.until(({ figures }) => figures()?.state.kind === "no-files");
    await run("clearHistory");
    expect(fake.messages.at(-1)?.text).toBe("There is no history to clear.");
  });

  it("needs a trusted workspace, for undo too", async () => {
    const live = await startReady();
    fake.isTrusted = false;
    fake.messageAnswers.set("trusted workspace", "Manage Trust");
    await run("clearHistory");
    await run("undoClearHistory");
    await settled();
    expect(executedCommands().filter((id) => id === "workbench.trust.manage")).toHaveLength(2);
    expect(readdirSync(join(live.dir, ".empathy"))).toContain("llm_calls.jsonl");
  });

  it("says which folder could not be archived", async () => {
    const live = await startReady();
    writeFileSync(join(live.dir, ".empathy", "archive"), "a file is in the way");
    fake.messageAnswers.set("Clear the telemetry history?", "Move to Archive");
    await run("clearHistory");
    expect(fake.messages.at(-1)).toMatchObject({ severity: "error" });
    expect(fake.messages.at(-1)?.text).toContain(".empathy could not be archived");
    expect(readdirSync(join(live.dir, ".empathy"))).toContain("llm_calls.jsonl");
  });

  it("keeps what could not be moved back, and says so", async () => {
    const live = await startReady();
    fake.messageAnswers.set("Clear the telemetry history?", "Move to Archive");
    await run("clearHistory");
    const receipt =
      live.context.workspaceState.get<{ files: { originalPath: string }[] }[]>("history.lastClear");
    const files = receipt?.[0]?.files ?? [];
    const broken = files.map((file) => ({ ...file, originalPath: "/dev/null/impossible" }));
    await live.context.workspaceState.update("history.lastClear", [{ ...receipt?.[0], files: broken }]);
    await run("undoClearHistory");
    expect(fake.messages.at(-1)?.text).toContain("2 files could not be moved back");
    expect(readdirSync(archiveOf(live))).toHaveLength(2);
    await live.until(() => contextKeys().get("empathyTelemetry.canUndoClear") === true);
  });
});
