import { existsSync } from "node:fs";
import { appendFile, mkdir, readdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";

import * as fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";

import { archiveTelemetry } from "../../../src/node/archive.ts";
import type { ArchiveFolder } from "../../../src/node/old-archives.ts";
import { archiveTimeMs, deleteArchives, listArchives, planDeletion } from "../../../src/node/old-archives.ts";
import { scratchFolder } from "./scratch.ts";

const DAY_MS = 86_400_000;
const NOW_MS = Date.parse("2026-06-15T12:00:00.000Z");
const CALLS = "llm_calls.jsonl";

let root = "";

beforeEach(async () => {
  root = await scratchFolder(".empathy");
});

async function archiveOf(ageDays: number, text = "{}\n"): Promise<string> {
  await writeFile(join(root, CALLS), text);
  const { archivePath } = await archiveTelemetry(root, [CALLS], NOW_MS - ageDays * DAY_MS);
  return archivePath;
}

const planned = async (days = 30): Promise<readonly ArchiveFolder[]> =>
  planDeletion(await listArchives(root), days, NOW_MS);

describe("archiveTimeMs", () => {
  it("reads the time that a clear wrote into the name, and nothing else", () => {
    expect(archiveTimeMs("2026-02-01T12-34-56.789Z")).toBe(Date.parse("2026-02-01T12:34:56.789Z"));
    expect(archiveTimeMs("2026-02-01T12-34-56.789Z-12")).toBe(Date.parse("2026-02-01T12:34:56.789Z"));
    const others = [
      "2026-02-01",
      "2026-02-01T12:34:56.789Z",
      "2026-02-01T12-34-56Z",
      "2026-02-30T12-34-56.789Z",
      "2026-02-01T12-34-56.789Z-1",
      "2026-02-01T12-34-56.789Z-02",
      "2026-02-01T12-34-56.789Z.bak",
      "x2026-02-01T12-34-56.789Z",
      "2026-02-01T12-34-56.789Z\n",
      "",
      "..",
    ];
    expect(others.filter((name) => archiveTimeMs(name) !== null)).toEqual([]);
  });

  it("reads what an archive is named, at any time", async () => {
    for (let n = 0; n < 3; n++) await archiveOf(5);
    const names = await readdir(join(root, "archive"));
    expect(names.map(archiveTimeMs)).toEqual(names.map(() => NOW_MS - 5 * DAY_MS));
  });
});

describe("planDeletion", () => {
  it("takes exactly the folders that are old enough, oldest first", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -DAY_MS, max: 120 * DAY_MS }), { maxLength: 20 }),
        fc.constantFrom(7, 30, 90),
        (agesMs, days) => {
          const file = { name: CALLS, path: "/x", sizeBytes: 1 };
          const folders = agesMs.map((ageMs, at) => ({
            path: `/archive/${at}`,
            archivedAtMs: NOW_MS - ageMs,
            files: [file],
          }));
          const plan = planDeletion(folders, days, NOW_MS);
          const old = agesMs.filter((ageMs) => ageMs >= days * DAY_MS);
          const times = plan.map(({ archivedAtMs }) => archivedAtMs);
          expect(times).toEqual(old.map((ageMs) => NOW_MS - ageMs).toSorted((a, b) => a - b));
        },
      ),
    );
  });

  it("keeps everything when retention is unlimited, and names no empty folder", () => {
    const folder = { path: "/a", archivedAtMs: 0, files: [{ name: CALLS, path: "/a/x", sizeBytes: 1 }] };
    expect(planDeletion([folder], 0, NOW_MS)).toEqual([]);
    expect(planDeletion([folder], Number.NaN, NOW_MS)).toEqual([]);
    expect(planDeletion([{ ...folder, files: [] }], 7, NOW_MS)).toEqual([]);
  });
});

describe("listArchives", () => {
  it("names folders and files with their sizes", async () => {
    const path = await archiveOf(40, "{}\n{}\n");
    await writeFile(join(path, `${CALLS}.kept-001`), "{}\n");
    expect(await planned()).toEqual([
      {
        path,
        archivedAtMs: NOW_MS - 40 * DAY_MS,
        files: [
          { name: CALLS, path: join(path, CALLS), sizeBytes: 6 },
          { name: `${CALLS}.kept-001`, path: join(path, `${CALLS}.kept-001`), sizeBytes: 3 },
        ],
      },
    ]);
  });

  it("takes nothing that a clear did not put there", async () => {
    const path = await archiveOf(40);
    await writeFile(join(path, "notes.txt"), "mine");
    await mkdir(join(path, "workflow_runs.jsonl"));
    const others = ["older", "2020-01-01", "2020-01-01T00-00-00.000Z.bak"];
    for (const name of others) {
      await mkdir(join(root, "archive", name));
      await writeFile(join(root, "archive", name, CALLS), "{}\n");
    }
    await writeFile(join(root, "archive", "2020-01-01T00-00-00.000Z"), "a file");
    const plan = await planned();
    expect(plan.map((folder) => folder.files.map((file) => file.path))).toEqual([[join(path, CALLS)]]);
  });

  it("follows no link: not as archive, not as its folder, not in it", async () => {
    const outside = await scratchFolder("2020-01-01T00-00-00.000Z");
    await writeFile(join(outside, CALLS), "{}\n");
    const path = await archiveOf(40);
    await symlink(join(outside, CALLS), join(path, "workflow_runs.jsonl"));
    await symlink(outside, join(root, "archive", "2020-01-01T00-00-00.000Z"));
    expect((await planned()).flatMap(({ files }) => files.map((file) => file.path))).toEqual([
      join(path, CALLS),
    ]);
    await rm(join(root, "archive"), { recursive: true });
    await symlink(join(outside, ".."), join(root, "archive"));
    expect(await listArchives(root)).toEqual([]);
    expect(existsSync(join(outside, CALLS))).toBe(true);
  });

  it("is empty without an archive or a folder, and passes on what is wrong otherwise", async () => {
    expect(await listArchives(root)).toEqual([]);
    expect(await listArchives(join(root, "none"))).toEqual([]);
    await writeFile(join(root, "file"), "");
    await expect(listArchives("\0")).rejects.toThrow();
  });
});

describe("deleteArchives", () => {
  it("deletes what was planned, and nothing younger or beside it", async () => {
    const [old, young] = [await archiveOf(31), await archiveOf(29)];
    await writeFile(join(root, CALLS), "{}\n");
    const result = await deleteArchives(await planned());
    expect(result).toEqual({ files: 1, sizeBytes: 3, folders: [old], kept: [] });
    expect(await readdir(join(root, "archive"))).toEqual([young.slice(young.lastIndexOf("/") + 1)]);
    expect(await readdir(root)).toEqual(["archive", CALLS].toSorted());
  });

  it("keeps a folder with anything else in it", async () => {
    const path = await archiveOf(40);
    await writeFile(join(path, "notes.txt"), "mine");
    const result = await deleteArchives(await planned());
    expect(result).toMatchObject({ files: 1, folders: [] });
    expect(await readdir(path)).toEqual(["notes.txt"]);
  });

  it("leaves a file that is not the one that was shown, and says which", async () => {
    const path = await archiveOf(40);
    const runs = join(path, "workflow_runs.jsonl");
    await writeFile(runs, "{}\n");
    const plan = await planned();
    await appendFile(join(path, CALLS), "{}\n");
    const outside = join(await scratchFolder("outside"), "x");
    await writeFile(outside, "{}\n");
    await rm(runs);
    await symlink(outside, runs);
    const result = await deleteArchives(plan);
    expect(result).toEqual({
      files: 0,
      sizeBytes: 0,
      folders: [],
      kept: [
        { path: join(path, CALLS), reason: "changed" },
        { path: runs, reason: "changed" },
      ],
    });
    expect(existsSync(outside)).toBe(true);
    expect((await readdir(path)).toSorted()).toEqual([CALLS, "workflow_runs.jsonl"]);
  });

  it("enters no folder that became a link, and counts nothing that is gone", async () => {
    const [linked, gone] = [await archiveOf(40), await archiveOf(41)];
    const plan = await planned();
    const outside = await scratchFolder("outside");
    await writeFile(join(outside, CALLS), "{}\n");
    await rm(linked, { recursive: true });
    await symlink(outside, linked);
    await rm(gone, { recursive: true });
    expect(await deleteArchives(plan)).toMatchObject({ files: 0, folders: [gone] });
    expect(existsSync(join(outside, CALLS))).toBe(true);
  });

  it("enters nothing where the archive itself became a link", async () => {
    const path = await archiveOf(40);
    const plan = await planned();
    const outside = await scratchFolder("outside");
    await rename(join(root, "archive"), join(outside, "archive"));
    await symlink(join(outside, "archive"), join(root, "archive"));
    expect(await deleteArchives(plan)).toMatchObject({ files: 0, folders: [] });
    expect(existsSync(join(path, CALLS))).toBe(true);
  });

  it("says what the system refuses", async () => {
    const path = await archiveOf(40);
    const [folder] = await planned();
    const file = { name: "x", path: join(path, "x".repeat(300)), sizeBytes: 0 };
    const { kept } = await deleteArchives(folder === undefined ? [] : [{ ...folder, files: [file] }]);
    expect(kept).toEqual([{ path: file.path, reason: "ENAMETOOLONG" }]);
  });
});
