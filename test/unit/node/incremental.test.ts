import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { rootFromDir } from "../../../src/node/roots.ts";
import { loadOnce } from "../../../src/node/load-once.ts";
import { TelemetrySource } from "../../../src/node/telemetry-source.ts";
import { rawCall, rawRun, rawTwinPair } from "../../fixtures/raw-lines.ts";
import { figuresOf } from "./dataset-figures.ts";
import { MemoryFs } from "./memory-fs.ts";

const ROOT = "/ws/.empathy";
const NOW_MS = Date.parse("2026-03-01T00:00:00Z");

/** Dirt on purpose: what one reading mends or drops, the other has to mend or drop too. */
const callText = fc.oneof(
  { weight: 6, arbitrary: fc.constant(null).map(() => `${rawCall()}\n`) },
  {
    weight: 3,
    arbitrary: fc.constant(null).map(() => `${rawTwinPair({}, { runId: "run-1" }).join("\n")}\n`),
  },
  fc.constantFrom(
    "\n",
    "  \r\n",
    "{torn\n",
    "\0\0\0\n",
    "[1]\n",
    '{"call_id": "x", "estimated_cost": NaN}\n',
  ),
  fc.constant(null).map(() => `${rawCall()}${rawCall()}\r\n`),
  fc.constant(`{"call_id": "\u2028", "workflow_name": "é"}\n`),
);

const history = fc.record({
  calls: fc.array(callText, { maxLength: 12 }).map((parts) => Buffer.from(parts.join(""))),
  runs: fc
    .array(fc.constantFrom("run-1", "run-2"), { maxLength: 4 })
    .map((ids) => Buffer.from(ids.map((run_id) => `${rawRun({ run_id })}\n`).join(""))),
  steps: fc.array(fc.nat({ max: 900 }), { maxLength: 12 }),
  chunkBytes: fc.integer({ min: 1, max: 700 }),
});

/** Appends both files piece by piece, in turn, with a look after each piece. */
async function tailed(
  fs: MemoryFs,
  files: readonly (readonly [string, Buffer])[],
  steps: readonly number[],
  chunkBytes: number,
) {
  const source = new TelemetrySource({
    roots: [rootFromDir(ROOT)],
    naiveTimeZone: "UTC",
    now: () => NOW_MS,
    pollMs: 0,
    chunkBytes,
    fs,
  });
  await source.start();
  const offsets = files.map(() => 0);
  for (const step of [...steps, Infinity]) {
    for (const [at, [name, bytes]] of files.entries()) {
      const from = offsets[at] ?? 0;
      const to = Math.min(bytes.byteLength, from + step);
      // Writing nothing would be a new time without new bytes, which is an overwrite.
      if (to > from || !fs.files.has(fs.path(name))) fs.append(name, bytes.subarray(from, to));
      offsets[at] = to;
    }
    await source.refresh();
  }
  return source;
}

describe("tailing", () => {
  it("gives the same figures as one reading, however the files grew", async () => {
    const check = fc.asyncProperty(history, async ({ calls, runs, steps, chunkBytes }) => {
      const fs = new MemoryFs(ROOT);
      const files = [
        ["llm_calls.jsonl", calls],
        ["workflow_runs.jsonl", runs],
      ] as const;
      const source = await tailed(fs, files, steps, chunkBytes);
      const once = await loadOnce([rootFromDir(ROOT)], { naiveTimeZone: "UTC", nowMs: NOW_MS, fs });
      expect(figuresOf(source.dataset)).toEqual(figuresOf(once.dataset));
      expect(source.generation).toBe(1);
      source.dispose();
      expect(fs.openHandles).toBe(0);
    });
    await fc.assert(check, { numRuns: 60 });
  }, 30_000);

  it("gives the same figures as one reading after appends, cuts, replaces and rotations in any order", async () => {
    const change = fc.constantFrom(
      "append",
      "cut",
      "replace",
      "rotate",
      "copy",
      "empty",
      "delete",
      "overwrite",
      "nothing",
    );
    const check = fc.asyncProperty(
      fc.array(change, { maxLength: 15 }),
      fc.infiniteStream(fc.boolean()),
      async (changes, looks) => {
        const fs = new MemoryFs(ROOT);
        const source = await tailed(fs, [], [], 333);
        let rotations = 0;
        for (const kind of changes) {
          const name = "llm_calls.jsonl";
          const old = fs.files.get(fs.path(name))?.bytes;
          const fresh = Buffer.from(`${rawCall()}\n${rawCall()}\n`);
          if (kind === "append" || old === undefined) fs.append(name, fresh);
          else if (kind === "cut") fs.overwrite(name, old.subarray(0, old.byteLength / 2));
          else if (kind === "replace") fs.replace(name, fresh);
          else if (kind === "overwrite")
            fs.overwrite(name, Buffer.from(old.toString().replace("sonnet", "sonnat")));
          else if (kind === "delete") fs.remove(name);
          else if (kind === "copy") fs.copy(name, `llm_calls.jsonl.${(rotations += 1)}`);
          else if (kind === "empty") fs.overwrite(name, "");
          else if (kind === "rotate") fs.rename(name, `llm_calls.jsonl.${(rotations += 1)}`);
          if (looks.next().value) await source.refresh();
        }
        await settled(source);
        const once = await loadOnce([rootFromDir(ROOT)], { naiveTimeZone: "UTC", nowMs: NOW_MS, fs });
        expect(figuresOf(source.dataset)).toEqual(figuresOf(once.dataset));
        source.dispose();
      },
    );
    await fc.assert(check, { numRuns: 25 });
  }, 60_000);
});

/** Files that are gone or doubtful are looked at again by themselves: until then, nothing is settled. */
async function settled(source: TelemetrySource): Promise<void> {
  await source.refresh();
  await source.refresh();
  const isOpen = (): boolean => source.state.files.some((file) => file.state === "gone");
  while (isOpen()) {
    await new Promise<void>((resolve) => {
      const listening = source.onDidChange(() => {
        listening.dispose();
        resolve();
      });
    });
  }
}
