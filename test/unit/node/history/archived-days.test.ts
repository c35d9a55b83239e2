import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { appendFile, mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { computeStats } from "../../../../src/core/rollup/compute-stats.ts";
import { HistoryFiles } from "../../../../src/node/history/history-files.ts";
import { readArchivedDays } from "../../../../src/node/history/read-archived-days.ts";
import { loadOnce } from "../../../../src/node/load-once.ts";
import { rootFromDir } from "../../../../src/node/roots.ts";
import { aQuery } from "../../rollup/support/scenario.ts";
import { scratchFolder } from "../scratch.ts";

const CALLS = "llm_calls.jsonl";
const RUNS = "workflow_runs.jsonl";
const NOW_MS = Date.UTC(2026, 1, 10, 12);
const HOUR_MS = 3_600_000;
const SETTINGS = { timeZone: "UTC", naiveTimeZone: "UTC", nowMs: NOW_MS };

const history = new HistoryFiles();
let root = "";
let state = "";

beforeEach(async () => {
  root = await scratchFolder(".empathy");
  state = join(root, "monitor");
});

const call = (day: number, cost: number, time = "10:00:00Z"): string =>
  `${JSON.stringify({ call_id: `c-${day}-${cost}`, timestamp: `2026-02-0${day}T${time}`, workflow_name: "w", provider: "anthropic", estimated_cost: cost, latency_ms: 100, input_tokens: 5, output_tokens: 1, success: true })}\n`;
const run = (day: number): string =>
  `${JSON.stringify({ run_id: `r-${day}`, workflow_name: "w", started_at: `2026-02-0${day}T09:00:00Z`, completed_at: `2026-02-0${day}T09:30:00Z`, total_cost: 2, success: true, stages: [] })}\n`;
const place = () => ({ rootPath: root, stateFolder: state });
const archive = (atMs = NOW_MS) => history.archive(root, [CALLS, RUNS], atMs);
const upkeep = (over: Partial<typeof SETTINGS> = {}) => history.upkeep([place()], { ...SETTINGS, ...over });
const daysNow = (readsArchives = false) =>
  readArchivedDays({ stateFolders: [state], rootPaths: [root], readsArchives, labelOf: (path) => path });

/** Figures over all, from the files and the archived days, as every surface computes them. */
async function figures() {
  const archivedDays = await daysNow();
  const { dataset } = await loadOnce([rootFromDir(root)], { ...SETTINGS, archivedDays });
  const { calls, runs, archived } = computeStats(dataset, aQuery({ nowMs: NOW_MS }));
  return { calls: calls.count, cost: calls.costUsd, runs: runs.count, days: archived?.days ?? [] };
}

const dailyFolder = () => join(state, "metrics", "daily");
const daily = (): readonly string[] =>
  existsSync(dailyFolder())
    ? readdirSync(dailyFolder())
        .toSorted()
        .map((name) => `${name}: ${readFileSync(join(dailyFolder(), name), "utf8")}`)
    : [];

async function writeAll(): Promise<void> {
  await writeFile(join(root, CALLS), call(1, 0.5) + call(1, 0.25) + call(2, 1));
  await writeFile(join(root, RUNS), run(1));
}

const ALL = { calls: 3, cost: 1.75, runs: 1, days: ["2026-02-01", "2026-02-02"] };

describe("days of archived files", () => {
  it("stay in the figures when the files go, and leave them when these come back", async () => {
    await writeAll();
    const before = await figures();
    expect(before).toEqual({ ...ALL, days: [] });
    const result = await archive();
    expect(await upkeep()).toEqual({ summed: 2, packed: 0, failed: [] });
    expect(await figures()).toEqual(ALL);
    await history.undo(result, place(), SETTINGS);
    expect(await figures()).toEqual(before);
    expect(daily()).toEqual([]);
  });

  it("are written once: doing it again changes no byte", async () => {
    await writeAll();
    await archive();
    await upkeep();
    const before = daily();
    expect(before).toHaveLength(2);
    expect(await upkeep()).toMatchObject({ summed: 0 });
    await rm(join(state, "metrics"), { recursive: true });
    expect(await upkeep()).toMatchObject({ summed: 2 });
    expect(daily()).toEqual(before);
  });

  it("take in a record that a producer wrote after its file was archived: its own day changes", async () => {
    await writeAll();
    const { archivePath } = await archive();
    await upkeep();
    const [first, second] = daily();
    await appendFile(join(archivePath, CALLS), call(2, 8));
    await upkeep();
    const after = daily();
    expect(after[0]).toBe(first);
    expect(after[1]).not.toBe(second);
    expect(await figures()).toEqual({ ...ALL, calls: 4, cost: 9.75 });
  });

  it("add up over several archives, and with what is recorded since", async () => {
    await writeAll();
    await archive();
    await upkeep();
    await writeFile(join(root, CALLS), call(2, 4));
    await archive(NOW_MS + 1);
    await upkeep();
    await writeFile(join(root, CALLS), call(3, 16));
    expect(await figures()).toEqual({ ...ALL, calls: 5, cost: 21.75 });
  });

  it("outlive their archive", async () => {
    await writeAll();
    await archive();
    await upkeep();
    await rm(join(root, "archive"), { recursive: true });
    await upkeep();
    expect(await figures()).toEqual(ALL);
  });

  it("do not count twice when somebody moves the files back by hand", async () => {
    await writeAll();
    const { archivePath } = await archive();
    await upkeep();
    await rename(join(archivePath, CALLS), join(root, CALLS));
    await upkeep();
    expect(await figures()).toEqual(ALL.days.length === 2 ? { ...ALL, days: ["2026-02-01"] } : ALL);
  });

  it("are cut anew when another zone is shown, as long as the records are there", async () => {
    await writeFile(join(root, CALLS), call(1, 1, "23:30:00Z"));
    await archive();
    await upkeep();
    await upkeep({ timeZone: "Europe/Berlin" });
    expect((await figures()).days).toEqual(["2026-02-02"]);
    await rm(join(root, "archive"), { recursive: true });
    await upkeep({ timeZone: "UTC" });
    expect((await figures()).days).toEqual(["2026-02-02"]);
  });

  it("do not count beside their records where archives are read too", async () => {
    await writeAll();
    await archive();
    await upkeep();
    expect((await daysNow(true)).days).toEqual([]);
    await rm(join(root, "archive"), { recursive: true });
    expect((await daysNow(true)).days).not.toEqual([]);
  });

  it("of other telemetry folders are left out", async () => {
    await writeAll();
    await archive();
    await upkeep();
    const options = { stateFolders: [state, state], readsArchives: false, labelOf: (path: string) => path };
    expect((await readArchivedDays({ ...options, rootPaths: [join(root, "..")] })).days).toEqual([]);
    expect((await readArchivedDays({ ...options, rootPaths: [root] })).days).toHaveLength(3);
  });

  it("are known without their index, and with a damaged file among them", async () => {
    await writeAll();
    await archive();
    await upkeep();
    writeFileSync(join(state, "metrics", "archived.json"), "{ torn");
    expect(await figures()).toEqual(ALL);
    writeFileSync(join(dailyFolder(), "2026-02-01.json"), '{"schema":1,"day":"2026-02-01","parts":[{}]}');
    writeFileSync(join(dailyFolder(), "2026-02-03.json"), "torn");
    writeFileSync(join(dailyFolder(), "2026-02-04.json"), '{"schema":2}');
    writeFileSync(join(dailyFolder(), "notes.json"), "mine");
    const { days, damaged } = await daysNow();
    expect(days.map(({ day }) => day)).toEqual(["2026-02-02"]);
    expect(damaged.map(({ reason }) => reason)).toEqual([
      expect.stringContaining("parts.0"),
      "not JSON",
      expect.stringContaining("schema"),
    ]);
    expect((await readdir(dailyFolder())).length).toBe(5);
  });
});

describe("compressing archives", () => {
  it("waits until nobody has written for an hour, and then keeps every figure and record", async () => {
    await writeAll();
    const result = await archive(NOW_MS - HOUR_MS);
    expect(await upkeep({ nowMs: Date.now() })).toMatchObject({ packed: 0 });
    expect(await upkeep({ nowMs: Date.now() + 2 * HOUR_MS })).toMatchObject({ packed: 2, summed: 0 });
    expect((await readdir(result.archivePath)).toSorted()).toEqual([`${CALLS}.gz`, `${RUNS}.gz`]);
    expect(await upkeep()).toMatchObject({ packed: 0, summed: 0 });
    expect(await figures()).toEqual(ALL);
    await history.undo(result, place(), SETTINGS);
    expect(await figures()).toEqual({ ...ALL, days: [] });
    expect(await readdir(join(root, "archive"))).toEqual([]);
  });

  it("sums up what was compressed before there were sums", async () => {
    await writeAll();
    await archive(NOW_MS - HOUR_MS);
    await upkeep({ nowMs: Date.now() + 2 * HOUR_MS });
    await rm(join(state, "metrics"), { recursive: true });
    expect(await upkeep()).toMatchObject({ summed: 2 });
    expect(await figures()).toEqual(ALL);
  });

  it("says which archive could not be read, and leaves the rest as it was", async () => {
    await writeAll();
    const { archivePath } = await archive();
    await rm(join(archivePath, CALLS));
    await writeFile(join(archivePath, `${CALLS}.gz`), "not gzip, but long enough");
    const { summed, failed } = await upkeep();
    expect({ summed, failed: failed.map(({ code }) => code) }).toEqual({ summed: 1, failed: ["EILSEQ"] });
    expect((await figures()).runs).toBe(1);
  });
});

describe("planning a deletion", () => {
  const plan = (archiveDays: number, sumDays: number) =>
    history.planDeletion([place()], { archiveDays, sumDays }, NOW_MS);
  const names = (folders: Awaited<ReturnType<typeof plan>>) =>
    folders.flatMap(({ files }) => files.map(({ name }) => name));

  async function oldAndNew(): Promise<void> {
    await writeAll();
    await archive(NOW_MS - 40 * 24 * HOUR_MS);
    await writeFile(join(root, CALLS), call(9, 1));
    await archive(NOW_MS - 24 * HOUR_MS);
    await upkeep();
  }

  it("names the files of archives and of days that are too old, each by its own setting", async () => {
    await oldAndNew();
    expect(names(await plan(30, 0))).toEqual([CALLS, RUNS]);
    // 1 February has ended everywhere at noon (UTC) of the 2nd: eight days ago.
    expect(names(await plan(0, 8))).toEqual(["2026-02-01.json"]);
    expect(names(await plan(0, 7))).toEqual(["2026-02-01.json", "2026-02-02.json"]);
    expect(names(await plan(0, 9))).toEqual([]);
    expect(names(await plan(0, 0))).toEqual([]);
  });

  it("deletes just these, and follows no link", async () => {
    await oldAndNew();
    await history.delete(await plan(30, 8));
    expect(await figures()).toMatchObject({ calls: 2, days: ["2026-02-02", "2026-02-09"] });
    const other = await scratchFolder("other");
    await writeFile(join(other, "2020-01-01.json"), "{}");
    await rm(dailyFolder(), { recursive: true });
    await mkdir(join(state, "metrics"), { recursive: true });
    const { symlink } = await import("node:fs/promises");
    await symlink(other, dailyFolder());
    expect(await plan(0, 1)).toEqual([]);
    expect(await readdir(other)).toEqual(["2020-01-01.json"]);
  });
});
