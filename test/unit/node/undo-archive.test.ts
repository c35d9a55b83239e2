import { existsSync } from "node:fs";
import { appendFile, link, mkdir, readFile, readdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { beforeEach, describe, expect, it } from "vitest";

import { archiveTelemetry } from "../../../src/node/archive.ts";
import { undoArchive } from "../../../src/node/undo-archive.ts";
import { scratchFolder } from "./scratch.ts";
import { APPEND_CALLS, inSecondProcess } from "./second-process.ts";

const CALLS = "llm_calls.jsonl";
const RUNS = "workflow_runs.jsonl";
const NOW_MS = Date.parse("2026-02-01T12:34:56.789Z");
const quickly = { settleMs: 1 };

let root = "";
let calls = "";

beforeEach(async () => {
  root = await scratchFolder(".empathy");
  calls = join(root, CALLS);
});

async function archived(content: string) {
  await writeFile(calls, content);
  return await archiveTelemetry(root, [CALLS], NOW_MS);
}

const read = (path: string): Promise<string> => readFile(path, "utf8");

describe("undoArchive", () => {
  it("moves the files back and leaves no folder of that archive", async () => {
    await writeFile(join(root, RUNS), "runs\n");
    await writeFile(calls, "calls\n");
    const result = await archiveTelemetry(root, [CALLS, RUNS], NOW_MS);
    expect(await undoArchive(result, quickly)).toEqual({ restored: [CALLS, RUNS], failed: [] });
    expect([await read(calls), await read(join(root, RUNS))]).toEqual(["calls\n", "runs\n"]);
    expect(await readdir(join(root, "archive"))).toEqual([]);
  });

  it("puts the archived lines before those written meanwhile", async () => {
    const result = await archived("old 1\nold 2\n");
    await writeFile(calls, "new\n");
    expect(await undoArchive(result, quickly)).toEqual({ restored: [CALLS], failed: [] });
    expect(await read(calls)).toBe("old 1\nold 2\nnew\n");
    expect(await readdir(join(root, "archive"))).toEqual([]);
  });

  it("does not glue the first new line to an unfinished archived one", async () => {
    const result = await archived("old\n{torn");
    await writeFile(calls, "new\n");
    await undoArchive(result, quickly);
    expect(await read(calls)).toBe("old\n{torn\nnew\n");
  });

  it("changes nothing when it is called again", async () => {
    const result = await archived("old\n");
    await writeFile(calls, "new\n");
    await undoArchive(result, quickly);
    expect(await undoArchive(result, quickly)).toEqual({ restored: [CALLS], failed: [] });
    expect(await read(calls)).toBe("old\nnew\n");
  });

  it.each([
    ["before the new lines were moved aside", async () => undefined, "old\nnew\n"],
    [
      "while the parts were being joined",
      async (path: string) => {
        await rename(calls, `${path}.new-001`);
        await writeFile(`${path}.joined`, "old\nne");
      },
      "old\nnew\n",
    ],
    [
      "with new lines aside, and others since",
      async (path: string) => {
        await rename(calls, `${path}.new-001`);
        await writeFile(calls, "newer\n");
      },
      "old\nnew\nnewer\n",
    ],
    [
      "after the lines were back, before it cleaned up",
      async (path: string) => {
        await rename(calls, `${path}.new-001`);
        await writeFile(`${path}.joined`, "old\nnew\n");
        await link(`${path}.joined`, calls);
        await appendFile(calls, "newer\n");
      },
      "old\nnew\nnewer\n",
    ],
  ])("completes an undo that was killed %s", async (_name, crash, expected) => {
    const result = await archived("old\n");
    await writeFile(calls, "new\n");
    await crash(join(result.archivePath, CALLS));
    expect(await undoArchive(result, quickly)).toEqual({ restored: [CALLS], failed: [] });
    expect(await read(calls)).toBe(expected);
    expect(existsSync(join(result.archivePath, `${CALLS}.joined`))).toBe(false);
    expect(await undoArchive(result, quickly)).toMatchObject({ failed: [] });
    expect(await read(calls)).toBe(expected);
  });

  it("completes a plain undo that was killed between its two steps", async () => {
    const result = await archived("old\n");
    await link(join(result.archivePath, CALLS), calls);
    await undoArchive(result, quickly);
    expect(await read(calls)).toBe("old\n");
    expect(existsSync(result.archivePath)).toBe(false);
  });

  it("takes the end of a write into a file that was already moved aside", async () => {
    const result = await archived("old\n");
    await writeFile(calls, "new\n");
    const undoing = undoArchive(result, { settleMs: 500 });
    const aside = join(result.archivePath, `${CALLS}.new-001`);
    while (!existsSync(aside) || !existsSync(calls)) await new Promise((resolve) => setImmediate(resolve));
    await appendFile(aside, "late\n");
    await undoing;
    expect(await read(calls)).toBe("old\nnew\nlate\n");
  });

  it("loses and doubles no line of a process that writes meanwhile", { timeout: 30_000 }, async () => {
    const writing = inSecondProcess(APPEND_CALLS, [calls, "w", "8000"]);
    const writer = { isDone: false };
    void writing.finally(() => (writer.isDone = true));
    let undone = 0;
    for (let n = 0; !writer.isDone; n++) {
      await new Promise((resolve) => setImmediate(resolve));
      if (!existsSync(calls)) continue;
      const result = await archiveTelemetry(root, [CALLS], NOW_MS + n);
      await new Promise((resolve) => setImmediate(resolve));
      const { failed } = await undoArchive(result, { settleMs: 30 });
      expect(failed).toEqual([]);
      undone += 1;
    }
    await writing;
    const ids = (await read(calls))
      .split("\n")
      .filter(Boolean)
      .map((text) => String(JSON.parse(text).call_id));
    expect(undone).toBeGreaterThan(1);
    expect(ids.toSorted()).toEqual(Array.from({ length: 8_000 }, (_, n) => `w-${n}`).toSorted());
  });

  it("leaves everything in the archive where it cannot put it back", async () => {
    const result = await archived("old\n");
    await mkdir(calls);
    const { restored, failed } = await undoArchive(result, quickly);
    expect(restored).toEqual([]);
    expect(failed).toHaveLength(1);
    expect(await read(join(result.archivePath, CALLS))).toBe("old\n");
  });
});
