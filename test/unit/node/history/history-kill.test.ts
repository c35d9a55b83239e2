import { readFileSync } from "node:fs";
import { utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { computeStats } from "../../../../src/core/rollup/compute-stats.ts";
import { HistoryFiles } from "../../../../src/node/history/history-files.ts";
import { readArchivedDays } from "../../../../src/node/history/read-archived-days.ts";
import { listArchives } from "../../../../src/node/old-archives.ts";
import { loadOnce } from "../../../../src/node/load-once.ts";
import { rootFromDir } from "../../../../src/node/roots.ts";
import { aQuery } from "../../rollup/support/scenario.ts";
import { scratchFolder } from "../scratch.ts";
import { bundled, runKilledAt } from "./killed-process.ts";

const NAME = "llm_calls.jsonl";
const COUNT = 40;
const NOW_MS = Date.UTC(2026, 1, 10);
const SETTINGS = { timeZone: "UTC", naiveTimeZone: "UTC", nowMs: NOW_MS };
const TEXT = Array.from(
  { length: COUNT },
  (_, n) =>
    `${JSON.stringify({ call_id: `c-${n}`, timestamp: `2026-02-0${1 + (n % 3)}T12:00:00Z`, estimated_cost: 1 })}\n`,
).join("");
/** Two hours later everything is quiet enough to be compressed. */
const PROGRAM = `
  import { HistoryFiles } from "./src/node/history/history-files.ts";
  export const run = async (rootPath, nowMs) => {
    const history = new HistoryFiles();
    const place = { rootPath, stateFolder: rootPath + "/monitor" };
    const settings = { timeZone: "UTC", naiveTimeZone: "UTC", nowMs };
    const result = await history.archive(rootPath, ["${NAME}"], nowMs);
    await history.upkeep([place], settings);
    await history.upkeep([place], { ...settings, nowMs: nowMs + 7_200_000 });
    await history.undo(result, place, settings);
  };`;

async function callsIn(root: string): Promise<number> {
  const archivedDays = await readArchivedDays({
    stateFolders: [join(root, "monitor")],
    rootPaths: [root],
    readsArchives: false,
    labelOf: (path) => path,
  });
  const { dataset } = await loadOnce([rootFromDir(root)], { ...SETTINGS, archivedDays });
  return computeStats(dataset, aQuery({ nowMs: NOW_MS })).calls.count;
}

/** What the receipt of the clear says, whose undo may have been broken off. */
async function undoAll(root: string): Promise<void> {
  for (const { path } of await listArchives(root)) {
    const file = { name: NAME, archivedPath: join(path, NAME), originalPath: join(root, NAME) };
    const result = { archivePath: path, files: [{ ...file, sizeBytes: TEXT.length }], unmoved: [] };
    const place = { rootPath: root, stateFolder: join(root, "monitor") };
    expect((await new HistoryFiles().undo(result, place, SETTINGS)).failed).toEqual([]);
  }
}

it("never counts a record twice, and all again after a look, whenever it is killed", async () => {
  const program = await bundled(PROGRAM, await scratchFolder("program"));
  let outcome = "killed";
  let step = 1;
  for (; outcome === "killed"; step++) {
    const root = await scratchFolder(".empathy");
    await writeFile(join(root, NAME), TEXT);
    await utimes(join(root, NAME), 1, 1);
    outcome = await runKilledAt(program, step, [root, NOW_MS]);
    const where = `killed before step ${step}`;
    expect(await callsIn(root), where).toBeLessThanOrEqual(COUNT);
    // The lock of a dead process is taken over once it is old.
    await utimes(join(root, "monitor", "metrics", "lock"), 1, 1).catch(() => undefined);
    await new HistoryFiles().upkeep([{ rootPath: root, stateFolder: join(root, "monitor") }], SETTINGS);
    expect(await callsIn(root), where).toBe(COUNT);
    await undoAll(root);
    expect(readFileSync(join(root, NAME), "utf8"), where).toBe(TEXT);
    expect(await callsIn(root), where).toBe(COUNT);
  }
  expect(step).toBeGreaterThan(15);
}, 180_000);
