import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { BreakdownRow } from "../../../../src/core/rollup/breakdown.ts";
import { computeBreakdown } from "../../../../src/core/rollup/compute-breakdown.ts";
import { computeSpark } from "../../../../src/core/rollup/compute-spark.ts";
import { computeStats } from "../../../../src/core/rollup/compute-stats.ts";
import { computeTimeSeries } from "../../../../src/core/rollup/compute-time-series.ts";
import type { Stats } from "../../../../src/core/rollup/stats.ts";
import type { Dataset } from "../../../../src/core/store/dataset.ts";
import { startOfDayMs } from "../../../../src/core/time/zone.ts";
import { aCall, aRun, BASE_AT_MS } from "../../../fixtures/records.ts";
import type { Scenario } from "../support/scenario.ts";
import { aQuery, load, single } from "../support/scenario.ts";
import { dayQuery, daysOf, splitScenario } from "./split.ts";

const DAY_MS = 86_400_000;
const DIMENSIONS = ["workflow", "model", "provider", "tier", "stage"] as const;

/** What is left, with the days of what is gone. */
function withArchived(kept: Scenario, gone: Scenario, timeZone: string): Dataset {
  const dataset = load(kept);
  dataset.setArchivedDays({ days: daysOf(load(gone), timeZone), damaged: [] });
  return dataset;
}

/**
 * Everything but what needs the records themselves: exact times, runs that have no line, and which calls belong to
 * a run of the other part.
 */
function sums({ calls, runs, basis, costUsd }: Stats) {
  const { latencyMs: _latency, linkedToRun: _linked, ...ofCalls } = calls;
  const { durationMs: _duration, running: _running, incomplete: _incomplete, ...ofRuns } = runs;
  return { basis, costUsd, calls: ofCalls, runs: ofRuns };
}

const withoutTimes = (rows: readonly BreakdownRow[]) => rows.map(({ durationMs: _times, ...row }) => row);

describe("figures of days that are archived", { timeout: 30_000 }, () => {
  it("are those of the records, for every range of whole days, in any zone and mode", () => {
    fc.assert(
      fc.property(splitScenario, dayQuery, ({ whole, gone, kept }, asked) => {
        const archived = computeStats(withArchived(kept, gone, asked.timeZone), asked);
        expect(sums(archived)).toEqual(sums(computeStats(load(whole), asked)));
      }),
      { numRuns: 60 },
    );
  });

  it("come with the same estimates of times, whichever records are archived", () => {
    fc.assert(
      fc.property(splitScenario, dayQuery, ({ whole, gone, kept }, asked) => {
        const some = computeStats(withArchived(kept, gone, asked.timeZone), asked).archived;
        const all = computeStats(withArchived({}, whole, asked.timeZone), asked).archived;
        if (some === undefined || all === undefined) return;
        for (const figure of ["latencyMs", "durationMs"] as const) {
          const { mean, ...quantiles } = some[figure];
          expect(quantiles).toEqual({ ...all[figure], mean: undefined });
          expect(mean ?? -1).toBeCloseTo(all[figure].mean ?? -1, 3);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("are broken down like them, with the change against the period before", () => {
    fc.assert(
      fc.property(splitScenario, dayQuery, dayQuery, ({ whole, gone, kept }, asked, before) => {
        const archived = withArchived(kept, gone, asked.timeZone);
        const { toMs } = before.window;
        const previous = { fromMs: null, toMs: toMs === null ? null : startOfDayMs(asked.timeZone, toMs) };
        const all = load(whole);
        for (const basis of ["calls", "runs"] as const) {
          for (const dimension of DIMENSIONS) {
            const rowsOf = (dataset: Dataset) =>
              withoutTimes(computeBreakdown(dataset, asked, basis, dimension, previous));
            expect(rowsOf(archived)).toEqual(rowsOf(all));
          }
        }
      }),
      { numRuns: 50 },
    );
  });

  it("stand in the buckets of a chart, or outside of all", () => {
    fc.assert(
      fc.property(splitScenario, dayQuery, ({ whole, gone, kept }, asked) => {
        const series = (dataset: Dataset) => computeTimeSeries(dataset, asked, "calls", { kind: "30d" });
        const [archived, all] = [series(withArchived(kept, gone, asked.timeZone)), series(load(whole))];
        const total = ({ buckets, outside }: typeof all) =>
          buckets.reduce((sum, { count }) => sum + count, outside.count);
        expect(total(archived)).toBe(total(all));
        if (asked.window.fromMs === null || asked.window.toMs === null) return;
        // Between fixed ends both charts have the same buckets.
        const bars = ({ buckets }: typeof all) => buckets.map(({ hasArchived: _mark, ...bucket }) => bucket);
        expect(bars(archived)).toEqual(bars(all));
      }),
    );
  });
});

describe("an archived day", () => {
  const yesterday = { ...aCall({ atMs: BASE_AT_MS - DAY_MS, latencyMs: 1000 }) };
  const gone = { calls: [single(yesterday)], runs: [aRun({ completedAtMs: BASE_AT_MS - DAY_MS })] };
  const kept = { calls: [single(aCall({ latencyMs: 3000 }))] };
  const dataset = withArchived(kept, gone, "UTC");
  const todayMs = startOfDayMs("UTC", BASE_AT_MS);

  it("is named, with estimates of the times over all", () => {
    const { archived, calls } = computeStats(dataset, aQuery());
    const day = new Date(BASE_AT_MS - DAY_MS).toISOString().slice(0, 10);
    expect(archived).toMatchObject({ days: [day], cutDays: [], calls: 1, runs: 1 });
    expect(archived?.latencyMs).toMatchObject({ mean: 2000, max: 3000 });
    expect(calls.latencyMs).toMatchObject({ mean: 3000, max: 3000 });
  });

  it("is in no figure of a range that cuts it, and is named so", () => {
    const window = { fromMs: todayMs - DAY_MS + 1, toMs: null };
    const { archived, calls } = computeStats(dataset, aQuery({ window }));
    expect(archived).toMatchObject({ days: [], calls: 0, runs: 0 });
    expect(archived?.cutDays).toHaveLength(1);
    expect(calls.count).toBe(1);
  });

  it("is not spoken of where it is out of range, and none is where none is", () => {
    const window = { fromMs: todayMs, toMs: null };
    expect(computeStats(dataset, aQuery({ window }))).not.toHaveProperty("archived");
    expect(computeStats(load(kept), aQuery())).not.toHaveProperty("archived");
  });

  it("marks its bar, and stands outside of bars by the hour", () => {
    const days = computeTimeSeries(dataset, aQuery(), "calls", { kind: "all" });
    expect(days.buckets.map(({ hasArchived }) => hasArchived)).toEqual([true, undefined]);
    const window = { fromMs: todayMs - DAY_MS, toMs: todayMs };
    const hours = computeTimeSeries(dataset, aQuery({ window }), "calls", { kind: "today" });
    expect(hours.outside).toMatchObject({ count: 1, hasArchived: true });
  });

  it("is in the cards' lines", () => {
    const window = { fromMs: todayMs - DAY_MS, toMs: todayMs + DAY_MS };
    const spark = computeSpark(dataset, aQuery({ window, nowMs: todayMs + DAY_MS }), "calls", 2);
    expect(spark.count).toEqual([1, 1]);
    expect(spark.successRate[0]).toBe(1);
  });

  it("keeps its date in whatever zone is shown", () => {
    const [day] = dataset.archivedDays.days;
    const { calls } = computeStats(dataset, aQuery({ timeZone: "Pacific/Kiritimati" }));
    expect(calls.byDay.map(({ key }) => key)).toContain(day?.day);
  });
});
