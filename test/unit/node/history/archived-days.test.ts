import { writeFileSync } from "node:fs";
import { appendFile, copyFile, mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { readArchivedDays } from "../../../../src/node/history/read-archived-days.ts";
import {
  ALL,
  CALLS,
  HOUR_MS,
  NOW_MS,
  RUNS,
  SETTINGS,
  archive,
  call,
  daily,
  dailyFolder,
  daysNow,
  figures,
  folder,
  history,
  newFolder,
  place,
  upkeep,
  writeAll,
} from "./history-folder.ts";
import { scratchFolder } from "../scratch.ts";

beforeEach(newFolder);

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
    await rm(join(folder.state, "metrics"), { recursive: true });
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
    await writeFile(join(folder.root, CALLS), call(2, 4));
    await archive(NOW_MS + 1);
    await upkeep();
    await writeFile(join(folder.root, CALLS), call(3, 16));
    expect(await figures()).toEqual({ ...ALL, calls: 5, cost: 21.75 });
  });

  it("outlive their archive", async () => {
    await writeAll();
    await archive();
    await upkeep();
    await rm(join(folder.root, "archive"), { recursive: true });
    await upkeep();
    expect(await figures()).toEqual(ALL);
  });

  it("do not count twice when somebody moves the files back by hand", async () => {
    await writeAll();
    const { archivePath } = await archive();
    await upkeep();
    await rename(join(archivePath, CALLS), join(folder.root, CALLS));
    // On the command line nobody looks after the archives.
    expect(await figures()).toEqual({ ...ALL, days: ["2026-02-01"] });
    await upkeep();
    expect(await figures()).toEqual({ ...ALL, days: ["2026-02-01"] });
  });

  it("do not count beside a copy that was put back, as long as it is there", async () => {
    await writeAll();
    const { archivePath } = await archive();
    await upkeep();
    await copyFile(join(archivePath, CALLS), join(folder.root, CALLS));
    await appendFile(join(folder.root, CALLS), call(3, 8));
    const beside = { calls: 4, cost: 9.75, runs: 1, days: ["2026-02-01"] };
    expect(await figures()).toEqual(beside);
    expect(await upkeep()).toMatchObject({ summed: 0 });
    expect(await figures()).toEqual(beside);
    await rm(join(folder.root, CALLS));
    await upkeep();
    expect(await figures()).toEqual(ALL);
  });

  it("are cut anew when another zone is shown, as long as the records are there", async () => {
    await writeFile(join(folder.root, CALLS), call(1, 1, "23:30:00Z"));
    await archive();
    await upkeep();
    await upkeep({ timeZone: "Europe/Berlin" });
    expect((await figures()).days).toEqual(["2026-02-02"]);
    await rm(join(folder.root, "archive"), { recursive: true });
    await upkeep({ timeZone: "UTC" });
    expect((await figures()).days).toEqual(["2026-02-02"]);
  });

  it("do not count beside their records where archives are read too", async () => {
    await writeAll();
    await archive();
    await upkeep();
    expect((await daysNow(true)).days).toEqual([]);
    await rm(join(folder.root, "archive"), { recursive: true });
    expect((await daysNow(true)).days).not.toEqual([]);
  });

  it("of other telemetry folders are left out", async () => {
    await writeAll();
    await archive();
    await upkeep();
    const options = {
      stateFolders: [folder.state, folder.state],
      readsArchives: false,
      labelOf: (path: string) => path,
    };
    expect((await readArchivedDays({ ...options, rootPaths: [join(folder.root, "..")] })).days).toEqual([]);
    expect((await readArchivedDays({ ...options, rootPaths: [folder.root] })).days).toHaveLength(3);
  });

  it("are known without their index, and with a damaged file among them", async () => {
    await writeAll();
    await archive();
    await upkeep();
    writeFileSync(join(folder.state, "metrics", "archived.json"), "{ torn");
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
    expect(await readdir(join(folder.root, "archive"))).toEqual([]);
  });

  it("sums up what was compressed before there were sums", async () => {
    await writeAll();
    await archive(NOW_MS - HOUR_MS);
    await upkeep({ nowMs: Date.now() + 2 * HOUR_MS });
    await rm(join(folder.state, "metrics"), { recursive: true });
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
  const names = ({ folders }: Awaited<ReturnType<typeof plan>>) =>
    folders.flatMap(({ files }) => files.map(({ name }) => name));

  async function oldAndNew(): Promise<void> {
    await writeAll();
    await archive(NOW_MS - 40 * 24 * HOUR_MS);
    await writeFile(join(folder.root, CALLS), call(9, 1));
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

  it("leaves out, and names, what no sums stand for", async () => {
    await oldAndNew();
    await writeFile(join(folder.root, CALLS), call(3, 1));
    const { archivePath } = await archive(NOW_MS - 50 * 24 * HOUR_MS);
    const { folders, unsummed } = await plan(30, 0);
    expect(folders.map(({ path }) => path)).not.toContain(archivePath);
    expect(unsummed).toEqual([join(archivePath, CALLS)]);
    await upkeep();
    expect((await plan(30, 0)).unsummed).toEqual([]);
  });

  it("deletes just these, and follows no link", async () => {
    await oldAndNew();
    await history.delete((await plan(30, 8)).folders, [place()]);
    expect(await figures()).toMatchObject({ calls: 2, days: ["2026-02-02", "2026-02-09"] });
    const other = await scratchFolder("other");
    await writeFile(join(other, "2020-01-01.json"), "{}");
    await rm(dailyFolder(), { recursive: true });
    await mkdir(join(folder.state, "metrics"), { recursive: true });
    const { symlink } = await import("node:fs/promises");
    await symlink(other, dailyFolder());
    expect(names(await plan(0, 1))).toEqual([]);
    expect(await readdir(other)).toEqual(["2020-01-01.json"]);
  });
});
