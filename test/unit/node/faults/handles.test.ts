import { existsSync, readdirSync, readlinkSync } from "node:fs";
import { appendFile, rename, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { expect, it } from "vitest";

import { startedSource, until } from "../source-fixture.ts";
import { CountingFs } from "./counting-fs.ts";
import { faultRow } from "./fault-rows.ts";
import { line, liveFolder, shows } from "./live-folder.ts";

faultRow("handles", () => {
  const folder = liveFolder();

  it("closes every file after every look, so that its writer may rename and delete it", async () => {
    await writeFile(folder.calls, line("a"));
    await writeFile(join(folder.root, "workflow_runs.jsonl"), "");
    const fs = new CountingFs();
    const source = await startedSource(folder.root, { fs, chunkBytes: 100 });
    const changes: readonly (readonly [() => Promise<void>, readonly string[]])[] = [
      [() => appendFile(folder.calls, line("b")), ["a", "b"]],
      [() => appendFile(folder.calls, "{torn"), ["a", "b"]],
      [() => rename(folder.calls, `${folder.calls}.1`), ["a", "b"]],
      [() => writeFile(folder.calls, line("c")), ["a", "b", "c"]],
      [() => rm(`${folder.calls}.1`), ["c"]],
      [() => truncate(folder.calls), []],
      [() => rm(folder.calls), []],
    ];
    for (const [change, ids] of changes) {
      const before = fs.opened;
      await change();
      await source.refresh();
      await shows(source, ids);
      await source.whenIdle();
      expect(fs.opened).toBeGreaterThan(before);
      expect(fs.openHandles).toBe(0);
    }
  });

  it("closes a file that fails while it is read, and one that is given up", async () => {
    await writeFile(folder.calls, line("a").repeat(50));
    const fs = new CountingFs();
    fs.beforeRead = async (position) => {
      if (position > 0) throw Object.assign(new Error("planted"), { code: "EIO" });
    };
    const source = await startedSource(folder.root, { fs, chunkBytes: 1_000 });
    await until(source, () => source.state.files[0]?.errorCode === "EIO");
    expect(fs.openHandles).toBe(0);
    fs.beforeRead = async () => source.dispose();
    void source.refresh();
    await source.whenIdle();
    expect(fs.openHandles).toBe(0);
  });

  it.runIf(existsSync("/proc/self/fd"))(
    "holds no descriptor of a telemetry file, by the system's word",
    async () => {
      await writeFile(folder.calls, line("a"));
      const source = await startedSource(folder.root);
      await appendFile(folder.calls, line("b"));
      await shows(source, ["a", "b"]);
      await source.whenIdle();
      const open = readdirSync("/proc/self/fd").flatMap((fd) => {
        try {
          return [readlinkSync(`/proc/self/fd/${fd}`)];
        } catch {
          // The descriptor of the listing itself is closed by now.
          return [];
        }
      });
      expect(open.filter((path) => path.startsWith(folder.root))).toEqual([]);
    },
  );
});
