import { existsSync } from "node:fs";
import { readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { withFolderLock } from "../../../../src/node/history/folder-lock.ts";
import { scratchFolder } from "../scratch.ts";

const HOUR_S = 3600;
let folder = "";
let lock = "";

beforeEach(async () => {
  folder = await scratchFolder("state");
  lock = join(folder, "lock");
});

async function leaveLock(ageS: number): Promise<void> {
  await writeFile(lock, "of a dead one");
  const atS = Date.now() / 1000 - ageS;
  await utimes(lock, atS, atS);
}

describe("lock of a folder", () => {
  it.each([HOUR_S, -HOUR_S])("is taken over from a dead one, by one at a time (%d s old)", async (ageS) => {
    await leaveLock(ageS);
    let inside = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      most = Math.max(most, ++inside);
      await readdir(folder);
      inside--;
    };
    await Promise.all(Array.from({ length: 8 }, () => withFolderLock(folder, work)));
    expect(most).toBe(1);
    expect(await readdir(folder)).toEqual([]);
  });

  it("of another one is left alone at the end", async () => {
    await withFolderLock(folder, async () => {
      await rm(lock);
      await writeFile(lock, "of another one");
    });
    expect(await readFile(lock, "utf8")).toBe("of another one");
  });

  it("is not waited for without end", async () => {
    await leaveLock(0);
    const asked = withFolderLock(folder, () => Promise.reject(new Error("did it all the same")), 0);
    await expect(asked).rejects.toThrow(lock);
    expect(existsSync(lock)).toBe(true);
  });

  it("is given back when the work fails", async () => {
    const failing = withFolderLock(folder, () => Promise.reject(new Error("no")));
    await expect(failing).rejects.toThrow("no");
    expect(await readdir(folder)).toEqual([]);
  });
});
