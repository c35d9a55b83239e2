import { appendFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";

import * as fc from "fast-check";
import { expect, it } from "vitest";

import { loadOnce } from "../../../../src/node/load-once.ts";
import { rootFromDir } from "../../../../src/node/roots.ts";
import type { TelemetryFs } from "../../../../src/node/telemetry-fs.ts";
import { nodeFs } from "../../../../src/node/telemetry-fs.ts";
import type { TelemetrySource } from "../../../../src/node/telemetry-source.ts";
import { callIds } from "../dataset-figures.ts";
import { MemoryFs } from "../memory-fs.ts";
import { inSecondProcess, secondProcess } from "../second-process.ts";
import { startedSource, until } from "../source-fixture.ts";
import { faultRow } from "./fault-rows.ts";
import { line, liveFolder, shows, WAYS } from "./live-folder.ts";

const RECORDS = 5_000;
const ROOT = "/ws/.empathy";
const CALLS = "llm_calls.jsonl";
const folder = liveFolder();

/** Calls that counted twice at some event. */
function seenTwice(source: TelemetrySource): ReadonlySet<string> {
  const twice = new Set<string>();
  source.onDidChange(() => {
    const ids = callIds(source.dataset);
    const once = new Set(ids);
    if (once.size === ids.length) return;
    for (const id of ids) if (!once.delete(id)) twice.add(id);
  });
  return twice;
}

/** What one reading of a folder gives. */
async function readOnce(root: string, fs: TelemetryFs = nodeFs): Promise<readonly string[]> {
  const loaded = await loadOnce([rootFromDir(root)], { naiveTimeZone: "UTC", nowMs: Date.now(), fs });
  return callIds(loaded.dataset).toSorted();
}

/** Writes records, and rotates as logrotate does, by rename, where the number of records says so. */
const ROTATE = `const [path, count, text, waits] = args;
  for (let n = 0; n < Number(count); n++) {
    fs.appendFileSync(path, text.replace("ID", n));
    if (n % 700 !== 350) continue;
    for (let age = 8; age > 0; age--)
      if (fs.existsSync(path + "." + age)) fs.renameSync(path + "." + age, path + "." + (age + 1));
    fs.renameSync(path, path + ".1");
    if (waits === "") continue;
    say(String(n));
    hear();
  }`;

faultRow("rotation", () => {
  const all = Array.from({ length: RECORDS }, (_, n) => String(n));

  it.each(WAYS)(
    "loses and doubles none of 5,000 records rotated mid-stream, by %s",
    async (_way, options) => {
      const source = await startedSource(folder.root, options);
      const twice = seenTwice(source);
      await inSecondProcess(ROTATE, [folder.calls, String(RECORDS), line("ID"), ""]);
      await shows(source, all);
      expect(source.dataset.files()).toHaveLength(8);
      expect([...twice]).toEqual([]);
      expect(await readOnce(folder.root)).toEqual(all.toSorted());
    },
  );

  it.each(WAYS)("reads the old file to its end after each rotation, by %s", async (_way, options) => {
    const source = await startedSource(folder.root, options);
    const twice = seenTwice(source);
    const writer = secondProcess(ROTATE, [folder.calls, String(RECORDS), line("ID"), "wait"]);
    for (let rotations = 0; rotations < 7; rotations++) {
      const newest = Number(await writer.said());
      await shows(source, all.slice(0, newest + 1));
      writer.tell("on");
    }
    await writer.ended();
    await shows(source, all);
    expect([...twice]).toEqual([]);
  });

  it.each(["llm_calls.jsonl.1", "llm_calls.2026-02-01.jsonl", "llm_calls.jsonl-20260201"])(
    "follows a rotation to %s, and a writer that keeps its handle",
    async (rotated) => {
      const script = `const [path, to, a, b, c] = args;
        const file = fs.openSync(path, "a");
        fs.writeSync(file, a);
        say("written");
        hear();
        fs.writeSync(file, b);
        fs.renameSync(path, to);
        fs.appendFileSync(path, c);
        say("rotated");
        hear();
        fs.writeSync(file, a.replace('"a"', '"late"'));`;
      const source = await startedSource(folder.root, { pollMs: 0 });
      const lines = [line("a"), line("b"), line("c")];
      const writer = secondProcess(script, [folder.calls, join(folder.root, rotated), ...lines]);
      expect(await writer.said()).toBe("written");
      await shows(source, ["a"]);
      writer.tell("on");
      expect(await writer.said()).toBe("rotated");
      await shows(source, ["a", "b", "c"]);
      writer.tell("on");
      await writer.ended();
      await shows(source, ["a", "b", "c", "late"]);
    },
  );

  it("lists a rotated source of the same spend, and adds it to nothing", async () => {
    await writeFile(join(folder.root, "usage.2026-02-01.jsonl"), '{"ts":"2026-02-01T00:00:00Z","cost":1}\n');
    await writeFile(folder.calls, line("a"));
    const source = await startedSource(folder.root);
    expect(callIds(source.dataset)).toEqual(["a"]);
    expect(source.state.files.map(({ label, state }) => [label, state])).toContainEqual([
      "usage.2026-02-01.jsonl",
      "overlap",
    ]);
  });
});

faultRow("copytruncate", () => {
  const copyPath = (): string => `${folder.calls}.1`;

  it("counts a copy once, from before it is whole until after the cut", async () => {
    await writeFile(folder.calls, line("a") + line("b"));
    const source = await startedSource(folder.root, { pollMs: 5 });
    const twice = seenTwice(source);
    const whole = line("a") + line("b");
    for (const end of [0, 10, line("a").length, whole.length - 1, whole.length]) {
      await writeFile(copyPath(), whole.slice(0, end));
      await source.refresh();
      await shows(source, ["a", "b"]);
      expect(await readOnce(folder.root)).toEqual(["a", "b"]);
    }
    expect(source.state.files.find(({ path }) => path === copyPath())?.state).toBe("overlap");
    await appendFile(folder.calls, line("c"));
    await shows(source, ["a", "b", "c"]);
    await truncate(folder.calls);
    await shows(source, ["a", "b"]);
    expect(source.state.files.find(({ path }) => path === folder.calls)?.cutAtMs).not.toBeNull();
    await appendFile(folder.calls, line("d"));
    await shows(source, ["a", "b", "d"]);
    expect(await readOnce(folder.root)).toEqual(["a", "b", "d"]);
    expect([...twice]).toEqual([]);
  });

  it.each(WAYS)(
    "reads what another process copied and cut, and says that there may be a gap, by %s",
    async (_way, options) => {
      await writeFile(folder.calls, line("a"));
      const source = await startedSource(folder.root, { ...options, now: () => 4_711 });
      expect(source.state.files.map(({ cutAtMs }) => cutAtMs)).toEqual([null]);
      const script = `fs.copyFileSync(args[0], args[0] + ".1"); fs.appendFileSync(args[0], args[1]);
      fs.truncateSync(args[0]); fs.appendFileSync(args[0], args[2])`;
      await inSecondProcess(script, [folder.calls, line("lost"), line("b")]);
      await shows(source, ["a", "b"]);
      const cuts = () => source.state.files.map(({ label, cutAtMs }) => [label, cutAtMs]);
      expect(cuts()).toEqual([
        ["llm_calls.jsonl.1", null],
        ["llm_calls.jsonl", 4_711],
      ]);
      // It was lost whatever else is read anew.
      await source.setNaiveTimeZone("Asia/Tokyo");
      expect(cuts()[1]).toEqual(["llm_calls.jsonl", 4_711]);
    },
  );

  it("speaks of no gap where a file was replaced or appended to", async () => {
    await writeFile(folder.calls, line("a") + line("b"));
    const source = await startedSource(folder.root);
    const script = `fs.appendFileSync(args[0], args[1]); fs.writeFileSync(args[0] + ".new", args[1]);
      fs.renameSync(args[0] + ".new", args[0])`;
    await inSecondProcess(script, [folder.calls, line("c")]);
    await shows(source, ["c"]);
    expect(source.state.files.map(({ cutAtMs }) => cutAtMs)).toEqual([null]);
  });

  it("counts a copy once that gets its first bytes between being looked at and being read", async () => {
    const fs = new MemoryFs(ROOT);
    fs.replace(CALLS, line("a") + line("b"));
    fs.replace(`${CALLS}.1`, "");
    const source = await startedSource(ROOT, { fs });
    const twice = seenTwice(source);
    fs.fault = (call, path) => {
      if (call !== "open" || !path.endsWith(".1")) return null;
      fs.fault = () => null;
      fs.overwrite(`${CALLS}.1`, line("a"));
      return null;
    };
    await source.refresh();
    await source.refresh();
    expect(callIds(source.dataset).toSorted()).toEqual(["a", "b"]);
    expect([...twice]).toEqual([]);
  });

  it.each([
    ["nothing", "", []],
    ["other calls", line("new"), ["new"]],
  ])("counts a copy that holds %s when it comes to be read", async (_what, bytes, expected) => {
    const fs = new MemoryFs(ROOT);
    fs.replace(CALLS, line("a"));
    fs.replace(`${CALLS}.1`, line("a"));
    let opened = 0;
    fs.fault = (call, path) => {
      if (call !== "open" || !path.endsWith(".1")) return null;
      opened += 1;
      // The first one finds that it is a copy, the second one reads it.
      if (opened !== 2) return null;
      fs.overwrite(CALLS, "");
      fs.replace(`${CALLS}.1`, bytes);
      return null;
    };
    const source = await startedSource(ROOT, { fs });
    await source.refresh();
    expect(callIds(source.dataset)).toEqual(expected);
    expect(source.state.files.map(({ state }) => state)).toEqual(["ok", "ok"]);
  });

  it("counts a backup of the file in use once, until they differ", async () => {
    await writeFile(folder.calls, line("a") + line("b"));
    await writeFile(join(folder.root, "llm_calls.2026-02-01.jsonl"), line("a"));
    const source = await startedSource(folder.root);
    await shows(source, ["a", "b"]);
    await appendFile(join(folder.root, "llm_calls.2026-02-01.jsonl"), line("c"));
    await until(source, () => callIds(source.dataset).includes("c"));
    expect(await readOnce(folder.root)).toEqual(callIds(source.dataset).toSorted());
  });

  it("loses and doubles nothing in any order of appends, renames, copies and cuts, whenever is looked", async () => {
    const step = fc.constantFrom("append", "rename", "begin copy", "copy and cut", "look", "look");
    const check = fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      const fs = new MemoryFs(ROOT);
      const source = await startedSource(ROOT, { fs, pollMs: 0 });
      const twice = seenTwice(source);
      const written: string[] = [];
      let rotations = 0;
      for (const name of steps) {
        const bytes = fs.files.get(fs.path(CALLS))?.bytes;
        if (name === "look") await source.refresh();
        else if (name === "append" || bytes === undefined || bytes.byteLength === 0) {
          written.push(`c${written.length}`);
          fs.append(CALLS, line(written.at(-1) ?? ""));
        } else if (name === "rename") fs.rename(CALLS, `${CALLS}.${++rotations}`);
        else if (name === "begin copy") {
          const begun = steps.length % 2 === 0 ? 0 : bytes.byteLength / 3;
          fs.replace(`${CALLS}.${rotations + 1}`, bytes.subarray(0, begun));
        } else {
          fs.replace(`${CALLS}.${++rotations}`, bytes);
          await source.refresh();
          fs.overwrite(CALLS, "");
        }
      }
      await source.refresh();
      await source.refresh();
      // A copy that was begun and left is the beginning of the file, or gives way to the next rotation.
      expect(new Set(callIds(source.dataset))).toEqual(new Set(written));
      expect(await readOnce(ROOT, fs)).toEqual(callIds(source.dataset).toSorted());
      expect([...twice]).toEqual([]);
      source.dispose();
    });
    await fc.assert(check, { numRuns: 40 });
  });
});
