import { appendFile, mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { writeWhole } from "../../../../src/node/history/write-whole.ts";
import { HistoryFiles } from "../../../../src/node/history/history-files.ts";
import { scratchFolder } from "../scratch.ts";

const hooks = vi.hoisted(() => ({ afterLoad: async (): Promise<void> => Promise.resolve() }));

vi.mock("../../../../src/node/load-once.ts", async (original) => {
  const real = await original<typeof import("../../../../src/node/load-once.ts")>();
  const loadOnce: typeof real.loadOnce = async (...args) => {
    const loaded = await real.loadOnce(...args);
    await hooks.afterLoad();
    return loaded;
  };
  return { ...real, loadOnce };
});

afterEach(() => {
  hooks.afterLoad = async () => Promise.resolve();
});

const NOW_MS = Date.UTC(2026, 1, 10, 12);
const line = (id: string): string =>
  `${JSON.stringify({ call_id: id, timestamp: "2026-02-01T10:00:00Z", provider: "p", estimated_cost: 1 })}\n`;

describe("summing up an archive", () => {
  it("counts, next time, what a producer added while it was summed up", async () => {
    const history = new HistoryFiles();
    const rootPath = await scratchFolder(".empathy");
    const place = { rootPath, stateFolder: join(rootPath, "monitor") };
    const settings = { timeZone: "UTC", naiveTimeZone: "UTC", nowMs: NOW_MS };
    await writeFile(join(rootPath, "llm_calls.jsonl"), line("a"));
    const { archivePath } = await history.archive(rootPath, ["llm_calls.jsonl"], NOW_MS);
    hooks.afterLoad = () => appendFile(join(archivePath, "llm_calls.jsonl"), line("b"));
    await history.upkeep([place], settings);
    hooks.afterLoad = async () => Promise.resolve();
    expect(await history.upkeep([place], settings)).toMatchObject({ summed: 1 });
    const { days } = await history.read({
      stateFolders: [place.stateFolder],
      rootPaths: [rootPath],
      readsArchives: false,
      labelOf: (path) => path,
    });
    expect(days.flatMap(({ calls }) => calls.map(({ merged }) => merged.tally.count))).toEqual([2]);
  });
});

describe("writing a file as a whole", () => {
  it("leaves nothing behind when it fails", async () => {
    const folder = await scratchFolder("whole");
    await writeFile(join(folder, "stands"), "");
    await expect(writeWhole(join(folder, "stands", "below"), "text")).rejects.toThrow();
    await mkdir(join(folder, "taken", "inner"), { recursive: true });
    await expect(writeWhole(join(folder, "taken"), "text")).rejects.toThrow();
    expect((await readdir(folder)).toSorted()).toEqual(["stands", "taken"]);
  });
});
