import { appendFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { loadOnce } from "../../../src/node/load-once.ts";
import { rootFromDir, rootsFromDirs } from "../../../src/node/roots.ts";
import { rawCall, rawRun, rawTwinPair } from "../../fixtures/raw-lines.ts";
import { callIds, figuresOf } from "./dataset-figures.ts";
import { MemoryFs } from "./memory-fs.ts";
import { scratchFolder } from "./scratch.ts";
import { startedSource } from "./source-fixture.ts";

const options = { naiveTimeZone: "UTC", nowMs: Date.parse("2026-03-01T00:00:00Z") };
const call = (id: string): string => rawCall({ call_id: id });

async function loadCalls(content: string | Buffer) {
  const root = await scratchFolder(".empathy");
  await writeFile(join(root, "llm_calls.jsonl"), content);
  const { dataset } = await loadOnce([rootFromDir(root)], options);
  return { dataset, counts: dataset.files()[0]?.counts, ids: callIds(dataset) };
}

describe("loadOnce", () => {
  it.each([
    [
      "CRLF, blank lines and surrounding space",
      `${call("a")}\r\n\r\n  ${call("b")} \r\n\n`,
      { lines: 2, unreadable: 0, repaired: 0 },
    ],
    ["a byte order mark", `\uFEFF${call("a")}\n${call("b")}\n`, { lines: 2, unreadable: 0, repaired: 0 }],
    [
      "raw U+2028 in a string",
      `${call("a").replace("code-review", "x\u2028y")}\n${call("b")}\n`,
      { lines: 2, unreadable: 0 },
    ],
    ["a NUL hole", `${call("a")}\n\0\0\0\0\n${call("b")}\n`, { lines: 3, unreadable: 1 }],
    ["a torn line", `${call("a")}\n${call("c").slice(0, 50)}\n${call("b")}\n`, { lines: 3, unreadable: 1 }],
    ["glued records", `${call("a")}${call("b")}\n`, { lines: 1, unreadable: 0, repaired: 1 }],
    ["NaN", `${call("a").replace("1200", "NaN")}\n${call("b")}\n`, { lines: 2, unreadable: 0, repaired: 1 }],
    [
      "an unfinished last line",
      `${call("a")}\n${call("b")}\n${call("c")}`,
      { lines: 2, pendingBytes: call("c").length },
    ],
  ])("takes %s", async (_name, content, expected) => {
    const { counts, ids } = await loadCalls(content);
    expect(ids).toEqual(["a", "b"]);
    expect(counts).toMatchObject({ ...expected, records: 2, bytes: Buffer.byteLength(content) });
  });

  it("takes a line longer than a chunk", async () => {
    const { ids } = await loadCalls(
      `${rawCall({ call_id: "a", error_message: "x".repeat(5_000_000) })}\n${call("b")}\n`,
    );
    expect(ids).toEqual(["a", "b"]);
  });

  it("loads an empty file and a file of torn lines without a record", async () => {
    expect(await loadCalls("")).toMatchObject({ counts: { bytes: 0, lines: 0 }, ids: [] });
    expect(await loadCalls("{\n}\n{")).toMatchObject({ counts: { unreadable: 2, pendingBytes: 1 }, ids: [] });
  });

  it("gives the figures of a live source on the same files", async () => {
    const root = await scratchFolder(".empathy");
    await writeFile(
      join(root, "llm_calls.jsonl"),
      `${rawTwinPair({}, { runId: "r" }).join("\n")}\n${call("x")}\n`,
    );
    await writeFile(join(root, "workflow_runs.jsonl"), `${rawRun({ run_id: "r" })}\n{"torn\n`);
    const source = await startedSource(root);
    const { dataset } = await loadOnce([rootFromDir(root)], options);
    expect(figuresOf(dataset)).toEqual(figuresOf(source.dataset));
    expect(dataset.twinsMerged).toBe(1);
  });

  it("merges twins that a rotation has parted", async () => {
    const root = await scratchFolder(".empathy");
    const [first, second] = rawTwinPair({}, { runId: "r" });
    await writeFile(join(root, "llm_calls.jsonl.1"), `${first}\n`);
    await writeFile(join(root, "llm_calls.jsonl"), `${second}\n`);
    const { dataset } = await loadOnce([rootFromDir(root)], options);
    expect(dataset.twinsMerged).toBe(1);
  });

  it("reads the parts of one day in the order in which they were begun", async () => {
    const root = await scratchFolder(".empathy");
    const parts = ["2026-02-01", "2026-02-01.1", "2026-02-01.2", "2026-02-01.10"];
    for (const part of parts) await writeFile(join(root, `llm_calls.${part}.jsonl`), `${call(part)}\n`);
    const { dataset } = await loadOnce([rootFromDir(root)], options);
    expect(dataset.files().map(({ file }) => file.label)).toEqual(
      parts.map((part) => `llm_calls.${part}.jsonl`),
    );
  });

  it("lists overlapping sources and adds nothing of them", async () => {
    const root = await scratchFolder(".empathy");
    await writeFile(join(root, "costs.jsonl"), `${call("a")}\n`);
    const { dataset } = await loadOnce([rootFromDir(root)], options);
    expect(dataset.calls.count).toBe(0);
    expect(dataset.files()).toMatchObject([
      { state: "overlap", file: { label: "costs.jsonl" }, counts: { lines: 1 } },
    ]);
  });

  it("labels files by their folder when there are several, and finds their paths", async () => {
    const base = await scratchFolder();
    const dirs = [join(base, "one"), join(base, "two")];
    const absent = join(base, "none");
    for (const dir of dirs) {
      await mkdir(dir);
      await writeFile(join(dir, "llm_calls.jsonl"), `${call("a")}\n`);
    }
    const loaded = await loadOnce(rootsFromDirs([...dirs, absent]), options);
    const labels = loaded.dataset.files().map(({ file }) => file.label);
    expect(labels).toEqual(dirs.map((dir) => `${dir}/llm_calls.jsonl`));
    expect(loaded.pathOf(1)).toBe(join(base, "two", "llm_calls.jsonl"));
    expect(loaded.absentRoots).toEqual([absent]);
    expect(loaded.unreadableFiles).toEqual([]);
  });

  it("names the files and folders that it could not read", async () => {
    const fs = new MemoryFs("/ws/.empathy");
    fs.replace("llm_calls.jsonl", `${call("a")}\n`);
    fs.replace("workflow_runs.jsonl", `${rawRun()}\n`);
    fs.fault = (kind, path) => (kind === "open" && path.endsWith("llm_calls.jsonl") ? "EACCES" : null);
    const roots = [rootFromDir("/ws/.empathy")];
    const loaded = await loadOnce(roots, { ...options, fs });
    expect(loaded.unreadableFiles).toEqual([{ path: "/ws/.empathy/llm_calls.jsonl", code: "EACCES" }]);
    expect(loaded.dataset.runs.count).toBe(1);
    fs.fault = (kind) => (kind === "list" ? "EPERM" : null);
    expect((await loadOnce(roots, { ...options, fs })).unreadableFiles).toEqual([
      { path: "/ws/.empathy", code: "EPERM" },
    ]);
  });

  it("keeps apart what could not be read and would not be added anyway", async () => {
    const fs = new MemoryFs("/ws/.empathy");
    fs.replace("llm_calls.jsonl", `${call("a")}\n`);
    fs.replace("usage.jsonl", `${call("b")}\n`);
    fs.fault = (kind, path) => (kind === "open" && path.endsWith("usage.jsonl") ? "EACCES" : null);
    const loaded = await loadOnce([rootFromDir("/ws/.empathy")], { ...options, fs });
    expect(loaded.unreadableFiles).toEqual([]);
    expect(loaded.unreadableOverlaps).toEqual([{ path: "/ws/.empathy/usage.jsonl", code: "EACCES" }]);
    expect(loaded.dataset.calls.count).toBe(1);
  });

  it("narrows a shared store to the project", async () => {
    const root = await scratchFolder("telemetry");
    const calls = ["mine", "theirs", "unnamed"].map((run_id) =>
      rawCall({ call_id: run_id, metadata: { run_id } }),
    );
    await writeFile(join(root, "llm_calls.jsonl"), `${calls.join("\n")}\n${call("loose")}\n`);
    const runs = [
      rawRun({ run_id: "mine", project: "Shop" }),
      rawRun({ run_id: "theirs", project: "other" }),
      rawRun({ run_id: "unnamed" }),
    ];
    await writeFile(join(root, "workflow_runs.jsonl"), `${runs.join("\n")}\n`);
    const project = { projectNames: ["shop"] };
    const { dataset } = await loadOnce([{ ...rootFromDir(root), project }], options);
    expect(dataset.runs.count).toBe(2);
    expect(callIds(dataset)).toEqual(["mine", "unnamed"]);
  });

  it("tells of its progress and stops when asked", async () => {
    const root = await scratchFolder(".empathy");
    const path = join(root, "llm_calls.jsonl");
    await writeFile(path, `${call("a")}\n`.repeat(8_000));
    await appendFile(join(root, "workflow_runs.jsonl"), `${rawRun()}\n`);
    const seen: number[] = [];
    await loadOnce([rootFromDir(root)], { ...options, onProgress: ({ records }) => seen.push(records) });
    expect(seen.at(-1)).toBe(8_001);
    expect(seen.length).toBeGreaterThan(3);
    const abort = new AbortController();
    const stopped = loadOnce([rootFromDir(root)], {
      ...options,
      signal: abort.signal,
      onProgress: () => abort.abort(),
    });
    await expect(stopped).rejects.toThrow(/abort/i);
    await expect(loadOnce([rootFromDir(root)], { ...options, signal: abort.signal })).rejects.toThrow(
      /abort/i,
    );
  });
});
