import { existsSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { contextKeys, fake } from "../fakes/vscode-state.ts";
import type { Live } from "./support/live.ts";
import { callNow, isReady, lines, makeFolder, startLive, writeIn } from "./support/live.ts";

const CALLS = ".empathy/llm_calls.jsonl";
const OLD = ".empathy/archive/2020-01-01T00-00-00.000Z";
const OLDER = ".empathy/archive/2019-01-01T00-00-00.000Z";
const DELETE_TWO = "Delete 2 files (4 B)";
const FILES = {
  [CALLS]: lines(callNow()),
  [`${OLD}/llm_calls.jsonl`]: "{}\n",
  [`${OLDER}/workflow_runs.jsonl`]: "\n",
  ".empathy/archive/2999-01-01T00-00-00.000Z/llm_calls.jsonl": "{}\n",
};
const run = (name = "deleteOldArchives"): Promise<unknown> =>
  Promise.resolve(fake.commands.get(`empathyTelemetry.${name}`)?.());

async function start(days: number, files: Readonly<Record<string, string>> = FILES): Promise<Live> {
  const live = startLive(files, () => fake.config.set("empathyTelemetry.archiveRetentionDays", days));
  await live.until(isReady);
  return live;
}

const shown = (): readonly unknown[] =>
  (fake.lastQuickPick?.items ?? []).map((item) => Object.fromEntries(Object.entries(item as object)));
const archives = (live: Live): readonly string[] => readdirSync(join(live.dir, ".empathy/archive"));

describe("deleting old archives", () => {
  it("shows every folder and file with its size, asks once more, and deletes just these", async () => {
    const live = await start(30);
    fake.answers.push(DELETE_TWO);
    fake.messageAnswers.set("Delete these archives for ever?", "Delete");
    await run();
    expect(shown()).toMatchObject([
      { label: DELETE_TWO },
      { label: OLDER, kind: -1 },
      { label: "workflow_runs.jsonl", description: "1 B" },
      { label: OLD, kind: -1 },
      { label: "llm_calls.jsonl", description: "3 B" },
    ]);
    const asked = fake.messages.find(({ text }) => text === "Delete these archives for ever?");
    expect(asked).toMatchObject({ severity: "warning", items: ["Delete"] });
    expect(asked?.detail?.split("\n").slice(1)).toEqual([`${OLDER} (1 B)`, `${OLD} (3 B)`]);
    expect(archives(live)).toEqual(["2999-01-01T00-00-00.000Z"]);
    expect(existsSync(join(live.dir, CALLS))).toBe(true);
    expect(fake.messages.at(-1)?.text).toBe("Deleted 2 files (4 B).");
  });

  it("deletes nothing without a yes to both, or when a file is chosen that is only shown", async () => {
    const live = await start(7);
    fake.messageAnswers.set("Delete these archives for ever?", "Delete");
    await run();
    fake.answers.push("llm_calls.jsonl");
    await run();
    expect(fake.messages).toEqual([]);
    fake.messageAnswers.clear();
    fake.answers.push(DELETE_TWO);
    await run();
    expect(fake.messages.map(({ text }) => text)).toEqual(["Delete these archives for ever?"]);
    expect(archives(live)).toHaveLength(3);
  });

  it("says so when there is nothing to delete", async () => {
    await start(90, { [CALLS]: lines(callNow()) });
    await run();
    expect(fake.messages.at(-1)?.text).toBe("Nothing to delete: no archive is older than 90 days.");
    expect(fake.lastQuickPick).toBeUndefined();
  });

  it("offers to choose an age while archives are kept for ever, and keeps the answer once it deletes", async () => {
    const live = await start(0);
    await run();
    expect(fake.lastQuickPick?.items).toHaveLength(4);
    fake.answers.push("30 days");
    await run();
    expect(shown()[0]).toMatchObject({ label: DELETE_TWO });
    expect(fake.config.get("empathyTelemetry.archiveRetentionDays")).toBe(0);
    expect(archives(live)).toHaveLength(3);
    fake.answers.push("30 days", DELETE_TWO);
    fake.messageAnswers.set("Delete these archives for ever?", "Delete");
    await run();
    expect(fake.config.get("empathyTelemetry.archiveRetentionDays")).toBe(30);
    expect(archives(live)).toHaveLength(1);
  });

  it("deletes old sums of days alone when archives are to be kept", async () => {
    const record = lines(callNow({ timestamp: "2020-02-02T10:00:00" }));
    const live = await start(0, { [CALLS]: lines(callNow()), [`${OLD}/llm_calls.jsonl`]: record });
    const keep = "Keep archives, list old sums of days";
    fake.answers.push(keep);
    await run();
    expect(shown().slice(1)).toMatchObject([
      { label: ".empathy/monitor/metrics/daily", kind: -1 },
      { label: "2020-02-02.json" },
    ]);
    fake.answers.push(keep, String(Object(shown()[0]).label));
    fake.messageAnswers.set("Delete these archives for ever?", "Delete");
    await run();
    expect(existsSync(join(live.dir, ".empathy/monitor/metrics/daily"))).toBe(false);
    expect(archives(live)).toHaveLength(1);
    fake.answers.push(keep);
    await run();
    expect(fake.messages.at(-1)?.text).toContain("no sums of days are old enough");
    expect(fake.config.get("empathyTelemetry.archiveRetentionDays")).toBe(0);
  });

  it("leaves out, and names, what could not be summed up: nothing would be left of its records", async () => {
    const damaged = `${OLD}/llm_calls.jsonl.gz`;
    const live = await start(30, { [CALLS]: lines(callNow()), [damaged]: "not gzip, but long enough" });
    await run();
    expect(fake.messages.at(-1)).toMatchObject({ severity: "warning" });
    expect(fake.messages.at(-1)?.text).toContain(damaged);
    expect(fake.lastQuickPick).toBeUndefined();
    expect(archives(live)).toHaveLength(1);
  });

  it("touches nothing outside the workspace, and follows no link", async () => {
    const outside = makeFolder({ "archive/2020-01-01T00-00-00.000Z/llm_calls.jsonl": "{}\n" });
    const live = await start(7, { [CALLS]: lines(callNow()) });
    symlinkSync(outside, join(live.dir, ".attune"));
    symlinkSync(join(outside, "archive"), join(live.dir, ".empathy/archive"));
    fake.config.set("empathyTelemetry.folders", [outside]);
    await run("refresh");
    await run();
    expect(fake.messages.at(-1)?.text).toContain("Nothing to delete");
  });

  it("needs a trusted workspace, and leaves the sample alone", async () => {
    const live = await start(7);
    fake.isTrusted = false;
    await run();
    expect(fake.messages.at(-1)?.text).toContain("trusted workspace");
    fake.isTrusted = true;
    await run("openSampleData");
    fake.lastQuickPick = undefined;
    await run();
    expect(fake.lastQuickPick).toBeUndefined();
    expect(archives(live)).toHaveLength(3);
  });

  it("cannot be undone: a deleted clear is no longer offered for it", async () => {
    const live = await start(7);
    const path = join(live.dir, OLD);
    const file = { name: "llm_calls.jsonl", archivedPath: `${path}/llm_calls.jsonl`, originalPath: "/x" };
    const receipt = [{ archivePath: path, files: [{ ...file, sizeBytes: 3 }], unmoved: [] }];
    await live.context.workspaceState.update("history.lastClear", receipt);
    fake.answers.push(DELETE_TWO);
    fake.messageAnswers.set("Delete these archives for ever?", "Delete");
    await run();
    await live.until(() => contextKeys().get("empathyTelemetry.canUndoClear") === false);
    expect(live.context.workspaceState.keys()).not.toContain("history.lastClear");
  });

  it("says what could not be deleted", async () => {
    const live = await start(7);
    fake.answers.push(DELETE_TWO);
    fake.messageAnswers.set("Delete these archives for ever?", "Delete");
    fake.onMessage = (text) => {
      if (text.startsWith("Delete these")) writeIn(live.dir, `${OLD}/llm_calls.jsonl`, "{}\n{}\n");
    };
    await run();
    expect(fake.messages.map(({ severity, text }) => [severity, text]).slice(1)).toEqual([
      ["warning", `Not deleted, because they changed or may not be deleted: ${OLD}/llm_calls.jsonl`],
      ["info", "Deleted 1 file (1 B)."],
    ]);
    expect(archives(live)).toHaveLength(2);
  });
});
