import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { computeTimeSeries } from "../../../src/core/rollup/compute-time-series.ts";
import type { RangeChoice, TelemetryQuery } from "../../../src/core/rollup/query.ts";
import { resolveRange } from "../../../src/core/rollup/range.ts";
import type { TimeSeries } from "../../../src/core/rollup/time-series.ts";
import { aCall, aRun, uuidOf } from "../../fixtures/records.ts";
import { calls, NOW_MS, runs, ZONES } from "./support/arbitrary.ts";
import * as reference from "./support/reference.ts";
import { aQuery, load, single } from "./support/scenario.ts";

const DAY_MS = 86_400_000;
const YEARS_MS = 400 * DAY_MS;

function series(
  dataset: ReturnType<typeof load>,
  choice: RangeChoice,
  over: Partial<TelemetryQuery> = {},
  basis: "calls" | "runs" = "calls",
): TimeSeries {
  const asked = aQuery({ nowMs: NOW_MS, ...over });
  const window = over.window ?? resolveRange(choice, asked.timeZone, asked.nowMs);
  return computeTimeSeries(dataset, { ...asked, window }, basis, choice);
}

function nanoOf(costUsd: number | null): number {
  return Math.round((costUsd ?? 0) * 1e9);
}

function expectPartition({ buckets }: TimeSeries): void {
  for (const [index, bucket] of buckets.entries()) {
    expect(bucket.toMs).toBeGreaterThan(bucket.fromMs);
    if (index > 0) expect(bucket.fromMs).toBe(buckets[index - 1]?.toMs);
  }
}

const choice = fc.oneof(
  fc.constantFrom("today", "7d", "30d", "all" as const).map((kind): RangeChoice => ({ kind })),
  fc.tuple(fc.nat(700), fc.nat(700)).map(([from, days]): RangeChoice => {
    const dateAt = (day: number) => new Date(Date.UTC(2024, 6, 1) + day * DAY_MS).toISOString().slice(0, 10);
    return { kind: "custom", from: dateAt(from), to: dateAt(from + days) };
  }),
);

describe("computeTimeSeries over 400 days", () => {
  const times = fc.array(fc.tuple(fc.integer({ min: NOW_MS - YEARS_MS, max: NOW_MS }), fc.nat(9e9)), {
    maxLength: 60,
  });

  it("has buckets that follow each other without a gap and sum to the total, in every zone", () => {
    fc.assert(
      fc.property(times, choice, fc.constantFrom(...ZONES), (given, chosen, timeZone) => {
        const window = resolveRange(chosen, timeZone, NOW_MS);
        const result = series(
          load({ calls: given.map(([atMs, costNano]) => single(aCall({ atMs, costNano }))) }),
          chosen,
          { timeZone },
        );
        expectPartition(result);
        const inside = given.filter(([atMs]) => reference.isInWindow(atMs, window, NOW_MS));
        expect(result.outside).toEqual({ count: 0, costUsd: 0 });
        expect(result.buckets.reduce((sum, bucket) => sum + bucket.count, 0)).toBe(inside.length);
        const total = inside.reduce((sum, [, costNano]) => sum + costNano, 0);
        expect(result.buckets.reduce((sum, bucket) => sum + nanoOf(bucket.costUsd), 0)).toBe(total);
        for (const bucket of result.buckets) {
          const held = inside.filter(([atMs]) => atMs >= bucket.fromMs && atMs < bucket.toMs);
          expect([bucket.count, nanoOf(bucket.costUsd)]).toEqual([
            held.length,
            held.reduce((sum, [, costNano]) => sum + costNano, 0),
          ]);
        }
      }),
      { numRuns: 100 },
    );
  });

  it("cuts days where Intl says that the day changes", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ZONES),
        fc.integer({ min: NOW_MS - YEARS_MS, max: NOW_MS + YEARS_MS }),
        (timeZone, nowMs) => {
          const { buckets, unit } = series(load({}), { kind: "30d" }, { timeZone, nowMs });
          expect([unit, buckets.length]).toEqual(["day", 30]);
          const day = (atMs: number) => reference.dayOf(atMs, { timeZone, nowMs: nowMs + YEARS_MS });
          const days = buckets.map((bucket) => day(bucket.fromMs));
          expect(buckets.map((bucket) => day(bucket.toMs - 1))).toEqual(days);
          expect(new Set(days).size).toBe(30);
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe("computeTimeSeries", () => {
  it("counts calls or runs, with or without twins, and what has no usable time outside", () => {
    fc.assert(
      fc.property(
        calls,
        runs,
        fc.boolean(),
        fc.constantFrom(...ZONES),
        (given, ran, mergeTwins, timeZone) => {
          const dataset = load({ calls: given, runs: ran });
          const asked = aQuery({ nowMs: NOW_MS, timeZone, mergeTwins });
          const records = {
            calls: reference.countedCalls(given, asked).map((call) => ({ ...call, timeMs: call.atMs })),
            runs: ran.map((run) => ({ ...run, timeMs: reference.runAtMs(run) })),
          };
          for (const basis of ["calls", "runs"] as const) {
            const result = series(dataset, { kind: "all" }, asked, basis);
            const [out, inside] = [true, false].map((isOut) =>
              records[basis].filter((record) => reference.isOutside(record.timeMs, NOW_MS) === isOut),
            );
            expect(result.outside.count).toBe(out?.length);
            expect(result.outside.costUsd).toBe(reference.usdOf(out?.map((record) => record.costNano) ?? []));
            expect(result.buckets.reduce((sum, bucket) => sum + bucket.count, 0)).toBe(inside?.length);
            const failed = inside?.filter((record) => record.success === false).length;
            expect(result.buckets.reduce((sum, bucket) => sum + bucket.failed, 0)).toBe(failed);
            for (const bucket of result.buckets) {
              const held = inside?.filter(
                ({ timeMs }) => (timeMs ?? 0) >= bucket.fromMs && (timeMs ?? 0) < bucket.toMs,
              );
              expect(bucket.costUsd).toBe(reference.usdOf(held?.map((record) => record.costNano) ?? []));
            }
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  it("has 23, 24 or 25 hours in a day, and every half hour of Lord Howe", () => {
    const hours = (timeZone: string, nowMs: number) =>
      series(load({}), { kind: "today" }, { timeZone, nowMs });
    const count = (timeZone: string, nowMs: number) => hours(timeZone, nowMs).buckets.length;
    expect(count("America/New_York", Date.UTC(2026, 2, 8, 18))).toBe(23);
    expect(count("America/New_York", Date.UTC(2026, 10, 1, 18))).toBe(25);
    expect(count("Asia/Kolkata", NOW_MS)).toBe(24);
    const fold = hours("Australia/Lord_Howe", Date.UTC(2026, 3, 5, 3));
    expectPartition(fold);
    expect(fold.buckets.map((bucket) => (bucket.toMs - bucket.fromMs) / 60_000)).toEqual([
      60,
      90,
      ...Array.from({ length: 22 }, () => 60),
    ]);
    const gap = hours("Australia/Lord_Howe", Date.UTC(2026, 9, 4, 3));
    expectPartition(gap);
    expect(gap.buckets.map((bucket) => (bucket.toMs - bucket.fromMs) / 60_000)).toEqual([
      60,
      60,
      30,
      ...Array.from({ length: 21 }, () => 60),
    ]);
  });

  it("puts an instant on an edge into the bucket that begins there", () => {
    const { fromMs } = resolveRange({ kind: "30d" }, "UTC", NOW_MS);
    // Back and forth, so that each is searched for anew.
    const days = Array.from({ length: 30 }, (_, n) => (n * 11) % 30);
    const dataset = load({
      calls: days.map((day) => single(aCall({ atMs: (fromMs ?? 0) + day * DAY_MS, costNano: day }))),
    });
    const { buckets } = series(dataset, { kind: "30d" });
    expect(buckets.map((bucket) => nanoOf(bucket.costUsd))).toEqual(Array.from({ length: 30 }, (_, n) => n));
  });

  it("takes the unit from the range, then from its length", () => {
    const unit = (from: string, to: string) => series(load({}), { kind: "custom", from, to }).unit;
    expect(unit("2026-01-01", "2026-03-03")).toBe("day"); // 62 days
    expect(unit("2026-01-01", "2026-03-04")).toBe("week");
    expect(unit("2025-01-01", "2026-03-10")).toBe("week"); // 434 days
    expect(unit("2025-01-01", "2026-03-11")).toBe("month");
    expect(series(load({}), { kind: "7d" }).unit).toBe("day");
    expect(series(load({}), { kind: "today" }).unit).toBe("hour");
  });

  it("begins weeks on Mondays and months on their first, clipped to the range", () => {
    const starts = (from: string, to: string) =>
      series(load({}), { kind: "custom", from, to }).buckets.map((bucket) =>
        new Date(bucket.fromMs).toISOString().slice(0, 10),
      );
    expect(starts("2026-01-07", "2026-04-01").slice(0, 3)).toEqual([
      "2026-01-07",
      "2026-01-12",
      "2026-01-19",
    ]);
    expect(starts("2024-11-20", "2026-04-01").slice(0, 4)).toEqual([
      "2024-11-20",
      "2024-12-01",
      "2025-01-01",
      "2025-02-01",
    ]);
  });

  it("stays bounded and complete however absurd the range", () => {
    const times = [Date.UTC(2020, 0, 1), Date.UTC(2022, 5, 5), NOW_MS];
    const dataset = load({ calls: times.map((atMs) => single(aCall({ atMs, costNano: 1 }))) });
    const wide = series(dataset, { kind: "custom", from: "0001-01-01", to: "9999-12-31" });
    const all = series(dataset, { kind: "all" });
    for (const { buckets, unit, outside } of [wide, all]) {
      expect(unit).toBe("month");
      expect(buckets.length).toBe(75);
      expect(buckets.reduce((sum, bucket) => sum + bucket.count, 0) + outside.count).toBe(3);
    }
    const late = Date.UTC(2120, 0, 1);
    const century = load({ calls: [...times, late].map((atMs) => single(aCall({ atMs, costNano: 1 }))) });
    const { buckets } = series(century, { kind: "all" }, { nowMs: late });
    expect(buckets.length).toBeLessThanOrEqual(131);
    expect(buckets.reduce((sum, bucket) => sum + bucket.count, 0)).toBe(4);
  });

  it("has no bucket where nothing says how far they would reach", () => {
    expect(series(load({}), { kind: "all" })).toEqual({
      unit: "day",
      buckets: [],
      outside: { count: 0, costUsd: 0 },
    });
    const timeless = load({ calls: [single(aCall({ atMs: null, costNano: 4 }))] });
    expect(series(timeless, { kind: "all" })).toMatchObject({
      buckets: [],
      outside: { count: 1, costUsd: 4e-9 },
    });
    expect(series(timeless, { kind: "custom", from: "2026-03-09", to: "2026-03-01" }).buckets).toEqual([]);
  });

  it("names the four workflows that cost most in a bucket", () => {
    const costs: readonly (readonly [string | null, number | null])[] = [
      ["a", 5],
      ["b", 9],
      ["a", 5],
      [null, 7],
      ["unknown", null],
      ["z", 3],
      ["c", 3],
      ["d", 1],
    ];
    const dataset = load({
      calls: costs.map(([workflow, costNano]) => single(aCall({ atMs: NOW_MS, workflow, costNano }))),
    });
    const bucket = series(dataset, { kind: "today" }).buckets.find((each) => each.count > 0);
    expect(bucket?.top).toEqual([
      { key: "a", costUsd: 10e-9 },
      { key: "b", costUsd: 9e-9 },
      { key: "(none)", costUsd: 7e-9 },
      { key: "c", costUsd: 3e-9 },
    ]);
  });

  it("marks the bucket that now falls into, and says null where no record reports a cost", () => {
    const dataset = load({ runs: [aRun({ runId: uuidOf(1), completedAtMs: NOW_MS, costNano: null })] });
    const { buckets } = series(dataset, { kind: "7d" }, {}, "runs");
    expect(buckets.map((bucket) => bucket.isPartial)).toEqual([
      false,
      false,
      false,
      false,
      false,
      false,
      true,
    ]);
    expect(buckets.map((bucket) => bucket.costUsd)).toEqual([0, 0, 0, 0, 0, 0, null]);
  });
});
