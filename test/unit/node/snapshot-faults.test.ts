import { existsSync } from "node:fs";
import { appendFile, mkdir, open, readdir, readFile, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";

import * as fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";

import type { SnapshotFs } from "../../../src/node/snapshot-fs.ts";
import { nodeSnapshotFs, outputOn } from "../../../src/node/snapshot-fs.ts";
import { rawCall, rawRun, rawTwinPair } from "../../fixtures/raw-lines.ts";
import { figuresOf } from "./dataset-figures.ts";
import { scratchFolder } from "./scratch.ts";
import {
  AT_ONCE,
  coldFigures,
  readAndEnd,
  snapshotPath,
  startedAgain,
  type Restarts,
} from "./snapshot-fixture.ts";
import { nextEvent, sourceOn, until } from "./source-fixture.ts";

const line = (id: string): string => `${rawCall({ call_id: id })}\n`;

let place: Restarts & { readonly calls: string };

beforeEach(async () => {
  const folder = await scratchFolder(".empathy");
  const calls = join(folder, "llm_calls.jsonl");
  place = { folder, snapshotDir: join(folder, "monitor"), calls };
  await writeFile(calls, Array.from({ length: 20 }, (_unused, n) => line(`a-${n}`)).join(""));
  await mkdir(join(folder, "monitor"));
  await writeFile(join(folder, "workflow_runs.jsonl"), `${rawRun()}\n`);
});

async function restart(): Promise<"warm" | "cold"> {
  const source = await startedAgain(place);
  expect(figuresOf(source.dataset)).toEqual(await coldFigures(place.folder));
  const way = source.resumedBytes > 0 ? "warm" : "cold";
  source.dispose();
  await source.whenIdle();
  return way;
}

describe("a damaged snapshot", () => {
  it("is left alone when it was cut anywhere, or goes on behind its end", async () => {
    await readAndEnd(place);
    const path = await snapshotPath(place.snapshotDir);
    const bytes = await readFile(path);
    const check = fc.asyncProperty(fc.nat(bytes.byteLength - 1), async (length) => {
      await writeFile(path, bytes.subarray(0, length));
      expect(await restart()).toBe("cold");
    });
    await fc.assert(check, { numRuns: 25, examples: [[0], [63], [64], [bytes.byteLength - 1]] });
  }, 30_000);

  it("never gives other figures with a bit flipped", async () => {
    await readAndEnd(place);
    const path = await snapshotPath(place.snapshotDir);
    const bytes = await readFile(path);
    const check = fc.asyncProperty(fc.nat(bytes.byteLength - 1), fc.nat(7), async (at, bit) => {
      const spoilt = Buffer.from(bytes);
      spoilt[at] = (spoilt[at] ?? 0) ^ (1 << bit);
      await writeFile(path, spoilt);
      // Warm only where the bit stands in a gap.
      await restart();
    });
    await fc.assert(check, {
      numRuns: 40,
      examples: [
        [0, 0],
        [8, 1],
        [70, 3],
      ],
    });
  }, 60_000);

  it("is followed by a whole one", async () => {
    await readAndEnd(place);
    await writeFile(await snapshotPath(place.snapshotDir), "nothing of ours");
    expect(await restart()).toBe("cold");
    await readAndEnd(place);
    expect(await restart()).toBe("warm");
  });
});

/** Fails with the system's code where the test says so. */
function failing(code: string, wanted: "create" | "write" | "sync" | "rename" | "open"): SnapshotFs {
  const fail = (call: string): void => {
    if (call === wanted) throw Object.assign(new Error(`${code}: ${call}`), { code });
  };
  return {
    ...nodeSnapshotFs,
    async open(path) {
      fail("open");
      return nodeSnapshotFs.open(path);
    },
    async create(folder, path) {
      fail("create");
      const output = await nodeSnapshotFs.create(folder, path);
      return {
        async write(pieces) {
          fail("write");
          await output.write(pieces);
        },
        async sync() {
          fail("sync");
          await output.sync();
        },
        close: () => output.close(),
      };
    },
    async rename(from, to) {
      fail("rename");
      await nodeSnapshotFs.rename(from, to);
    },
  };
}

/** Starts a source that writes at once; resolves when it told of a fault. */
async function faultOf(fs: SnapshotFs): Promise<readonly unknown[]> {
  const faults: unknown[] = [];
  let onTold = (): void => undefined;
  const told = new Promise<void>((resolve) => (onTold = resolve));
  const source = sourceOn(place.folder, {
    snapshotDir: place.snapshotDir,
    snapshotTuning: { policy: AT_ONCE, fs },
    onSnapshotFault: (error) => {
      faults.push(error);
      onTold();
    },
  });
  await source.start();
  await told;
  // More to write, which fails like the first.
  await appendFile(place.calls, line("later"));
  await until(source, () => source.dataset.calls.count >= 21);
  await source.whenIdle();
  expect(figuresOf(source.dataset)).toEqual(await coldFigures(place.folder));
  source.dispose();
  await source.whenIdle();
  return faults;
}

describe("a snapshot that cannot be written", () => {
  it.each([
    ["EACCES", "create"],
    ["ENOSPC", "write"],
    ["ENOSPC", "sync"],
    ["EBUSY", "rename"],
  ] as const)("%s of %s: the old one stays, it is told once, and reading goes on", async (code, call) => {
    await readAndEnd(place);
    const before = await readFile(await snapshotPath(place.snapshotDir));
    await appendFile(place.calls, line("b"));
    expect(await faultOf(failing(code, call))).toMatchObject([{ code }]);
    expect(await readdir(place.snapshotDir)).toHaveLength(1);
    expect(Buffer.compare(await readFile(await snapshotPath(place.snapshotDir)), before)).toBe(0);
    expect(await restart()).toBe("warm");
  });

  it.runIf(existsSync("/dev/full"))("on a full disk is given up", async () => {
    const full: SnapshotFs = {
      ...nodeSnapshotFs,
      create: async () => outputOn(await open("/dev/full", "w")),
    };
    expect(await faultOf(full)).toMatchObject([{ code: "ENOSPC" }]);
    expect(await readdir(place.snapshotDir)).toEqual([]);
  });

  it("is told of when it cannot be read, and all is read again", async () => {
    await readAndEnd(place);
    const faults: unknown[] = [];
    const source = await startedAgain({
      ...place,
      snapshotFs: failing("EACCES", "open"),
      options: { onSnapshotFault: (error) => faults.push(error) },
    });
    expect([source.resumedBytes, source.dataset.calls.count]).toEqual([0, 20]);
    expect(faults).toMatchObject([{ code: "EACCES" }]);
  });
});

describe("snapshots", () => {
  it("are not written again when nothing was read since", async () => {
    await readAndEnd(place);
    let written = 0;
    const source = sourceOn(place.folder, {
      snapshotDir: place.snapshotDir,
      snapshotTuning: { policy: AT_ONCE, onWritten: () => (written += 1) },
    });
    await source.start();
    await source.refresh();
    await source.whenIdle();
    expect([source.resumedBytes > 0, written]).toEqual([true, 0]);
  });

  it("are not written of a store that is narrowed to a project", async () => {
    const root = { rootId: 0, path: place.folder, label: "", project: { projectNames: ["p"] } };
    const source = sourceOn(place.folder, {
      roots: [root],
      snapshotDir: place.snapshotDir,
      snapshotTuning: { policy: AT_ONCE },
    });
    await source.start();
    const checked = nextEvent(source, ({ kind }) => kind === "checked");
    await source.refresh();
    await checked;
    await source.whenIdle();
    expect(await readdir(place.snapshotDir)).toEqual([]);
  });

  it("are of one moment, however often they are overtaken by what is appended", async () => {
    // What is appended changes rows that are there: each line is the second twin of one of them.
    const pairs = Array.from({ length: 9 }, (_unused, n) => rawTwinPair({ input_tokens: 7000 + n }));
    await appendFile(place.calls, pairs.map(([first]) => `${first}\n`).join(""));
    let writes = 0;
    let onWritten = (): void => undefined;
    const written = new Promise<void>((resolve) => (onWritten = resolve));
    const overtaken: SnapshotFs = {
      ...nodeSnapshotFs,
      async create(folder, path) {
        const output = await nodeSnapshotFs.create(folder, path);
        return {
          ...output,
          async write(pieces) {
            const { count } = source.dataset.calls;
            await appendFile(place.calls, `${pairs[(writes += 1)]?.[1]}\n`);
            await until(source, () => source.dataset.calls.count > count);
            await output.write(pieces);
          },
        };
      },
    };
    const source = sourceOn(place.folder, {
      snapshotDir: place.snapshotDir,
      snapshotTuning: { policy: AT_ONCE, fs: overtaken, onWritten: () => onWritten() },
    });
    await source.start();
    await written;
    source.dispose();
    await source.whenIdle();
    // Three tries were spoilt and thrown away; the fourth was a copy.
    expect(writes).toBeGreaterThan(3);
    expect(await restart()).toBe("warm");
  });

  it("are whole whenever two windows write them at the same time", async () => {
    const sources = [1, 2].map(() =>
      sourceOn(place.folder, { snapshotDir: place.snapshotDir, snapshotTuning: { policy: AT_ONCE } }),
    );
    await Promise.all(sources.map((source) => source.start()));
    for (let n = 0; n < 10; n++) {
      await appendFile(place.calls, line(`b-${n}`));
      await Promise.all(sources.map((source) => until(source, () => source.dataset.calls.count === 21 + n)));
      const source = await startedAgain(place);
      expect(source.dataset.calls.count).toBe(21 + n);
    }
    await Promise.all(sources.map((source) => source.whenIdle()));
    expect(await restart()).toBe("warm");
  });

  it("do not heap up: drafts of the dead and snapshots of others long gone are removed", async () => {
    const old = new Date(Date.now() - 86_400_000);
    for (const name of [
      "telemetry-1.snapshot.x.draft",
      ...[1, 2, 3, 4, 5].map((n) => `telemetry-${n}.snapshot`),
    ]) {
      await writeFile(join(place.snapshotDir, name), "");
      await utimes(join(place.snapshotDir, name), old, old);
    }
    await writeFile(join(place.snapshotDir, "telemetry-2.snapshot.y.draft"), "");
    await writeFile(join(place.snapshotDir, "tags.jsonl"), "");
    await readAndEnd(place);
    const names = await readdir(place.snapshotDir);
    expect(names.filter((name) => name.endsWith(".snapshot"))).toHaveLength(4);
    expect(names).toContain("telemetry-2.snapshot.y.draft");
    expect(names).not.toContain("telemetry-1.snapshot.x.draft");
    expect(names).toContain("tags.jsonl");
    expect(await restart()).toBe("warm");
  });
});
