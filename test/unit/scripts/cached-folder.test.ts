import { existsSync, mkdtempSync, readFileSync, readdirSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ensureCachedFolder } from "../../../scripts/lib/cached-folder.mjs";
import { withLock } from "../../../scripts/lib/lock.mjs";

let root = "";

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "empathy-cache-test-"));
  vi.spyOn(console, "error").mockImplementation(() => undefined);
});

afterEach(async () => {
  vi.restoreAllMocks();
  await rm(root, { recursive: true, force: true });
});

/** A process id that no process has. */
const deadPid = 2 ** 30;

describe("withLock", () => {
  it("lets only one task at a time in", async () => {
    let inside = 0;
    let most = 0;
    const task = async (): Promise<void> => {
      inside++;
      most = Math.max(most, inside);
      await new Promise((resolve) => setImmediate(resolve));
      inside--;
    };
    await Promise.all([1, 2, 3].map(() => withLock(join(root, "lock"), task)));
    expect(most).toBe(1);
    expect(readdirSync(root)).toEqual([]);
  });

  it("is released when the task throws", async () => {
    const failing = withLock(join(root, "lock"), () => Promise.reject(new Error("planted")));
    await expect(failing).rejects.toThrow("planted");
    await expect(withLock(join(root, "lock"), () => Promise.resolve("in"))).resolves.toBe("in");
  });

  it("takes over from an owner that is gone", async () => {
    await mkdir(join(root, "lock"));
    await writeFile(join(root, "lock", "owner"), String(deadPid));
    await expect(withLock(join(root, "lock"), () => Promise.resolve("in"))).resolves.toBe("in");
  });
});

describe("ensureCachedFolder", () => {
  const fill = (draft: string): Promise<void> => writeFile(join(draft, "content"), "whole");

  it("fills the folder once, also when two ask at the same time", async () => {
    const spy = vi.fn(fill);
    const path = join(root, "thing");
    await Promise.all([ensureCachedFolder(path, "thing", spy), ensureCachedFolder(path, "thing", spy)]);
    expect(spy).toHaveBeenCalledTimes(1);
    expect(readFileSync(join(path, "content"), "utf8")).toBe("whole");
  });

  it("leaves nothing under the final name when filling fails, and tries again", async () => {
    const path = join(root, "thing");
    const broken = async (draft: string): Promise<void> => {
      await writeFile(join(draft, "content"), "half");
      throw new Error("connection lost");
    };
    await expect(ensureCachedFolder(path, "thing", broken)).rejects.toThrow("connection lost");
    expect(existsSync(path)).toBe(false);
    await ensureCachedFolder(path, "thing", fill);
    expect(readFileSync(join(path, "content"), "utf8")).toBe("whole");
    expect(readdirSync(root)).toEqual(["thing"]);
  });

  it("replaces a folder that has no completion marker", async () => {
    const path = join(root, "thing");
    await mkdir(path);
    await writeFile(join(path, "content"), "half");
    await ensureCachedFolder(path, "thing", fill);
    expect(readFileSync(join(path, "content"), "utf8")).toBe("whole");
  });
});
