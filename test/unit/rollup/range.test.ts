import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isValidRange, previousWindow, resolveRange } from "../../../src/core/rollup/range.ts";
import { ZONES } from "./support/arbitrary.ts";

const MS_PER_HOUR = 3_600_000;
const NEW_YORK = "America/New_York";

/** Day and time of day by `Intl` alone. */
function wallOf(zone: string, atMs: number): string {
  const options = { timeZone: zone, dateStyle: "short", timeStyle: "medium", hourCycle: "h23" } as const;
  return new Intl.DateTimeFormat("sv-SE", options).format(atMs);
}

function dateBefore(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) - days * 24 * MS_PER_HOUR).toISOString().slice(0, 10);
}

const zone = fc.constantFrom(...ZONES);
const instant = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2027, 11, 31) });

describe("resolveRange", () => {
  it("holds exactly the calendar days of the zone, today last", () => {
    const kind = fc.constantFrom(["today", 1] as const, ["7d", 7] as const, ["30d", 30] as const);
    fc.assert(
      fc.property(kind, zone, instant, ([name, days], timeZone, nowMs) => {
        const { fromMs, toMs } = resolveRange({ kind: name }, timeZone, nowMs);
        const today = wallOf(timeZone, nowMs).slice(0, 10);
        expect(wallOf(timeZone, fromMs ?? NaN).slice(0, 10)).toBe(dateBefore(today, days - 1));
        expect(wallOf(timeZone, (fromMs ?? NaN) - 1).slice(0, 10)).toBe(dateBefore(today, days));
        expect(wallOf(timeZone, (toMs ?? NaN) - 1).slice(0, 10)).toBe(today);
        expect(wallOf(timeZone, toMs ?? NaN).slice(0, 10)).toBe(dateBefore(today, -1));
      }),
      { numRuns: 300 },
    );
  });

  it("has days of 23 and of 25 hours where the clocks change", () => {
    const hours = (nowMs: number) => {
      const { fromMs, toMs } = resolveRange({ kind: "today" }, NEW_YORK, nowMs);
      return ((toMs ?? NaN) - (fromMs ?? NaN)) / MS_PER_HOUR;
    };
    expect(hours(Date.UTC(2026, 2, 8, 18))).toBe(23);
    expect(hours(Date.UTC(2026, 10, 1, 18))).toBe(25);
    expect(hours(Date.UTC(2026, 5, 1, 18))).toBe(24);
  });

  it("is open on both sides for all", () => {
    expect(resolveRange({ kind: "all" }, NEW_YORK, 0)).toEqual({ fromMs: null, toMs: null });
  });

  it("includes the last day of a custom range, and leaves a side that is not given open", () => {
    const range = (from: string | null, to: string | null) =>
      resolveRange({ kind: "custom", from, to }, NEW_YORK, 0);
    expect(range("2026-03-07", "2026-03-08")).toEqual({
      fromMs: Date.parse("2026-03-07T05:00:00Z"),
      toMs: Date.parse("2026-03-09T04:00:00Z"),
    });
    expect(range(null, "2026-03-08")).toEqual({ fromMs: null, toMs: Date.parse("2026-03-09T04:00:00Z") });
    expect(range("2026-03-08", null)).toEqual({ fromMs: Date.parse("2026-03-08T05:00:00Z"), toMs: null });
    expect(range(null, null)).toEqual({ fromMs: null, toMs: null });
  });

  it("refuses a date that does not exist", () => {
    expect(() => resolveRange({ kind: "custom", from: "2026-02-30", to: null }, "UTC", 0)).toThrow(
      RangeError,
    );
    expect(() => resolveRange({ kind: "custom", from: null, to: "tomorrow" }, "UTC", 0)).toThrow(RangeError);
  });
});

describe("isValidRange", () => {
  it("accepts every named range, and custom ones with dates that exist", () => {
    expect(isValidRange({ kind: "7d" }, "UTC")).toBe(true);
    expect(isValidRange({ kind: "custom", from: "2026-02-28", to: null }, "UTC")).toBe(true);
    expect(isValidRange({ kind: "custom", from: null, to: null }, "UTC")).toBe(true);
    expect(isValidRange({ kind: "custom", from: "2026-02-30", to: null }, "UTC")).toBe(false);
    expect(isValidRange({ kind: "custom", from: "2026-02-01", to: "2026-2-1" }, "UTC")).toBe(false);
  });
});

describe("previousWindow", () => {
  it("ends where the range begins and has as many days", () => {
    const kind = fc.constantFrom(["7d", 7] as const, ["30d", 30] as const);
    fc.assert(
      fc.property(kind, zone, instant, ([name, days], timeZone, nowMs) => {
        const range = resolveRange({ kind: name }, timeZone, nowMs);
        const previous = previousWindow({ kind: name }, timeZone, nowMs);
        expect(previous?.toMs).toBe(range.fromMs);
        const firstDay = wallOf(timeZone, range.fromMs ?? NaN).slice(0, 10);
        expect(wallOf(timeZone, previous?.fromMs ?? NaN).slice(0, 10)).toBe(dateBefore(firstDay, days));
        expect(wallOf(timeZone, (previous?.fromMs ?? NaN) - 1).slice(0, 10)).toBe(
          dateBefore(firstDay, days + 1),
        );
      }),
      { numRuns: 200 },
    );
  });

  it("compares today with yesterday up to the same time of day, across a change of clocks too", () => {
    const nowMs = Date.parse("2026-03-08T19:30:00Z"); // 15:30 in New York, where the day lacks an hour
    const previous = previousWindow({ kind: "today" }, NEW_YORK, nowMs);
    expect(wallOf(NEW_YORK, previous?.fromMs ?? NaN)).toBe("2026-03-07 00:00:00");
    expect(wallOf(NEW_YORK, previous?.toMs ?? NaN)).toBe("2026-03-07 15:30:00");
  });

  it("never reaches into today", () => {
    // 23:30 after the fold of yesterday's last hour would be today in a naive 24 hour shift.
    fc.assert(
      fc.property(zone, instant, (timeZone, nowMs) => {
        const previous = previousWindow({ kind: "today" }, timeZone, nowMs);
        const today = resolveRange({ kind: "today" }, timeZone, nowMs);
        expect(previous?.toMs ?? NaN).toBeLessThanOrEqual(today.fromMs ?? NaN);
        expect(previous?.toMs ?? NaN).toBeGreaterThanOrEqual(previous?.fromMs ?? NaN);
      }),
    );
  });

  it("is as long in days as a custom range, and null for a range without a length", () => {
    const custom = { kind: "custom", from: "2026-03-08", to: "2026-03-10" } as const;
    const previous = previousWindow(custom, NEW_YORK, 0);
    expect(wallOf(NEW_YORK, previous?.fromMs ?? NaN)).toBe("2026-03-05 00:00:00");
    expect(wallOf(NEW_YORK, previous?.toMs ?? NaN)).toBe("2026-03-08 00:00:00");
    expect(previousWindow({ kind: "all" }, NEW_YORK, 0)).toBeNull();
    expect(previousWindow({ ...custom, to: null }, NEW_YORK, 0)).toBeNull();
    expect(previousWindow({ ...custom, from: null }, NEW_YORK, 0)).toBeNull();
    expect(previousWindow({ ...custom, to: "2026-03-01" }, NEW_YORK, 0)).toBeNull();
  });
});
