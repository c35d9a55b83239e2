import { appendFile, mkdir, readFile, rename, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { beforeEach, describe, expect, it } from "vitest";

import type { TelemetryFs } from "../../../src/node/telemetry-fs.ts";
import { nodeFs } from "../../../src/node/telemetry-fs.ts";
import type { TelemetrySource } from "../../../src/node/telemetry-source.ts";
import { rawCall } from "../../fixtures/raw-lines.ts";
import { callIds } from "./dataset-figures.ts";
import { scratchFolder } from "./scratch.ts";
import { inSecondProcess } from "./second-process.ts";
import { startedSource, until } from "./source-fixture.ts";

const line = (id: string): string => `${rawCall({ call_id: id })}\n`;

let root = "";
let calls = "";

beforeEach(async () => {
  root = await scratchFolder(".empathy");
  calls = join(root, "llm_calls.jsonl");
});

async function shows(source: TelemetrySource, ids: readonly string[]): Promise<void> {
  const wanted = ids.toSorted().join();
  await until(source, () => callIds(source.dataset).toSorted().join() === wanted);
}

/** As on NFS, in some containers and after an overflow: the watch is there and says nothing. */
const deafFs: TelemetryFs = { ...nodeFs, watch: () => ({ close: () => undefined }) };

/** Watching alone and polling alone both have to find what happened. */
describe.each([
  ["a watcher's word", { pollMs: 0 }],
  ["a poll", { pollMs: 5, fs: deafFs }],
])("a source that goes by %s", (_name, options) => {
  async function start(): Promise<TelemetrySource> {
    const source = await startedSource(root, options);
    expect(source.state.roots[0]?.isWatched).toBe(true);
    return source;
  }

  it("reads a truncated file anew", async () => {
    await writeFile(calls, line("a") + line("b"));
    const source = await start();
    await truncate(calls, Buffer.byteLength(line("a")));
    await shows(source, ["a"]);
  });

  it("reads a file anew that was truncated and has grown past the old offset", async () => {
    await writeFile(calls, line("a"));
    const source = await start();
    await inSecondProcess("fs.writeFileSync(args[0], args[1])", [calls, line("b") + line("c") + line("d")]);
    await shows(source, ["b", "c", "d"]);
  });

  it("survives copytruncate: the copy and the cut file are both read", async () => {
    await writeFile(calls, line("a"));
    const source = await start();
    const script =
      'fs.copyFileSync(args[0], args[0] + ".1"); fs.truncateSync(args[0]); fs.appendFileSync(args[0], args[1])';
    await inSecondProcess(script, [calls, line("b")]);
    await shows(source, ["a", "b"]);
  });

  it.each(["llm_calls.jsonl.1", "llm_calls.2026-02-01.jsonl"])(
    "follows a rotation to %s",
    async (rotated) => {
      await writeFile(calls, line("a"));
      const source = await start();
      const script = `fs.appendFileSync(args[0], args[2]); fs.renameSync(args[0], args[1]);
      fs.appendFileSync(args[0], args[3])`;
      await inSecondProcess(script, [calls, join(root, rotated), line("b"), line("c")]);
      await shows(source, ["a", "b", "c"]);
      await appendFile(calls, line("d"));
      await shows(source, ["a", "b", "c", "d"]);
    },
  );

  it("follows an atomic replace, and appends to the new file", async () => {
    await writeFile(calls, line("a") + line("b"));
    const source = await start();
    await writeFile(join(root, "new"), line("a") + line("c"));
    await rename(join(root, "new"), calls);
    await shows(source, ["a", "c"]);
    await appendFile(calls, line("d"));
    await shows(source, ["a", "c", "d"]);
  });

  it("follows a file that is deleted and created again", async () => {
    await writeFile(calls, line("a"));
    const source = await start();
    await rm(calls);
    await writeFile(calls, line("b"));
    await shows(source, ["b"]);
    await appendFile(calls, line("c"));
    await shows(source, ["b", "c"]);
  });

  it("lets go of a deleted file's records, and takes the next file of that name", async () => {
    await writeFile(calls, line("a"));
    const source = await start();
    await rm(calls);
    await shows(source, []);
    await until(source, () => source.state.overall === "no-files");
    await writeFile(calls, line("b"));
    await shows(source, ["b"]);
  });

  it("lets go of files that move into the archive folder", async () => {
    await writeFile(calls, line("a"));
    await mkdir(join(root, "archive"));
    const source = await start();
    await rename(calls, join(root, "archive", "llm_calls.jsonl"));
    await appendFile(calls, line("b"));
    await shows(source, ["b"]);
  });

  it("sees an in-place overwrite of the same size", async () => {
    await writeFile(calls, line("a"));
    const source = await start();
    await inSecondProcess('fs.writeSync(fs.openSync(args[0], "r+"), args[1])', [calls, line("b")]);
    await shows(source, ["b"]);
  });

  it("follows a link that is pointed elsewhere", async () => {
    const elsewhere = await scratchFolder("elsewhere");
    await writeFile(join(elsewhere, "one"), line("a"));
    await writeFile(join(elsewhere, "two"), line("b") + line("c"));
    await symlink(join(elsewhere, "one"), calls);
    const source = await start();
    await shows(source, ["a"]);
    await symlink(join(elsewhere, "two"), join(root, "swap"));
    await rename(join(root, "swap"), calls);
    await shows(source, ["b", "c"]);
  });

  it("follows a root that is a link pointed elsewhere", async () => {
    const base = await scratchFolder("linked");
    const [one, two] = [join(base, "one"), join(base, "two")];
    for (const [folder, id] of [
      [one, "a"],
      [two, "b"],
    ] as const) {
      await mkdir(folder);
      await writeFile(join(folder, "llm_calls.jsonl"), line(id));
    }
    root = join(base, ".empathy");
    await symlink(one, root);
    const source = await start();
    await shows(source, ["a"]);
    await symlink(two, join(base, "swap"));
    await rename(join(base, "swap"), root);
    await shows(source, ["b"]);
    await appendFile(join(two, "llm_calls.jsonl"), line("c"));
    await shows(source, ["b", "c"]);
  });

  it("follows a folder that is deleted and created again", async () => {
    await writeFile(calls, line("a"));
    const source = await start();
    await rm(root, { recursive: true });
    await shows(source, []);
    await mkdir(root);
    await writeFile(calls, line("b"));
    await shows(source, ["b"]);
    await appendFile(calls, line("c"));
    await shows(source, ["b", "c"]);
  });
});

it("ends in the right records after 1,000 atomic replaces while reading", { timeout: 60_000 }, async () => {
  await writeFile(calls, line("start"));
  const source = await startedSource(root, { pollMs: 5 });
  const script = `for (let n = 1; n <= 1000; n++) {
    const lines = Array.from({ length: 1 + (n % 50) }, (_, at) => args[1].replace("ID", n + "-" + at)).join("");
    fs.writeFileSync(args[0] + ".tmp", lines);
    fs.renameSync(args[0] + ".tmp", args[0]);
  }
  fs.appendFileSync(args[0], args[1].replace("ID", "last"));`;
  await inSecondProcess(script, [calls, line("ID")]);
  await shows(source, ["1000-0", "last"]);
  expect(await readFile(calls, "utf8")).toBe(line("1000-0") + line("last"));
});
