import { appendFile, cp, mkdir, readFile, rename, rm, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { beforeEach, describe, expect, it } from "vitest";

import { computeStats } from "../../../src/core/rollup/compute-stats.ts";
import { aggregatesOf } from "../../../src/core/rollup/cube/aggregates.ts";
import { Dataset } from "../../../src/core/store/dataset.ts";
import type { TelemetryDataset } from "../../../src/core/store/tables.ts";
import { rawCall, rawRouting, rawRun, rawTwinPair } from "../../fixtures/raw-lines.ts";
import { callIds, figuresOf } from "./dataset-figures.ts";
import { scratchFolder } from "./scratch.ts";
import { aQuery } from "../rollup/support/scenario.ts";
import { sourceOn, until } from "./source-fixture.ts";
import { coldFigures, readAndEnd, startedAgain, type Restarts } from "./snapshot-fixture.ts";

const line = (id: string): string => `${rawCall({ call_id: id })}\n`;
const many = (count: number, prefix = "a"): string =>
  Array.from({ length: count }, (_unused, n) => line(`${prefix}-${n}`)).join("");

let place: Restarts & { readonly calls: string; readonly runs: string };

beforeEach(async () => {
  const base = await scratchFolder("work");
  const folder = join(base, ".empathy");
  await mkdir(folder);
  place = {
    folder,
    snapshotDir: join(folder, "monitor"),
    calls: join(folder, "llm_calls.jsonl"),
    runs: join(folder, "workflow_runs.jsonl"),
  };
});

/** Starts again and says how, after comparing with a reading of everything. */
async function restart(over: Partial<Restarts> = {}): Promise<"warm" | "cold"> {
  const source = await startedAgain({ ...place, ...over });
  expect(figuresOf(source.dataset)).toEqual(await coldFigures(place.folder));
  expect(source.state.overall).toBe("ready");
  // What may be wrong is not shown, not even for a moment.
  expect(source.generation).toBe(1);
  expect(source.state.files.map(({ cutAtMs }) => cutAtMs).filter((atMs) => atMs !== null)).toEqual([]);
  return source.resumedBytes > 0 ? "warm" : "cold";
}

describe("a start after a snapshot", () => {
  it("goes on where the snapshot ends", async () => {
    await writeFile(place.calls, many(50));
    await writeFile(place.runs, `${rawRun()}\n`);
    await readAndEnd(place);
    expect(await restart()).toBe("warm");
  });

  describe("tells sums before it has read a row", () => {
    // On the day of the lines.
    const now = (): number => Date.UTC(2026, 1, 1, 20);
    const today = { fromMs: Date.UTC(2026, 1, 1), toMs: Date.UTC(2026, 1, 2) };
    const query = aQuery({ nowMs: now(), window: today });

    /** What every surface can show without a row. */
    function sumsOf(dataset: TelemetryDataset): unknown {
      const { calls, runs } = computeStats(dataset, query);
      const { latencyMs: _latencies, ...ofCalls } = calls;
      return { ofCalls, ofRuns: [runs.count, runs.costUsd, runs.byTier, runs.byDay] };
    }

    /** What a start says of the sums of a snapshot, while it goes on from it. */
    async function toldAtStart(clock: () => number = now): Promise<unknown> {
      const told: unknown[] = [];
      const source = sourceOn(place.folder, {
        snapshotDir: place.snapshotDir,
        snapshotTuning: { policy: { minBytes: Infinity } },
        now: clock,
      });
      source.onDidChange(() => {
        const sums = source.savedSums;
        if (sums !== null) told.push(aggregatesOf(sums).answers(query) ? sumsOf(sums) : "none");
      });
      await source.start();
      expect([source.resumedBytes > 0, source.savedSums]).toEqual([true, null]);
      return told[0];
    }

    beforeEach(async () => {
      await writeFile(place.calls, many(50));
      await writeFile(place.runs, `${rawRun()}\n`);
    });

    it("where somebody has asked for them", async () => {
      await readAndEnd({ ...place, options: { now }, onChange: (dataset) => void sumsOf(dataset) });
      const told = await toldAtStart();
      expect(told).toMatchObject({ ofCalls: { count: 50 } });
      expect(told).toEqual(sumsOf((await startedAgain({ ...place, options: { now } })).dataset));
    });

    it("but none where records of the day are archived", async () => {
      const calls: [] = [];
      const day = { day: "2026-02-01", timeZone: "UTC", calls, runs: calls, stages: calls };
      await readAndEnd({
        ...place,
        options: { now },
        onChange: (dataset) => {
          if (dataset instanceof Dataset) dataset.setArchivedDays({ days: [day], damaged: [] });
          sumsOf(dataset);
        },
      });
      expect(await toldAtStart()).toBe("none");
    });

    it("but none of days long gone", async () => {
      await readAndEnd({ ...place, onChange: (dataset) => void sumsOf(dataset) });
      expect(await toldAtStart(() => Date.now())).toBe("none");
    });

    it("and says so where nobody has", async () => {
      await readAndEnd({ ...place, options: { now } });
      expect(await toldAtStart()).toBe("none");
    });
  });

  it("reads what was appended to files, and files of another kind that came, while it was closed", async () => {
    await writeFile(place.calls, many(50));
    await readAndEnd(place);
    await appendFile(place.calls, many(3, "b"));
    await writeFile(place.runs, `${rawRun()}\n`);
    expect(await restart()).toBe("warm");
  });

  it("merges twins and folds routing across it", async () => {
    const [first, second] = rawTwinPair({}, { runId: "run-1" });
    await writeFile(place.calls, `${first}\n`);
    await writeFile(
      join(place.folder, "task_routing.jsonl"),
      `${rawRouting("run-1", { status: "running" })}\n`,
    );
    await readAndEnd(place);
    await appendFile(place.calls, `${second}\n`);
    await appendFile(
      join(place.folder, "task_routing.jsonl"),
      `${rawRouting("run-1", { status: "failed" })}\n`,
    );
    const source = await startedAgain(place);
    expect(source.resumedBytes).toBeGreaterThan(0);
    expect(source.dataset.twinsMerged).toBe(1);
    expect(source.dataset.routingOfRun("run-1")?.status).toBe("failed");
  });

  it("goes on within a line", async () => {
    const text = many(20);
    await writeFile(place.calls, text.slice(0, -100));
    await readAndEnd(place);
    await appendFile(place.calls, `${text.slice(-100)}${line("b")}`);
    expect(await restart()).toBe("warm");
  });

  it("goes on living: later lines show, later snapshots follow", async () => {
    await writeFile(place.calls, many(20));
    await readAndEnd(place);
    await appendFile(place.calls, many(20, "b"));
    await readAndEnd(place);
    const source = await startedAgain(place);
    expect(source.resumedBytes).toBe((await readFile(place.calls)).byteLength);
    await appendFile(place.calls, line("c"));
    await until(source, () => source.dataset.calls.count === 41);
    await writeFile(place.calls, line("d"));
    await until(source, () => callIds(source.dataset).join() === "d");
  });

  it("goes on beside a copy that came of a file", async () => {
    await writeFile(place.calls, many(20));
    await readAndEnd(place);
    await cp(place.calls, `${place.calls}.1`);
    await appendFile(place.calls, line("b"));
    expect(await restart()).toBe("warm");
  });

  it("reads several roots as they were", async () => {
    const other = join(place.folder, "..", ".attune");
    await mkdir(other);
    await writeFile(place.calls, many(5));
    await writeFile(join(other, "llm_calls.jsonl"), many(7, "b"));
    const roots = [place.folder, other].map((path, rootId) => ({
      rootId,
      path,
      label: `root-${rootId}`,
      project: null,
    }));
    await readAndEnd({ ...place, options: { roots } });
    await appendFile(join(other, "llm_calls.jsonl"), line("c"));
    const source = await startedAgain({ ...place, options: { roots } });
    expect(source.resumedBytes).toBeGreaterThan(0);
    expect(source.dataset.calls.count).toBe(13);
    expect(source.pathOf(1)).toBe(join(other, "llm_calls.jsonl"));
    expect((await startedAgain(place)).resumedBytes).toBe(0);
  });
});

describe("a start after a snapshot reads everything again when", () => {
  const grown = async (): Promise<void> => {
    await writeFile(place.calls, many(50));
    await readAndEnd(place);
  };

  it.each<[string, () => Promise<void>]>([
    ["a file was cut", () => writeFile(place.calls, many(49))],
    ["a file was cut and grew beyond where it was", () => writeFile(place.calls, many(200, "b"))],
    [
      "a file was replaced by one of the same size",
      async () => {
        await writeFile(`${place.calls}.new`, many(50, "z"));
        await rename(`${place.calls}.new`, place.calls);
      },
    ],
    [
      "bytes in the middle of a file were overwritten",
      async () => {
        const bytes = await readFile(place.calls);
        bytes.write("sonnat", bytes.indexOf("sonnet", bytes.byteLength / 2));
        await writeFile(place.calls, bytes);
        await utimes(place.calls, new Date(), new Date(Date.now() + 5000));
      },
    ],
    ["a file is gone", () => rm(place.calls)],
    [
      "a file was rotated away",
      async () => {
        await rename(place.calls, `${place.calls}.1`);
        await writeFile(place.calls, line("b"));
      },
    ],
    ["a rotated file came", () => writeFile(`${place.calls}.1`, many(3, "old"))],
  ])("%s", async (_what, change) => {
    await grown();
    await writeFile(place.runs, `${rawRun()}\n`);
    await readAndEnd(place);
    await change();
    expect(await restart()).toBe("cold");
  });

  it("times are read in another zone", async () => {
    await grown();
    const source = await startedAgain({ ...place, options: { naiveTimeZone: "Asia/Tokyo" } });
    expect(source.resumedBytes).toBe(0);
    expect((await startedAgain(place)).resumedBytes).toBeGreaterThan(0);
  });

  it("the clock stands before the snapshot", async () => {
    await grown();
    const source = await startedAgain({ ...place, options: { now: () => Date.now() - 3_600_000 } });
    expect(source.resumedBytes).toBe(0);
  });

  it("a record was dated ahead of the clock more than a day ago", async () => {
    await writeFile(place.calls, `${rawCall({ timestamp: "2026-05-03T12:00:00" })}\n${many(5)}`);
    const at = (iso: string) => ({ ...place, options: { now: () => Date.parse(iso) } });
    await readAndEnd(at("2026-05-01T00:00:00Z"));
    const soon = await startedAgain(at("2026-05-01T12:00:00Z"));
    expect([soon.resumedBytes > 0, Number.isNaN(soon.dataset.calls.atMs(0))]).toEqual([true, true]);
    // Going on from it does not make its judgement any younger.
    await appendFile(place.calls, line("b"));
    await readAndEnd(at("2026-05-01T12:00:00Z"));
    const later = await startedAgain(at("2026-05-02T12:00:00Z"));
    expect([later.resumedBytes, Number.isNaN(later.dataset.calls.atMs(0))]).toEqual([0, false]);
  });
});
