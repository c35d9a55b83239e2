import { existsSync, readdirSync, readFileSync } from "node:fs";
import { appendFile, mkdir, readFile, symlink, utimes, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";

import { afterEach, expect, it, vi } from "vitest";

import { exportRecords } from "../../../../src/node/export/export-file.ts";
import { HistoryFiles } from "../../../../src/node/history/history-files.ts";
import { TagStore } from "../../../../src/node/tag-store.ts";
import { rawCall } from "../../../fixtures/raw-lines.ts";
import { TelemetryFolder } from "../../export/telemetry-folder.ts";
import { startedSource } from "../source-fixture.ts";
import { faultRow } from "./fault-rows.ts";
import { line, liveFolder, shows } from "./live-folder.ts";

const disk = vi.hoisted(() => ({ writesLeft: Infinity }));

function take(): void {
  disk.writesLeft -= 1;
  if (disk.writesLeft < 0) throw Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
}

/** A disk that takes so many more writes of new files, also of such that are written as a stream. */
vi.mock("node:fs", async (original) => {
  const real = await original<typeof import("node:fs")>();
  const write = (...given: readonly unknown[]): unknown => {
    const done = given.at(-1);
    try {
      take();
    } catch (error) {
      return typeof done === "function" ? Reflect.apply(done, null, [error]) : undefined;
    }
    return Reflect.apply(real.write, real, given);
  };
  const disked = new Proxy(real, {
    get: (holder, name): unknown => (name === "write" ? write : Reflect.get(holder, name)),
  });
  const createWriteStream: typeof real.createWriteStream = (path, options) =>
    real.createWriteStream(path, { ...Object(options), fs: disked });
  return { ...real, createWriteStream };
});
vi.mock("node:fs/promises", async (original) => {
  const real = await original<typeof import("node:fs/promises")>();
  const open: typeof real.open = async (path, flags, mode) => {
    const handle = await real.open(path, flags, mode);
    if (flags !== "wx") return handle;
    const write = handle.writeFile.bind(handle);
    handle.writeFile = async (data, options) => {
      take();
      await write(data, options);
    };
    return handle;
  };
  return { ...real, open };
});

afterEach(() => {
  disk.writesLeft = Infinity;
});

faultRow("disk-full", () => {
  const folder = liveFolder();
  const exported = (): TelemetryFolder => {
    const made = new TelemetryFolder();
    return made.append("llm_calls.jsonl", ...Array.from({ length: 3_000 }, () => rawCall()));
  };

  it.each([0, 1, 2])("keeps the file that an export was to replace, after %i writes", async (writes) => {
    const made = exported();
    const request = await made.request();
    await writeFile(request.outPath, "before");
    disk.writesLeft = writes;
    expect(await exportRecords(request)).toMatchObject({ ok: false, error: { kind: "no-space" } });
    expect(await readFile(request.outPath, "utf8")).toBe("before");
    expect(readdirSync(made.path).toSorted()).toEqual(["llm_calls.jsonl", "out.txt"]);
    disk.writesLeft = Infinity;
    expect(await exportRecords(request)).toMatchObject({ ok: true });
    expect(readFileSync(request.outPath, "utf8").split("\n")).toHaveLength(3_001);
    made.remove();
  });

  it("removes what a killed export left long ago, and leaves alone what may still be written", async () => {
    const made = exported();
    const request = await made.request();
    const names = [
      ".out.txt.4711-1.tmp",
      ".out.txt.4711-2.tmp",
      ".out.txt.mine.tmp",
      ".other.txt.4711-1.tmp",
    ];
    const old = new Date(Date.now() - 7_200_000);
    for (const name of names) {
      await writeFile(made.file(name), "half");
      if (name !== ".out.txt.4711-2.tmp") await utimes(made.file(name), old, old);
    }
    expect(await exportRecords(request)).toMatchObject({ ok: true });
    expect(readdirSync(made.path).toSorted()).toEqual(
      [...names.slice(1), "llm_calls.jsonl", "out.txt"].toSorted(),
    );
    made.remove();
  });

  it.each([0, 1, 2, 3])(
    "leaves no half of lock, sums, index or compressed file, after %i writes",
    async (writes) => {
      await mkdir(folder.root, { recursive: true });
      await writeFile(folder.calls, line("a"));
      await utimes(folder.calls, 1, 1);
      const place = { rootPath: folder.root, stateFolder: join(folder.root, "monitor") };
      const settings = { timeZone: "UTC", naiveTimeZone: "UTC", nowMs: 7_200_000 };
      const history = new HistoryFiles();
      const archived = await history.archive(folder.root, [basename(folder.calls)], 0);
      const halves = () =>
        readdirSync(folder.root, { recursive: true }).filter((name) => /tmp$|part$|lock$/.test(String(name)));
      const isFull = async (work: () => Promise<{ readonly failed: readonly object[] }>) => {
        disk.writesLeft = writes;
        const outcome = await work().catch((error: unknown) => ({ failed: [Object(error)] }));
        disk.writesLeft = Infinity;
        expect(halves()).toEqual([]);
        return outcome.failed;
      };
      const packing = () => history.upkeep([place], settings);
      expect(await isFull(packing)).toMatchObject([{ code: "ENOSPC" }]);
      expect(await packing()).toMatchObject({ packed: 1, failed: [] });
      const undoing = () => history.undo(archived, place, settings);
      expect(await isFull(undoing)).toHaveLength(1);
      expect((await undoing()).failed).toEqual([]);
      expect(readFileSync(folder.calls, "utf8")).toBe(line("a"));
    },
  );

  it.runIf(existsSync("/dev/full"))("says that a tag could not be written, and gives none", async () => {
    const monitor = join(folder.root, "monitor");
    await mkdir(monitor);
    await symlink("/dev/full", join(monitor, "tags.jsonl"));
    await writeFile(folder.calls, line("a"));
    const source = await startedSource(folder.root);
    const tags = await TagStore.open();
    const change = { op: "add", tag: "mine", records: [{ id: "call:a:0", ownId: "a" }] } as const;
    await expect(tags.change(change, monitor, 0)).rejects.toMatchObject({ code: "ENOSPC" });
    expect(tags.entries).toEqual([]);
    // What is only read goes on.
    await appendFile(folder.calls, line("b"));
    await shows(source, ["a", "b"]);
  });
});
