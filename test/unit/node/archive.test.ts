import { existsSync } from "node:fs";
import { mkdir, readFile, readdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { beforeEach, describe, expect, it } from "vitest";

import { ArchiveRefusedError, archiveTelemetry } from "../../../src/node/archive.ts";
import { rawCall, rawRun } from "../../fixtures/raw-lines.ts";
import { scratchFolder } from "./scratch.ts";
import { APPEND_CALLS, inSecondProcess } from "./second-process.ts";
import { startedSource, until } from "./source-fixture.ts";

const NOW_MS = Date.parse("2026-02-01T12:34:56.789Z");
const CALLS = "llm_calls.jsonl";
const RUNS = "workflow_runs.jsonl";

let root = "";

beforeEach(async () => {
  root = await scratchFolder(".empathy");
});

const read = (...parts: readonly string[]): Promise<string> => readFile(join(root, ...parts), "utf8");

describe("archiveTelemetry", () => {
  it("moves the files with their bytes as they are, to a folder named by the time", async () => {
    const content = `\uFEFF${rawCall()}\r\n{"torn`;
    await writeFile(join(root, CALLS), content);
    await writeFile(join(root, RUNS), `${rawRun()}\n`);
    const result = await archiveTelemetry(root, [CALLS, RUNS, "task_routing.jsonl"], NOW_MS);
    expect(result.archivePath).toBe(join(root, "archive", "2026-02-01T12-34-56.789Z"));
    expect(result.files.map((file) => file.name)).toEqual([CALLS, RUNS]);
    expect(result.unmoved).toEqual([]);
    expect(await readFile(result.files[0]?.archivedPath ?? "", "utf8")).toBe(content);
    expect(await readdir(root)).toEqual(["archive"]);
  });

  it("never puts two archives of the same instant into one folder", async () => {
    const paths: string[] = [];
    for (let n = 0; n < 3; n++) {
      await writeFile(join(root, CALLS), `${n}\n`);
      paths.push((await archiveTelemetry(root, [CALLS], NOW_MS)).archivePath);
    }
    expect(new Set(paths).size).toBe(3);
    expect(await Promise.all(paths.map((path) => readFile(join(path, CALLS), "utf8")))).toEqual([
      "0\n",
      "1\n",
      "2\n",
    ]);
  });

  it("leaves a rotated file beside one that stays: it may be a copy of it", async () => {
    await mkdir(join(root, CALLS));
    await writeFile(join(root, RUNS), "{}\n");
    for (const name of [`${CALLS}.1`, `${RUNS}.1`]) await writeFile(join(root, name), "{}\n");
    const names = [CALLS, RUNS, `${CALLS}.1`, `${RUNS}.1`];
    const { files, unmoved } = await archiveTelemetry(root, names, NOW_MS);
    expect(files.map((file) => file.name)).toEqual([RUNS, `${RUNS}.1`]);
    expect(unmoved.map((file) => file.name)).toEqual([CALLS, `${CALLS}.1`]);
  });

  it("moves nothing but plain telemetry files of the root itself", async () => {
    const outside = join(root, "..", CALLS);
    await writeFile(outside, "outside\n");
    await writeFile(join(root, "notes.txt"), "mine\n");
    await writeFile(join(root, RUNS), "{}\n");
    await symlink(outside, join(root, CALLS));
    await mkdir(join(root, "costs.jsonl"));
    const names = [`../${CALLS}`, "notes.txt", CALLS, "costs.jsonl", RUNS, RUNS];
    const { files, unmoved } = await archiveTelemetry(root, names, NOW_MS);
    expect(files.map((file) => file.name)).toEqual([RUNS]);
    expect(unmoved).toEqual([
      { name: `../${CALLS}`, reason: "not-telemetry" },
      { name: "notes.txt", reason: "not-telemetry" },
      { name: CALLS, reason: "not-a-file" },
      { name: "costs.jsonl", reason: "not-a-file" },
    ]);
    expect(await readFile(outside, "utf8")).toBe("outside\n");
    expect(await read("notes.txt")).toBe("mine\n");
  });

  it("refuses a folder without telemetry, and leaves it as it is", async () => {
    await writeFile(join(root, "notes.txt"), "mine\n");
    await expect(archiveTelemetry(root, ["notes.txt", CALLS], NOW_MS)).rejects.toThrow(ArchiveRefusedError);
    expect(await readdir(root)).toEqual(["notes.txt"]);
    await expect(archiveTelemetry(join(root, "none"), [CALLS], NOW_MS)).rejects.toMatchObject({
      code: "ENOENT",
    });
  });

  it("refuses an archive folder that is a link out of the root", async () => {
    const outside = await scratchFolder("outside");
    await symlink(outside, join(root, "archive"));
    await writeFile(join(root, CALLS), `${rawCall()}\n`);
    await expect(archiveTelemetry(root, [CALLS], NOW_MS)).rejects.toThrow(ArchiveRefusedError);
    expect(await readdir(outside)).toEqual([]);
    expect(existsSync(join(root, CALLS))).toBe(true);
  });

  it("loses no line of a process that writes meanwhile", { timeout: 30_000 }, async () => {
    await writeFile(join(root, CALLS), "");
    const writing = inSecondProcess(APPEND_CALLS, [join(root, CALLS), "w", "5000"]);
    const writer = { isDone: false };
    void writing.finally(() => (writer.isDone = true));
    const archives: string[] = [];
    for (let n = 0; !writer.isDone || n < 2; n++) {
      if (existsSync(join(root, CALLS))) {
        const { files } = await archiveTelemetry(root, [CALLS], NOW_MS + n);
        archives.push(...files.map((file) => file.archivedPath));
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
    await writing;
    const rest = existsSync(join(root, CALLS)) ? [join(root, CALLS)] : [];
    const texts = await Promise.all([...archives, ...rest].map((path) => readFile(path, "utf8")));
    const ids = texts
      .flatMap((text) => text.split("\n").filter(Boolean))
      .map((text) => String(JSON.parse(text).call_id));
    expect(archives.length).toBeGreaterThan(1);
    expect(ids.toSorted()).toEqual(Array.from({ length: 5_000 }, (_, n) => `w-${n}`).toSorted());
  });

  it("empties a live source, which then shows what is new", async () => {
    await writeFile(join(root, CALLS), `${rawCall()}\n`);
    const source = await startedSource(root);
    await archiveTelemetry(root, [CALLS], NOW_MS);
    await until(source, () => source.dataset.calls.count === 0);
    await inSecondProcess(APPEND_CALLS, [join(root, CALLS), "new", "1"]);
    await until(source, () => source.dataset.calls.count === 1);
    expect(source.dataset.calls.callId(0)).toBe("new-0");
  });
});
