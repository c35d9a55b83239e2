import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import {
  ALL,
  CALLS,
  NOW_MS,
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

beforeEach(newFolder);

describe("files of days that cannot be used", () => {
  const first = () => join(dailyFolder(), "2026-02-01.json");
  const unused = async () => (await daysNow()).damaged.map(({ reason }) => reason);

  beforeEach(async () => {
    await writeAll();
    await archive();
    await upkeep();
  });

  it("are made anew as long as the archive is there: damaged or missing ones", async () => {
    const before = daily();
    writeFileSync(first(), "torn");
    await rm(join(dailyFolder(), "2026-02-02.json"));
    expect(await upkeep()).toMatchObject({ summed: 2 });
    expect(daily()).toEqual(before);
    expect(await figures()).toEqual(ALL);
    expect(await upkeep()).toMatchObject({ summed: 0 });
  });

  it("stay beside what could be made anew, and stay named, when some archive is gone", async () => {
    await rm(join(folder.root, "archive"), { recursive: true });
    await writeFile(join(folder.root, CALLS), call(1, 4));
    await archive(NOW_MS + 1);
    await upkeep();
    writeFileSync(first(), "torn");
    expect(await upkeep()).toMatchObject({ summed: 1 });
    expect(await figures()).toEqual({ ...ALL, calls: 2, cost: 5, runs: 0 });
    expect(readFileSync(`${first()}.damaged`, "utf8")).toBe("torn");
    expect(await unused()).toEqual([expect.stringContaining("damaged")]);
  });

  it.each([
    ["of a later version", () => writeFileSync(first(), '{"schema":2}'), "later version"],
    ["that cannot be opened", () => (rmSync(first()), mkdirSync(first())), "EISDIR"],
  ])("are not written over when they are ones %s", async (_, closeFile, reason) => {
    closeFile();
    const standing = () =>
      statSync(first()).isFile() ? readFileSync(first(), "utf8") : readdirSync(first());
    const before = standing();
    await writeFile(join(folder.root, CALLS), call(1, 4));
    await archive(NOW_MS + 1);
    await expect(upkeep()).rejects.toThrow(reason);
    expect(await unused()).toEqual([expect.stringContaining(reason)]);
    expect(standing()).toEqual(before);
  });

  it("include their index: one of a later version stays, a damaged one is set aside", async () => {
    const index = join(folder.state, "metrics", "archived.json");
    const later = '{"schema":2,"sources":"elsewhere"}';
    writeFileSync(index, later);
    await expect(upkeep()).rejects.toThrow("later version");
    expect(readFileSync(index, "utf8")).toBe(later);
    writeFileSync(index, "torn");
    expect(await upkeep()).toMatchObject({ summed: 2 });
    expect(readFileSync(`${index}.damaged`, "utf8")).toBe("torn");
    expect(await figures()).toEqual(ALL);
  });

  it("are not left as drafts of a killed process, nor does such a draft stop the next one", async () => {
    const draft = `${first()}.7-1.tmp`;
    writeFileSync(draft, "half");
    await upkeep();
    expect(existsSync(draft)).toBe(false);
  });

  it("are not missed when they were deleted by age", async () => {
    const { folders } = await history.planDeletion([place()], { archiveDays: 0, sumDays: 8 }, NOW_MS);
    await history.delete(folders, [place()]);
    expect(await upkeep()).toMatchObject({ summed: 0 });
    expect((await figures()).days).toEqual(["2026-02-02"]);
  });
});
