import { appendFile, mkdir, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { computeStats } from "../../../src/core/rollup/compute-stats.ts";
import type { TelemetryDataset } from "../../../src/core/store/tables.ts";
import { loadOnce } from "../../../src/node/load-once.ts";
import { findRoots, rootFromDir } from "../../../src/node/roots.ts";
import type { SourceEvent } from "../../../src/node/source-events.ts";
import { callLines } from "../../../bench/lib/call-lines.mjs";
import { rawCall, rawRun } from "../../fixtures/raw-lines.ts";
import { callIds } from "./dataset-figures.ts";
import { scratchFolder } from "./scratch.ts";
import { APPEND_CALLS, inSecondProcess } from "./second-process.ts";
import { nextEvent, sourceOn, startedSource, until } from "./source-fixture.ts";

const line = (id: string): string => `${rawCall({ call_id: id })}\n`;

async function telemetryRoot(): Promise<{ readonly root: string; readonly calls: string }> {
  const root = await scratchFolder(".empathy");
  return { root, calls: join(root, "llm_calls.jsonl") };
}

describe("TelemetrySource", () => {
  it("shows the first record of a new file, and each one appended by another process", async () => {
    const { root, calls } = await telemetryRoot();
    const source = await startedSource(root);
    expect(source.state.overall).toBe("no-files");
    await inSecondProcess(APPEND_CALLS, [calls, "a", "1"]);
    await until(source, () => source.dataset.calls.count === 1);
    expect(source.state.overall).toBe("ready");
    await inSecondProcess(APPEND_CALLS, [calls, "b", "3"]);
    await until(source, () => source.dataset.calls.count === 4);
    expect(callIds(source.dataset)).toEqual(["a-0", "b-0", "b-1", "b-2"]);
  });

  it("tells of progress, files, changes and the look itself", async () => {
    const { root, calls } = await telemetryRoot();
    await writeFile(calls, line("a").repeat(500));
    const source = sourceOn(root, { chunkBytes: 1_000, now: () => 1_770_000_000_000 });
    const seen: SourceEvent[] = [];
    source.onDidChange((event) => seen.push(event));
    expect(source.state.overall).toBe("loading");
    expect(source.checkedAtMs).toBeNull();
    await source.start();
    expect(seen.map((event) => event.kind)).toEqual(
      expect.arrayContaining(["reset", "progress", "files", "checked"]),
    );
    const bytesTotal = 500 * Buffer.byteLength(line("a"));
    const progress = seen.filter((event) => event.kind === "progress");
    expect(progress.at(-1)).toEqual({ kind: "progress", bytesRead: bytesTotal, bytesTotal, records: 500 });
    expect(source.checkedAtMs).toBe(1_770_000_000_000);
  });

  it("counts the records of a file while it is being read", async () => {
    const { root, calls } = await telemetryRoot();
    await writeFile(calls, line("a").repeat(500));
    const source = sourceOn(root, { chunkBytes: 1_000 });
    const counted: number[] = [];
    source.onDidChange((event) => {
      if (event.kind !== "progress" || source.state.overall !== "loading") return;
      const [file] = source.dataset.files();
      counted.push(file?.counts.records ?? 0);
      expect(source.dataset.calls.count).toBe(event.records);
    });
    await source.start();
    expect(counted[0]).toBeGreaterThan(0);
    expect(counted[0]).toBeLessThan(500);
  });

  it("gives the same figures, whoever has asked for some while it was read", async () => {
    const { root, calls } = await telemetryRoot();
    const nowMs = Date.UTC(2026, 10, 20);
    await writeFile(calls, [...callLines(3000)].join(""));
    const source = sourceOn(root, { chunkBytes: 20_000, now: () => nowMs });
    const figures = (dataset: TelemetryDataset) => {
      const window = { fromMs: null, toMs: nowMs };
      const query = { window, timeZone: "UTC", nowMs, mergeTwins: true, hiddenWorkflows: [] };
      return { stats: computeStats(dataset, query), order: [...dataset.callOrder.get()] };
    };
    let asked = 0;
    source.onDidChange((event) => {
      if (event.kind === "progress" && figures(source.dataset).order.length > 0) asked += 1;
    });
    await source.start();
    expect(asked).toBeGreaterThan(0);
    const { dataset } = await loadOnce([rootFromDir(root)], { naiveTimeZone: "UTC", nowMs });
    expect(figures(source.dataset)).toEqual(figures(dataset));
  });

  it("stays silent when a look finds nothing new", async () => {
    const { root, calls } = await telemetryRoot();
    await writeFile(calls, line("a"));
    const source = await startedSource(root);
    const seen: string[] = [];
    source.onDidChange((event) => seen.push(event.kind));
    await source.refresh();
    expect(seen).toEqual(["checked"]);
  });

  it("takes a line in two halves once, when its end has come", async () => {
    const { root, calls } = await telemetryRoot();
    await writeFile(calls, line("a"));
    const source = await startedSource(root);
    await appendFile(calls, line("b").slice(0, 40));
    await source.refresh();
    expect(callIds(source.dataset)).toEqual(["a"]);
    await appendFile(calls, line("b").slice(40) + line("c").slice(0, -1));
    await until(source, () => source.dataset.calls.count === 2);
    await appendFile(calls, "\n");
    await until(source, () => source.dataset.calls.count === 3);
    expect(callIds(source.dataset)).toEqual(["a", "b", "c"]);
  });

  it("calls an unfinished line pending only after it has stood for 2 s", async () => {
    const { root, calls } = await telemetryRoot();
    const pending = (): number => source.dataset.files()[0]?.counts.pendingBytes ?? -1;
    await writeFile(calls, '{"call_id"');
    const longAgo = new Date(Date.now() - 60_000);
    await utimes(calls, longAgo, longAgo);
    const source = await startedSource(root);
    expect(pending()).toBe(10);
    await appendFile(calls, ': "a');
    await source.refresh();
    expect(pending()).toBe(0);
    await until(source, () => pending() === 14);
  });

  it.each([["a folder"], ["a folder in a folder that is missing too"]])(
    "sees %s created after the start",
    async (name) => {
      const base = await scratchFolder();
      const root = join(base, ...(name === "a folder" ? [] : [".attune"]), "telemetry");
      const source = await startedSource(root, { pollMs: 5 });
      expect(source.state).toMatchObject({
        overall: "no-files",
        roots: [{ state: "absent", isWatched: false }],
      });
      await mkdir(root, { recursive: true });
      await writeFile(join(root, "llm_calls.jsonl"), line("a"));
      await until(source, () => source.dataset.calls.count === 1);
      await until(source, () => source.state.roots[0]?.isWatched === true);
    },
  );

  it("reads a file that is reached by two paths once", async () => {
    const { root, calls } = await telemetryRoot();
    await writeFile(calls, line("a"));
    await writeFile(join(root, "workflow_runs.jsonl"), `${rawRun()}\n`);
    const again = { ...rootFromDir(join(root, "..", ".empathy", "..", ".empathy")), rootId: 1, label: "x" };
    const link = await scratchFolder("links");
    const script = "fs.symlinkSync(args[0], args[1]); fs.linkSync(args[2], args[3])";
    await inSecondProcess(script, [root, join(link, ".attune"), calls, join(link, "llm_calls.jsonl")]);
    const linked = [".attune", "."].map((name, at) => ({
      ...rootFromDir(join(link, name)),
      rootId: 2 + at,
      label: `l${at}`,
    }));
    const source = await startedSource(root, {
      roots: [rootFromDir(root), { ...again, path: `${root}/.` }, ...linked],
    });
    expect(source.dataset.calls.count).toBe(1);
    expect(source.dataset.runs.count).toBe(1);
    await appendFile(calls, line("b"));
    await source.refresh();
    expect(source.dataset.calls.count).toBe(2);
    expect(source.generation).toBe(1);
  });

  it("looks at no sub-folder and no file of another name", async () => {
    const { root } = await telemetryRoot();
    const source = await startedSource(root);
    for (const folder of ["monitor", "archive"]) {
      await mkdir(join(root, folder));
      await writeFile(join(root, folder, "llm_calls.jsonl"), line("a"));
    }
    await writeFile(join(root, "notes.jsonl"), "{}\n");
    await source.refresh();
    expect(source.dataset.files()).toEqual([]);
  });

  it("reads a folder it is given later, and forgets one it is not given any more", async () => {
    const first = await telemetryRoot();
    const second = await telemetryRoot();
    await writeFile(first.calls, line("a"));
    await writeFile(second.calls, line("b"));
    const source = await startedSource(first.root);
    const both = findRoots([
      { path: join(first.root, ".."), label: "one" },
      { path: join(second.root, ".."), label: "two" },
    ]);
    await source.setRoots(both);
    expect(callIds(source.dataset)).toEqual(["a", "b"]);
    expect(source.dataset.files().map(({ file }) => file.label)).toEqual([
      "one/.empathy/llm_calls.jsonl",
      "two/.empathy/llm_calls.jsonl",
    ]);
    await source.setRoots(both.slice(2));
    expect(callIds(source.dataset)).toEqual(["b"]);
    await appendFile(first.calls, line("c"));
    await appendFile(second.calls, line("d"));
    await until(source, () => source.dataset.calls.count === 2);
    expect(callIds(source.dataset)).toEqual(["b", "d"]);
  });

  it("reads naive times in another zone when told, and leaves the same zone alone", async () => {
    const { root, calls } = await telemetryRoot();
    await writeFile(calls, line("a"));
    const source = await startedSource(root);
    const utcMs = source.dataset.calls.atMs(0);
    await source.setNaiveTimeZone("UTC");
    await source.setRoots([rootFromDir(root)]);
    expect(source.generation).toBe(1);
    await source.setNaiveTimeZone("Asia/Tokyo");
    expect(source.generation).toBe(2);
    expect(utcMs - source.dataset.calls.atMs(0)).toBe(9 * 3_600_000);
  });

  it("keeps the old generation readable until the new one is complete", async () => {
    const { root, calls } = await telemetryRoot();
    await writeFile(calls, Array.from({ length: 200 }, (_, n) => line(`a${n}`)).join(""));
    const source = await startedSource(root, { chunkBytes: 500 });
    const counts = new Set<number>();
    source.onDidChange(() => counts.add(source.dataset.calls.count));
    await source.setNaiveTimeZone("Asia/Tokyo");
    expect([...counts]).toEqual([200]);
  });

  it("reads the settings of the last word when several come at once", async () => {
    const { root, calls } = await telemetryRoot();
    await writeFile(calls, line("a").repeat(300));
    const source = sourceOn(root, { chunkBytes: 100 });
    const utcMs = Date.parse("2026-02-01T12:00:00.250Z");
    const waits = [
      source.start(),
      source.setNaiveTimeZone("Asia/Tokyo"),
      source.setNaiveTimeZone("Europe/Berlin"),
    ];
    await nextEvent(source, (event) => event.kind === "progress");
    waits.push(source.setNaiveTimeZone("America/New_York"));
    await Promise.all(waits);
    expect(source.dataset.calls.count).toBe(300);
    expect(source.dataset.calls.atMs(0) - utcMs).toBe(5 * 3_600_000);
  });

  it("keeps the user's tags over a reset", async () => {
    const { root, calls } = await telemetryRoot();
    await writeFile(calls, line("a"));
    const source = await startedSource(root);
    const id = "call:llm_calls.jsonl:0";
    const changed = nextEvent(source, (event) => event.kind === "changed");
    source.setUserTags(new Map([[id, ["slow"]]]));
    await changed;
    await source.setNaiveTimeZone("Asia/Tokyo");
    expect(source.dataset.userTags(id)).toEqual(["slow"]);
  });

  it("finds the path of a file by its id", async () => {
    const { root, calls } = await telemetryRoot();
    await writeFile(calls, line("a"));
    const source = await startedSource(root);
    expect(source.pathOf(source.dataset.calls.fileId(0))).toBe(calls);
    expect(source.pathOf(99)).toBeNull();
  });
});
