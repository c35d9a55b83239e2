import { appendFileSync, renameSync, truncateSync, writeFileSync } from "node:fs";
import { mkdtemp, rm, unlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { Generation, LoadProgress } from "../../../src/node/generation.ts";
import type { ScanThread } from "../../../src/node/scan-thread.ts";
import { callLines } from "../../../bench/lib/call-lines.mjs";
import { runLines } from "../../../bench/lib/run-lines.mjs";
import { rawCall } from "../../fixtures/raw-lines.ts";
import { fuzzFile } from "../../fuzz/differential.ts";
import {
  differenceBetween,
  fsWithAfterOpen,
  HERE,
  load,
  openFilesUnder,
  PART_BYTES,
  through,
} from "./large-file-fixture.ts";
import { buildScanBundle, faultyBundle, readyThread } from "./scan-bundle.ts";
import { scratchFolder } from "./scratch.ts";

const CALLS = "llm_calls.jsonl";
const RUNS = "workflow_runs.jsonl";

let bundleFolder = "";
let bundle = "";

beforeAll(async () => {
  bundleFolder = await mkdtemp(join(tmpdir(), "scan-bundle-"));
  bundle = await buildScanBundle(bundleFolder);
});

afterAll(() => rm(bundleFolder, { recursive: true, force: true }));

async function differenceFromHere(root: string): Promise<string | null> {
  const elsewhere = await load(root, { largeFiles: through(await readyThread(bundle)) });
  return differenceBetween(await load(root, { largeFiles: HERE }), elsewhere);
}

async function rootWith(name: string, bytes: string | Uint8Array): Promise<string> {
  const root = await scratchFolder(".empathy");
  await writeFile(join(root, name), bytes);
  return root;
}

const producerCalls = (count: number): string => [...callLines(count)].join("");
const callsIn = (generation: Generation): number => generation.dataset.calls.count;

describe("a large file that a thread scans", { timeout: 60_000 }, () => {
  it.each([
    ["call", CALLS],
    ["run", RUNS],
  ] as const)("gives what reading it here gives, for mutated lines: %s", async (kind, name) => {
    const files = Array.from({ length: 12 }, (_, n) => fuzzFile(kind, 900 + n, 150));
    expect(await differenceFromHere(await rootWith(name, Buffer.concat(files)))).toBeNull();
  });

  it.each([
    ["calls", CALLS, () => producerCalls(6000)],
    ["runs", RUNS, () => [...runLines(1500)].join("")],
    ["calls whose last line has no end yet", CALLS, () => producerCalls(900).slice(0, -100)],
    ["lines of which some are longer than blocks and parts", CALLS, longLines],
    ["blank lines only", CALLS, () => "\n".repeat(60_000)],
    ["one line that never ends", CALLS, () => `{"call_id": "${"x".repeat(300_000)}`],
  ])("gives what reading it here gives, for %s", async (_what, name, text) => {
    expect(await differenceFromHere(await rootWith(name, text()))).toBeNull();
  });

  it("gives the same when the tables of the thread fill up", async () => {
    const lines = [...callLines(18_000)].map((line, n) =>
      line.replace(/"call_id": "[^"]*"/, `"call_id": "call number ${n}"`),
    );
    expect(await differenceFromHere(await rootWith(CALLS, lines.join("")))).toBeNull();
  });

  it("tells how far it has come, each part once", async () => {
    const text = producerCalls(900);
    const root = await rootWith(CALLS, text.slice(0, -100));
    const told: LoadProgress[] = [];
    const onBytes = (_calls: number, progress: LoadProgress): void => void told.push(progress);
    await load(root, { largeFiles: through(await readyThread(bundle)), onBytes });
    const bytes = told.map(({ bytesRead }) => bytesRead);
    expect(told.length).toBeGreaterThan(text.length / PART_BYTES / 2);
    expect(bytes).toEqual(bytes.toSorted((a, b) => a - b));
    expect(told.at(-1)).toEqual({
      bytesRead: text.length - 100,
      bytesTotal: text.length - 100,
      records: 899,
    });
  });

  it("is followed from where the thread stopped", async () => {
    const [text, end] = [producerCalls(900).slice(0, -100), producerCalls(900).slice(-100)];
    const root = await rootWith(CALLS, text);
    const elsewhere = await load(root, { largeFiles: through(await readyThread(bundle)) });
    const generations = [await load(root, { largeFiles: HERE }), elsewhere] as const;
    appendFileSync(join(root, CALLS), `${end}${rawCall()}\n`);
    for (const each of generations) {
      for (const file of each.files) expect(await each.visit(file, true)).toBe("read");
    }
    expect(callsIn(elsewhere)).toBe(901);
    expect(differenceBetween(...generations)).toBeNull();
  });
});

describe("a large file that changes while a thread scans it", () => {
  it("is read up to where it ended before, and the rest at the next look", async () => {
    const root = await rootWith(CALLS, producerCalls(900));
    const appended = (calls: number): void => {
      if (calls === 2) appendFileSync(join(root, CALLS), `${rawCall()}\n`.repeat(50));
    };
    const generation = await load(root, {
      largeFiles: through(await readyThread(bundle)),
      onBytes: appended,
    });
    expect(callsIn(generation)).toBe(900);
    for (const file of generation.files) expect(await generation.visit(file, true)).toBe("read");
    expect(callsIn(generation)).toBe(950);
  });

  it("is known to be cut at the next look", async () => {
    const root = await rootWith(CALLS, producerCalls(3000));
    const cut = (calls: number): void => {
      if (calls === 2) truncateSync(join(root, CALLS), 5000);
    };
    const generation = await load(root, { largeFiles: through(await readyThread(bundle)), onBytes: cut });
    for (const file of generation.files) expect(await generation.visit(file, true)).toBe("reset");
  });

  it("is read to its end when another one takes its place", async () => {
    const root = await rootWith(CALLS, producerCalls(3000));
    const other = join(root, "other");
    writeFileSync(other, `${rawCall()}\n`.repeat(2000));
    const replace = (calls: number): void => {
      if (calls === 2) renameSync(other, join(root, CALLS));
    };
    const generation = await load(root, { largeFiles: through(await readyThread(bundle)), onBytes: replace });
    expect(callsIn(generation)).toBe(3000);
    for (const file of generation.files) expect(await generation.visit(file, true)).toBe("reset");
  });
});

describe("reading here, when the thread cannot", () => {
  it("goes on when the thread finds another file at the path", async () => {
    const text = producerCalls(900);
    const root = await rootWith(CALLS, text);
    const expected = await load(root, { largeFiles: HERE });
    const fs = fsWithAfterOpen(async (path) => {
      await writeFile(`${path}.new`, `${rawCall()}\n`.repeat(2000));
      renameSync(`${path}.new`, path);
    });
    const found = await load(root, { fs, largeFiles: through(await readyThread(bundle)) });
    expect(differenceBetween(expected, found)).toBeNull();
  });

  it("goes on when the thread finds no file", async () => {
    const root = await rootWith(CALLS, producerCalls(900));
    const expected = await load(root, { largeFiles: HERE });
    const fs = fsWithAfterOpen((path) => unlink(path));
    const found = await load(root, { fs, largeFiles: through(await readyThread(bundle)) });
    expect(differenceBetween(expected, found)).toBeNull();
  });

  it.each([
    ["ends", "process.exit(3);", 1],
    ["ends later", "process.exit(3);", 4],
    ["leaves a part out", "return;", 3],
    ["throws", 'throw new Error("planted");', 3],
    ["says that it could not read", 'message = { kind: "done", isRead: false }; transfer = [];', 2],
  ])("goes on when the thread %s", async (_what, action, nth) => {
    const root = await rootWith(CALLS, producerCalls(2000));
    const thread = await readyThread(await faultyBundle(bundle, nth, action));
    const found = await load(root, { largeFiles: through(thread) });
    expect(differenceBetween(await load(root, { largeFiles: HERE }), found)).toBeNull();
    expect(thread.hasEnded).toBe(true);
  });

  it.each([
    ["its bundle is missing", () => readyThread("/nowhere/scan-worker.cjs")],
    ["no thread can be had", () => Promise.resolve(null)],
  ])("reads everything when %s", async (_what, start) => {
    const root = await rootWith(CALLS, producerCalls(900));
    const thread = await start();
    const found = await load(root, { largeFiles: { ...HERE, fromBytes: 1, startThread: () => thread } });
    expect(callsIn(found)).toBe(900);
  });
});

describe("the thread", () => {
  it("is started once for all files of a load, and ended after it", async () => {
    const root = await rootWith(CALLS, producerCalls(900));
    await writeFile(join(root, RUNS), [...runLines(300)].join(""));
    const thread = await readyThread(bundle);
    let starts = 0;
    const startThread = (): ScanThread => {
      starts += 1;
      return thread;
    };
    await load(root, { largeFiles: { ...through(thread), startThread } });
    expect(starts).toBe(1);
    expect(thread.hasEnded).toBe(true);
  });

  it("is not started for a store that is narrowed to a project, which is read record by record", async () => {
    const root = await rootWith(CALLS, producerCalls(900));
    const startThread = (): never => {
      throw new Error("a thread was started");
    };
    const project = { projectNames: ["shop"] };
    const found = await load(root, { project, largeFiles: { ...HERE, fromBytes: 1, startThread } });
    expect(found.files[0]?.scanner.counts.records).toBe(900);
  });

  it("is not started for what is small", async () => {
    const root = await rootWith(CALLS, producerCalls(900));
    const startThread = (): never => {
      throw new Error("a thread was started");
    };
    const found = await load(root, { largeFiles: { ...HERE, fromBytes: 10_000_000, startThread } });
    expect(callsIn(found)).toBe(900);
  });

  it("ends with its handle when the reading is given up", async () => {
    const root = await rootWith(CALLS, producerCalls(3000));
    const abort = new AbortController();
    const thread = await readyThread(bundle);
    const giveUp = (calls: number): void => {
      if (calls === 3) abort.abort();
    };
    const loading = load(root, { signal: abort.signal, largeFiles: through(thread), onBytes: giveUp });
    await expect(loading).rejects.toThrow(/abort/i);
    expect(thread.hasEnded).toBe(true);
    expect(openFilesUnder(root)).toEqual([]);
  });

  it("ends when the reading is given up while nothing comes from it", async () => {
    const root = await rootWith(CALLS, producerCalls(3000));
    const abort = new AbortController();
    const thread = await readyThread(await faultyBundle(bundle, 2, "parts -= 1; return;"));
    const giveUp = (calls: number): void => {
      if (calls === 2) setImmediate(() => abort.abort());
    };
    const loading = load(root, { signal: abort.signal, largeFiles: through(thread), onBytes: giveUp });
    await expect(loading).rejects.toThrow(/abort/i);
    expect(thread.hasEnded).toBe(true);
  });
});

function longLines(): string {
  return [...callLines(40)]
    .map((line, n) =>
      n % 9 === 4 ? line.replace('"session_id": null', `"session_id": "${"s".repeat(n * 9000)}"`) : line,
    )
    .join("");
}
