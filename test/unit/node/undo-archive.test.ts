import { closeSync, existsSync, openSync, readFileSync, readdirSync, writeSync } from "node:fs";
import { appendFile, link, mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { beforeEach, describe, expect, it } from "vitest";

import { archiveTelemetry } from "../../../src/node/archive.ts";
import { undoArchive } from "../../../src/node/undo-archive.ts";
import { scratchFolder } from "./scratch.ts";
import { inSecondProcess } from "./second-process.ts";

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

/** Appends records as fast as it can until a file exists, then tells how many. */
const APPEND_UNTIL = `
  const [path, stop] = args;
  let n = 0;
  for (; !fs.existsSync(stop) || n < 200; n++) {
    const file = fs.openSync(path, "a");
    fs.writeSync(file, JSON.stringify({ call_id: "w-" + n }) + "\\n");
    fs.closeSync(file);
  }
  fs.writeFileSync(stop + ".count", String(n));`;

const idsOf = (text: string): readonly string[] =>
  text
    .split("\n")
    .filter(Boolean)
    .map((line) => String(JSON.parse(line).call_id));

async function waitFor(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

const read = (path: string): Promise<string> => readFile(path, "utf8");

describe("undoArchive", () => {
  it("leaves a rotated file in the archive with one that cannot go back: it may be a copy of it", async () => {
    await writeFile(`${calls}.1`, "calls\n");
    await writeFile(calls, "calls\n");
    const result = await archiveTelemetry(root, [CALLS, `${CALLS}.1`], NOW_MS);
    await mkdir(calls);
    const { restored, failed } = await undoArchive(result, quickly);
    expect([restored, failed.map(({ name }) => name)]).toEqual([[], [CALLS, `${CALLS}.1`]]);
    await rm(calls, { recursive: true });
    expect((await undoArchive(result, quickly)).restored).toEqual([CALLS, `${CALLS}.1`]);
  });

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
    expect(await readdir(result.archivePath)).toEqual([`${CALLS}.kept-001`]);
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
    ["before the new lines were moved aside", async () => undefined, "old\nnew\nnew 2\n"],
    [
      "with the new lines aside, and others since",
      async (path: string) => {
        await rename(calls, `${path}.new-001`);
        await writeFile(calls, "newer\n");
      },
      "old\nnew\nnew 2\nnewer\n",
    ],
    [
      "before the new lines were appended",
      async (path: string) => {
        await rename(calls, `${path}.new-001`);
        await link(path, calls);
        await appendFile(calls, "newer\n");
      },
      "old\nnewer\nnew\nnew 2\n",
    ],
    [
      "when some of the new lines were appended",
      async (path: string) => {
        await rename(calls, `${path}.joining-001`);
        await link(path, calls);
        await appendFile(calls, "new\nnewer\n");
      },
      "old\nnew\nnewer\nnew 2\n",
    ],
    [
      "when all of the new lines were appended",
      async (path: string) => {
        await rename(calls, `${path}.kept-001`);
        await link(path, calls);
        await appendFile(calls, "new\nnew 2\n");
      },
      "old\nnew\nnew 2\n",
    ],
  ])("completes an undo that was killed %s", async (_name, crash, expected) => {
    const result = await archived("old\n");
    await writeFile(calls, "new\nnew 2\n");
    await crash(join(result.archivePath, CALLS));
    for (let n = 0; n < 2; n++) {
      expect(await undoArchive(result, quickly)).toEqual({ restored: [CALLS], failed: [] });
      expect(await read(calls)).toBe(expected);
      expect(existsSync(join(result.archivePath, CALLS))).toBe(false);
    }
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
    await writeFile(calls, "new\nha");
    const undoing = undoArchive(result, { settleMs: 500 });
    const aside = join(result.archivePath, `${CALLS}.joining-001`);
    await waitFor(() => existsSync(aside) && readFileSync(calls, "utf8").includes("new"));
    await appendFile(calls, "newer\n");
    await appendFile(aside, "lf\nlate");
    await undoing;
    expect(await read(calls)).toBe("old\nnew\nnewer\nhalf\nlate\n");
  });

  it("keeps what it moved aside: a stalled process may write into it yet", async () => {
    const result = await archived("old\n");
    const stalled = openSync(calls, "a");
    writeSync(stalled, "new\n");
    await undoArchive(result, quickly);
    writeSync(stalled, "very late\n");
    closeSync(stalled);
    expect(await read(calls)).toBe("old\nnew\n");
    expect(await read(join(result.archivePath, `${CALLS}.kept-001`))).toBe("new\nvery late\n");
  });

  it("shows what a process that stalled since before the archive writes at last", async () => {
    await writeFile(calls, "old\n");
    const stalled = openSync(calls, "a");
    const result = await archiveTelemetry(root, [CALLS], NOW_MS);
    await writeFile(calls, "new\n");
    await undoArchive(result, quickly);
    writeSync(stalled, "very late\n");
    closeSync(stalled);
    expect(await read(calls)).toBe("old\nnew\nvery late\n");
  });

  it("appends more new lines than fit in one block", async () => {
    const result = await archived("old\n");
    const lines = Array.from({ length: 200_000 }, (_, n) => `new ${n}\n`).join("");
    await writeFile(calls, lines);
    await undoArchive(result, quickly);
    expect((await read(calls)) === `old\n${lines}`).toBe(true);
  });

  it("loses and doubles no line of a process that writes meanwhile", { timeout: 30_000 }, async () => {
    const stop = join(root, "stop");
    const writing = inSecondProcess(APPEND_UNTIL, [calls, stop]);
    const folders: string[] = [];
    for (let n = 0; n < 8; n++) {
      await waitFor(() => existsSync(calls));
      const result = await archiveTelemetry(root, [CALLS], NOW_MS + n);
      if (n % 2 === 0) await waitFor(() => existsSync(calls));
      expect((await undoArchive(result, { settleMs: 30 })).failed).toEqual([]);
      folders.push(result.archivePath);
    }
    await writeFile(stop, "");
    await writing;
    const ids = idsOf(await read(calls));
    expect(new Set(ids).size).toBe(ids.length);
    const kept = folders
      .filter((path) => existsSync(path))
      .flatMap((path) => readdirSync(path).map((name) => join(path, name)));
    expect(kept.every((path) => path.includes(".kept-"))).toBe(true);
    const everywhere = new Set([...ids, ...kept.flatMap((path) => idsOf(readFileSync(path, "utf8")))]);
    const count = Number(await read(`${stop}.count`));
    expect(count).toBeGreaterThan(100);
    expect(everywhere.size).toBe(count);
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
