import { appendFile, mkdir, readFile, rename, rm, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import type { TelemetryFs } from "../../../../src/node/telemetry-fs.ts";
import { nodeFs } from "../../../../src/node/telemetry-fs.ts";
import type { TelemetrySource } from "../../../../src/node/telemetry-source.ts";
import { callIds } from "../dataset-figures.ts";
import { scratchFolder } from "../scratch.ts";
import { inSecondProcess, secondProcess } from "../second-process.ts";
import { startedSource, until } from "../source-fixture.ts";
import { faultRow } from "./fault-rows.ts";
import { CountingFs } from "./counting-fs.ts";
import { line, liveFolder, shows, WAYS } from "./live-folder.ts";

const folder = liveFolder();
const REPLACES = 1_000;
const MEGABYTE = 1024 * 1024;

faultRow("identity", () => {
  it("takes a file with the number of the one that was deleted for another one", async () => {
    await writeFile(folder.calls, line("a") + line("b"));
    const source = await startedSource(folder.root);
    const { ino } = await stat(folder.calls);
    // Where the system gives a number again at once, it is this one; elsewhere the test is the plainer one.
    const reused: TelemetryFs = {
      ...nodeFs,
      stamp: async (path) => ({ ...(await nodeFs.stamp(path)), identity: `1:${ino}` }),
    };
    const other = await startedSource(folder.root, { fs: reused });
    await rm(folder.calls);
    await writeFile(folder.calls, line("c") + line("d") + line("e"));
    for (const each of [source, other]) {
      await each.refresh();
      await shows(each, ["c", "d", "e"]);
    }
  });

  it("reads on in a file whose number alone has changed", async () => {
    await writeFile(folder.calls, line("a"));
    let number = 1;
    const renumbering: TelemetryFs = {
      ...nodeFs,
      stamp: async (path) => ({ ...(await nodeFs.stamp(path)), identity: `1:${number}` }),
      open: async (path) => {
        const file = await nodeFs.open(path);
        return { ...file, stamp: async () => ({ ...(await file.stamp()), identity: `1:${number}` }) };
      },
    };
    const source = await startedSource(folder.root, { fs: renumbering, now: () => Date.now() + 60_000 });
    number += 1;
    await source.refresh();
    await appendFile(folder.calls, line("b"));
    await shows(source, ["a", "b"]);
    expect(source.generation).toBe(1);
  });
});

faultRow("tiny-file", () => {
  it.each(WAYS)("shows the first record of a new file, by %s", async (_way, options) => {
    const source = await startedSource(folder.root, options);
    await inSecondProcess("fs.writeFileSync(args[0], args[1])", [folder.calls, '{"call_id":"a"}\n']);
    await shows(source, ["a"]);
    await inSecondProcess("fs.appendFileSync(args[0], args[1])", [folder.calls, '{"call_id":"b"}\n']);
    await shows(source, ["a", "b"]);
    expect(source.generation).toBe(1);
  });
});

faultRow("truncate", () => {
  describe.each(WAYS)("by %s", (_way, options) => {
    it("reads a truncated file anew", async () => {
      await writeFile(folder.calls, line("a") + line("b"));
      const source = await startedSource(folder.root, options);
      await inSecondProcess("fs.truncateSync(args[0], Number(args[1]))", [
        folder.calls,
        String(Buffer.byteLength(line("a"))),
      ]);
      await shows(source, ["a"]);
    });

    it("reads a file anew that was truncated and has grown past the old offset", async () => {
      await writeFile(folder.calls, line("a"));
      const source = await startedSource(folder.root, options);
      await inSecondProcess("fs.writeFileSync(args[0], args[1])", [
        folder.calls,
        line("b") + line("c") + line("d"),
      ]);
      await shows(source, ["b", "c", "d"]);
    });

    it("reads a file anew that begins as before and differs at the old offset", async () => {
      const begin = line("a".repeat(6_000));
      await writeFile(folder.calls, begin + line("b"));
      const source = await startedSource(folder.root, options);
      await inSecondProcess("fs.writeFileSync(args[0], args[1])", [
        folder.calls,
        begin + line("c") + line("d"),
      ]);
      await shows(source, ["a".repeat(6_000), "c", "d"]);
    });
  });
});

faultRow("replace", () => {
  describe.each(WAYS)("by %s", (_way, options) => {
    const start = (): Promise<TelemetrySource> => startedSource(folder.root, options);

    it("follows an atomic replace, and appends to the new file", async () => {
      await writeFile(folder.calls, line("a") + line("b"));
      const source = await start();
      await writeFile(join(folder.root, "new"), line("a") + line("c"));
      await rename(join(folder.root, "new"), folder.calls);
      await shows(source, ["a", "c"]);
      await appendFile(folder.calls, line("d"));
      await shows(source, ["a", "c", "d"]);
    });

    it("follows a file that is deleted and created again", async () => {
      await writeFile(folder.calls, line("a"));
      const source = await start();
      await rm(folder.calls);
      await writeFile(folder.calls, line("b"));
      await shows(source, ["b"]);
      await appendFile(folder.calls, line("c"));
      await shows(source, ["b", "c"]);
    });

    it("lets go of a deleted file's records, and takes the next file of that name", async () => {
      await writeFile(folder.calls, line("a"));
      const source = await start();
      await rm(folder.calls);
      await shows(source, []);
      await until(source, () => source.state.overall === "no-files");
      await writeFile(folder.calls, line("b"));
      await shows(source, ["b"]);
    });

    it("lets go of files that move into the archive folder", async () => {
      await writeFile(folder.calls, line("a"));
      await mkdir(join(folder.root, "archive"));
      const source = await start();
      await rename(folder.calls, join(folder.root, "archive", "llm_calls.jsonl"));
      await appendFile(folder.calls, line("b"));
      await shows(source, ["b"]);
    });

    it("follows a link that is pointed elsewhere", async () => {
      const elsewhere = await scratchFolder("elsewhere");
      await writeFile(join(elsewhere, "one"), line("a"));
      await writeFile(join(elsewhere, "two"), line("b") + line("c"));
      await symlink(join(elsewhere, "one"), folder.calls);
      const source = await start();
      await shows(source, ["a"]);
      await symlink(join(elsewhere, "two"), join(folder.root, "swap"));
      await rename(join(folder.root, "swap"), folder.calls);
      await shows(source, ["b", "c"]);
    });

    it("follows a root that is a link pointed elsewhere", async () => {
      const base = await scratchFolder("linked");
      const [one, two] = [join(base, "one"), join(base, "two")];
      for (const [path, id] of [
        [one, "a"],
        [two, "b"],
      ] as const) {
        await mkdir(path);
        await writeFile(join(path, "llm_calls.jsonl"), line(id));
      }
      folder.root = join(base, ".empathy");
      await symlink(one, folder.root);
      const source = await start();
      await shows(source, ["a"]);
      await symlink(two, join(base, "swap"));
      await rename(join(base, "swap"), folder.root);
      await shows(source, ["b"]);
      await appendFile(join(two, "llm_calls.jsonl"), line("c"));
      await shows(source, ["b", "c"]);
    });

    it("follows a folder that is deleted and created again", async () => {
      await writeFile(folder.calls, line("a"));
      const source = await start();
      await rm(folder.root, { recursive: true });
      await shows(source, []);
      await mkdir(folder.root);
      await writeFile(folder.calls, line("b"));
      await shows(source, ["b"]);
      await appendFile(folder.calls, line("c"));
      await shows(source, ["b", "c"]);
    });
  });
});

faultRow("overwrite", () => {
  it.each(WAYS)("sees another record of the same length, by %s", async (_way, options) => {
    await writeFile(folder.calls, line("a") + line("b"));
    const source = await startedSource(folder.root, options);
    await inSecondProcess('fs.writeSync(fs.openSync(args[0], "r+"), args[1])', [folder.calls, line("c")]);
    await shows(source, ["b", "c"]);
  });

  it.each(WAYS)("sees one in the middle, with both ends as they were, by %s", async (_way, options) => {
    const end = line("e".repeat(6_000));
    await writeFile(folder.calls, end + line("a") + end);
    const source = await startedSource(folder.root, options);
    const script = 'fs.writeSync(fs.openSync(args[0], "r+"), args[1], Number(args[2]))';
    await inSecondProcess(script, [folder.calls, line("b"), String(Buffer.byteLength(end))]);
    await until(source, () => callIds(source.dataset).includes("b"));
    expect(callIds(source.dataset)).not.toContain("a");
  });
});

faultRow("thousand-replaces", () => {
  /** Replaces the file by one of 40 records for each line heard, then says so; the last is one more record. */
  const REPLACE = `const [path, count, text] = args;
    for (let n = 1; n <= Number(count); n++) {
      hear();
      const lines = Array.from({ length: 40 }, (_, at) => text.replace("ID", n + "-" + at)).join("");
      fs.writeFileSync(path + ".tmp", lines);
      fs.renameSync(path + ".tmp", path);
      say(String(n));
    }
    fs.appendFileSync(path, text.replace("ID", "last"));`;

  it("ends in the last content, each replace having fallen into a read", async () => {
    await writeFile(folder.calls, line("start").repeat(40));
    const fs = new CountingFs();
    const writer = secondProcess(REPLACE, [folder.calls, String(REPLACES), line("ID")]);
    let replaces = 0;
    fs.beforeRead = async (position) => {
      if (position === 0 || replaces === REPLACES) return;
      replaces += 1;
      writer.tell("replace");
      await writer.said();
    };
    const faults: unknown[] = [];
    const source = await startedSource(folder.root, {
      fs,
      chunkBytes: 4_096,
      onFault: (error) => faults.push(error),
    });
    await until(source, () => replaces > REPLACES / 10);
    const early = residentBytes();
    await writer.ended();
    const last = Array.from({ length: 40 }, (_, at) => `${REPLACES}-${at}`);
    await shows(source, [...last, "last"]);
    await source.whenIdle();
    const text = await readFile(folder.calls, "utf8");
    expect(text.split("\n").length - 1).toBe(41);
    expect(faults).toEqual([]);
    expect(fs.openHandles).toBe(0);
    expect(source.generation).toBeGreaterThan(REPLACES / 10);
    expect(residentBytes() - early).toBeLessThan(64 * MEGABYTE);
  });

  it("ends in the last content when nobody waits for the reader", async () => {
    await writeFile(folder.calls, line("start"));
    const fs = new CountingFs();
    const source = await startedSource(folder.root, { fs, pollMs: 5 });
    const writer = secondProcess(REPLACE, [folder.calls, String(REPLACES), line("ID")]);
    for (let n = 0; n < REPLACES; n++) writer.tell("replace");
    await writer.ended();
    await shows(source, [...Array.from({ length: 40 }, (_, at) => `${REPLACES}-${at}`), "last"]);
    await source.whenIdle();
    expect(fs.openHandles).toBe(0);
  });
});

function residentBytes(): number {
  globalThis.gc?.();
  return process.memoryUsage().rss;
}
