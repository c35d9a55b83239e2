import { readFile } from "node:fs/promises";

import { expect, it } from "vitest";

import { loadOnce } from "../../../../src/node/load-once.ts";
import { rootFromDir } from "../../../../src/node/roots.ts";
import { callIds, figuresOf } from "../dataset-figures.ts";
import { APPEND_CALLS, inSecondProcess } from "../second-process.ts";
import { startedSource, until } from "../source-fixture.ts";
import { faultRow, faultSeed } from "./fault-rows.ts";
import { liveFolder } from "./live-folder.ts";

const WRITERS = 8;
const RECORDS = 5_000;
const folder = liveFolder();

/** A record of a writer, numbers from a seed, and one write. Arguments: path, prefix, count, seed. */
const TOOLS = `const [path, prefix, count, seed] = args;
  let state = Number(seed) + prefix.charCodeAt(1);
  const random = (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const record = (id, n) => JSON.stringify({ call_id: id, timestamp: "2026-02-01T12:00:0" + (n % 10) + ".250000",
    workflow_name: "writer", model_id: "m", tier: "capable", provider: "p", task_type: "general", step_name: "s",
    input_tokens: 10, estimated_cost: 0.001, latency_ms: 5, success: true, metadata: { n } });
  const file = fs.openSync(path, "a");
  const append = (text) => fs.writeSync(file, text);`;

/** Batches, each alone with the file, in pieces of any size; some leave out the last line break. */
const TORN_IN_TURN = `${TOOLS}
  const lock = path + ".lock";
  const nap = new Int32Array(new SharedArrayBuffer(4));
  const take = () => {
    for (;;) {
      try {
        return fs.mkdirSync(lock);
      } catch (error) {
        if (error.code !== "EEXIST") throw error;
        Atomics.wait(nap, 0, 0, 1);
      }
    }
  };
  for (let n = 0; n < Number(count); ) {
    let text = "";
    for (const end = Math.min(Number(count), n + 100); n < end; n++) text += record(prefix + "-" + n, n) + "\\n";
    if (random(5) === 0) text = text.slice(0, -1);
    take();
    for (let at = 0; at < text.length; ) {
      const size = 1 + random(4000);
      append(text.slice(at, at + size));
      at += size;
    }
    fs.rmdirSync(lock);
  }
  take();
  append("\\n");
  fs.rmdirSync(lock);`;

/** Nobody waits for anybody; one record in twenty comes in two writes, and others may fall between them. */
const TORN_AT_ONCE = `${TOOLS}
  for (let n = 0; n < Number(count); n++) {
    const isTorn = random(20) === 0;
    const text = record((isTorn ? "torn-" : "whole-") + prefix + "-" + n, n) + "\\n";
    const cut = isTorn ? 1 + random(text.length - 2) : text.length;
    append(text.slice(0, cut));
    if (isTorn) append(text.slice(cut));
  }`;

async function write(script: string, seed: number): Promise<void> {
  const writers = Array.from({ length: WRITERS }, (_, n) =>
    inSecondProcess(script, [folder.calls, `w${n}`, String(RECORDS), String(seed)]),
  );
  await Promise.all(writers);
}

function compared(wanted: readonly string[], ids: readonly string[]) {
  const once = new Set(ids);
  return { lost: wanted.filter((id) => !once.has(id)), twice: ids.length - once.size };
}

const allIds = Array.from({ length: WRITERS }, (_w, w) =>
  Array.from({ length: RECORDS }, (_n, n) => `w${w}-${n}`),
).flat();

faultRow("writers", () => {
  it.each([
    ["a watcher's word", 0],
    ["watching and polling", 5],
  ])("lose and double none of 8 x 5,000 records, by %s", async (_way, pollMs) => {
    const source = await startedSource(folder.root, { pollMs });
    await write(APPEND_CALLS, 0);
    await until(source, () => source.dataset.calls.count >= WRITERS * RECORDS);
    await source.refresh();
    expect(callIds(source.dataset).toSorted()).toEqual(allIds.toSorted());
    expect(source.dataset.files()[0]?.counts).toMatchObject({ unreadable: 0, repaired: 0, pendingBytes: 0 });
    // Appends alone are no reason to read a file anew.
    expect(source.generation).toBe(1);
  });

  it("lose and double none of 8 x 5,000 records whose lines are torn and completed, or glued", async () => {
    const seed = faultSeed();
    const source = await startedSource(folder.root, { pollMs: 5 });
    await write(TORN_IN_TURN, seed);
    await source.refresh();
    const ids = callIds(source.dataset);
    expect({ seed, ...compared(allIds, ids) }).toEqual({ seed, lost: [], twice: 0 });
    expect(source.dataset.files()[0]?.counts).toMatchObject({ unreadable: 0, pendingBytes: 0 });
    expect(source.generation).toBe(1);
    // Where records are listed they are in the order of time, then of place; rows stand as they were written.
    const { calls } = source.dataset;
    const places = [...source.dataset.callOrder.get()].map((row) => [calls.atMs(row), calls.byteOffset(row)]);
    const sorted = places.toSorted(([at = 0, offset = 0], [otherAt = 0, other = 0]) =>
      at === otherAt ? offset - other : at - otherAt,
    );
    expect(places).toEqual(sorted);
    expect(calls.atMs(0)).toBeLessThan(calls.atMs(1));
    expect(calls.atMs(10)).toBeLessThan(calls.atMs(1));
  });

  it("lose no whole record beside the pieces of others, and count every piece", async () => {
    const seed = faultSeed();
    const source = await startedSource(folder.root, { pollMs: 5 });
    await write(TORN_AT_ONCE, seed);
    await source.refresh();
    const text = await readFile(folder.calls, "latin1");
    const written = (prefix: string): readonly string[] =>
      [...text.matchAll(new RegExp(`"call_id":"(${prefix}-w\\d-\\d+)"`, "g"))].map(([, id]) => id ?? "");
    const ids = callIds(source.dataset);
    expect({ seed, ...compared(written("whole"), ids) }).toEqual({ seed, lost: [], twice: 0 });
    const { lost } = compared(written("torn"), ids);
    const { problemCount = 0, counts } = source.dataset.files()[0] ?? {};
    expect(lost.length).toBeLessThanOrEqual(problemCount);
    expect(counts).toMatchObject({ records: ids.length, pendingBytes: 0 });
    const once = await loadOnce([rootFromDir(folder.root)], { naiveTimeZone: "UTC", nowMs: Date.now() });
    expect(figuresOf(source.dataset)).toEqual(figuresOf(once.dataset));
  });
});
