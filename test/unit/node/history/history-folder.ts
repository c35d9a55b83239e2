import { existsSync, readdirSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { computeStats } from "../../../../src/core/rollup/compute-stats.ts";
import { HistoryFiles } from "../../../../src/node/history/history-files.ts";
import { readArchivedDays } from "../../../../src/node/history/read-archived-days.ts";
import { loadOnce } from "../../../../src/node/load-once.ts";
import { rootFromDir } from "../../../../src/node/roots.ts";
import { aQuery } from "../../rollup/support/scenario.ts";
import { scratchFolder } from "../scratch.ts";

export const CALLS = "llm_calls.jsonl";
export const RUNS = "workflow_runs.jsonl";
export const NOW_MS = Date.UTC(2026, 1, 10, 12);
export const HOUR_MS = 3_600_000;
export const SETTINGS = { timeZone: "UTC", naiveTimeZone: "UTC", nowMs: NOW_MS };

export const history = new HistoryFiles();
export const folder = { root: "", state: "" };

/** A new telemetry folder with its folder of state. */
export async function newFolder(): Promise<void> {
  const root = await scratchFolder(".empathy");
  Object.assign(folder, { root, state: join(root, "monitor") });
}

export const call = (day: number, cost: number, time = "10:00:00Z"): string =>
  `${JSON.stringify({ call_id: `c-${day}-${cost}`, timestamp: `2026-02-0${day}T${time}`, workflow_name: "w", provider: "anthropic", estimated_cost: cost, latency_ms: 100, input_tokens: 5, output_tokens: 1, success: true })}\n`;
export const run = (day: number): string =>
  `${JSON.stringify({ run_id: `r-${day}`, workflow_name: "w", started_at: `2026-02-0${day}T09:00:00Z`, completed_at: `2026-02-0${day}T09:30:00Z`, total_cost: 2, success: true, stages: [] })}\n`;
export const place = () => ({ rootPath: folder.root, stateFolder: folder.state });
export const archive = (atMs = NOW_MS) => history.archive(folder.root, [CALLS, RUNS], atMs);
export const upkeep = (over: Partial<typeof SETTINGS> = {}) =>
  history.upkeep([place()], { ...SETTINGS, ...over });
export const daysNow = (readsArchives = false) =>
  readArchivedDays({
    stateFolders: [folder.state],
    rootPaths: [folder.root],
    readsArchives,
    labelOf: (path) => path,
  });

/** Figures over all, from the files and the archived days, as every surface computes them. */
export async function figures() {
  const archivedDays = await daysNow();
  const { dataset } = await loadOnce([rootFromDir(folder.root)], { ...SETTINGS, archivedDays });
  const { calls, runs, archived } = computeStats(dataset, aQuery({ nowMs: NOW_MS }));
  return { calls: calls.count, cost: calls.costUsd, runs: runs.count, days: archived?.days ?? [] };
}

export const dailyFolder = () => join(folder.state, "metrics", "daily");
export const daily = (): readonly string[] =>
  existsSync(dailyFolder())
    ? readdirSync(dailyFolder())
        .toSorted()
        .map((name) => `${name}: ${readFileSync(join(dailyFolder(), name), "utf8")}`)
    : [];

export async function writeAll(): Promise<void> {
  await writeFile(join(folder.root, CALLS), call(1, 0.5) + call(1, 0.25) + call(2, 1));
  await writeFile(join(folder.root, RUNS), run(1));
}

export const ALL = { calls: 3, cost: 1.75, runs: 1, days: ["2026-02-01", "2026-02-02"] };
