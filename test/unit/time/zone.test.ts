import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { civilOfDayNumber, dayNumberOf, daysInMonth } from "../../../src/core/time/civil.ts";
import {
  addDaysMs,
  dayKey,
  isValidZone,
  localToEpochMs,
  startOfDateMs,
  startOfDayMs,
  startOfHourMs,
  startOfMonthMs,
  startOfWeekMs,
  zoneOffsetMs,
} from "../../../src/core/time/zone.ts";

const ZONES = [
  "America/New_York",
  "Europe/London",
  "Australia/Lord_Howe",
  "Asia/Kolkata",
  "America/Sao_Paulo",
  "Africa/Casablanca",
  "America/St_Johns",
  "Africa/Cairo",
  // Switches on the evening of the local day before the UTC one.
  "America/Nuuk",
  "UTC",
] as const;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const zoneOf = fc.constantFrom(...ZONES);
const instant = fc.integer({ min: Date.UTC(2012, 0, 1), max: Date.UTC(2037, 0, 1) });

/** Wall-clock fields by Intl itself: the reference for everything here. */
function wallByIntl(zone: string, epochMs: number): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(epochMs);
  const field = (type: string): number => Number(parts.find((part) => part.type === type)?.value);
  const wall = Date.UTC(field("year"), field("month") - 1, field("day"), field("hour"), field("minute"));
  return wall + field("second") * 1000 + (((epochMs % 1000) + 1000) % 1000);
}

function local(text: string): Parameters<typeof localToEpochMs>[1] {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = text.split(/[- :]/).map(Number);
  return { year, month, day, hour, minute, second: 0, ms: 0 };
}

const utc = (text: string): number => Date.parse(text);

describe("isValidZone", () => {
  it("knows IANA zones and rejects other text", () => {
    for (const zone of ZONES) expect(isValidZone(zone)).toBe(true);
    for (const text of ["", "Mars/Olympus", "America/New York", "../etc"])
      expect(isValidZone(text)).toBe(false);
  });
});

describe("zoneOffsetMs", () => {
  it("equals Intl at any instant of any zone", () => {
    const any = fc.integer({ min: Date.UTC(1975, 0, 1), max: Date.UTC(2037, 0, 1) });
    fc.assert(
      fc.property(zoneOf, any, (zone, at) => zoneOffsetMs(zone, at) === wallByIntl(zone, at) - at),
      { numRuns: 400 },
    );
  });

  it("switches at the very millisecond of the transition", () => {
    const springForward = utc("2026-03-08T07:00:00Z");
    expect(zoneOffsetMs("America/New_York", springForward - 1)).toBe(-5 * HOUR);
    expect(zoneOffsetMs("America/New_York", springForward)).toBe(-4 * HOUR);
  });

  it("has the sign right for offsets of less than an hour, and for seconds", () => {
    expect(zoneOffsetMs("Africa/Monrovia", utc("1970-06-01T00:00:00Z"))).toBe(-(44 * 60 + 30) * 1000);
    expect(zoneOffsetMs("America/New_York", utc("1880-01-01T00:00:00Z"))).toBe(
      -(4 * HOUR + 56 * 60_000 + 2000),
    );
    expect(zoneOffsetMs("Asia/Kolkata", 0)).toBe(5.5 * HOUR);
  });

  it("is NaN beyond the range of Date and throws for an unknown zone", () => {
    expect(zoneOffsetMs("UTC", 9e15)).toBeNaN();
    expect(zoneOffsetMs("UTC", Number.NaN)).toBeNaN();
    expect(localToEpochMs("UTC", { ...local("2026-01-01"), year: 400_000 })).toBeNaN();
    expect(() => zoneOffsetMs("Mars/Olympus", 0)).toThrow(RangeError);
  });
});

describe("localToEpochMs", () => {
  it("is undone by the offset, wherever the wall clock shows a time once", () => {
    fc.assert(
      fc.property(zoneOf, instant, (zone, at) => {
        const back = localToEpochMs(zone, fieldsOf(at + zoneOffsetMs(zone, at)));
        // In a fold the first occurrence is returned: the same wall clock, earlier.
        expect(back + zoneOffsetMs(zone, back)).toBe(at + zoneOffsetMs(zone, at));
        expect(back).toBeLessThanOrEqual(at);
        expect(at - back).toBeLessThanOrEqual(HOUR);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ["America/New_York", "2026-11-01 01:30", "2026-11-01T05:30:00Z"],
    ["Europe/London", "2026-10-25 01:30", "2026-10-25T00:30:00Z"],
    ["Australia/Lord_Howe", "2026-04-05 01:45", "2026-04-04T14:45:00Z"],
    ["Africa/Casablanca", "2026-02-15 02:30", "2026-02-15T01:30:00Z"],
    ["America/Nuuk", "2022-10-29 22:30", "2022-10-30T00:30:00Z"],
  ])("takes the first occurrence of a repeated time: %s %s", (zone, wall, expected) => {
    expect(new Date(localToEpochMs(zone, local(wall))).toISOString()).toBe(new Date(expected).toISOString());
  });

  it.each([
    ["America/New_York", "2026-03-08 02:30", "2026-03-08T07:30:00Z"],
    ["Europe/London", "2026-03-29 01:30", "2026-03-29T01:30:00Z"],
    ["Australia/Lord_Howe", "2026-10-04 02:15", "2026-10-03T15:45:00Z"],
    ["America/Sao_Paulo", "2018-11-04 00:00", "2018-11-04T03:00:00Z"],
    ["America/Nuuk", "2022-03-26 22:30", "2022-03-27T01:30:00Z"],
    ["Pacific/Apia", "2011-12-30 12:00", "2011-12-30T22:00:00Z"],
  ])("moves a skipped time forward: %s %s", (zone, wall, expected) => {
    expect(new Date(localToEpochMs(zone, local(wall))).toISOString()).toBe(new Date(expected).toISOString());
  });

  it("has the new offset on the evening of a switch that UTC dates a day later", () => {
    expect(localToEpochMs("America/Nuuk", local("2022-03-26 23:30"))).toBe(utc("2022-03-27T01:30:00Z"));
    expect(localToEpochMs("America/Nuuk", local("2022-03-26 21:30"))).toBe(utc("2022-03-27T00:30:00Z"));
  });

  it("keeps the fraction of a millisecond", () => {
    const at = localToEpochMs("Asia/Kolkata", { ...local("2026-01-11 03:47"), ms: 400.225 });
    expect(at).toBe(utc("2026-01-10T22:17:00Z") + 400.225);
  });
});

function fieldsOf(wallMs: number): Parameters<typeof localToEpochMs>[1] {
  const date = new Date(wallMs);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    ms: date.getUTCMilliseconds(),
  };
}

describe("dayKey", () => {
  it("is the date that Intl shows", () => {
    fc.assert(
      fc.property(zoneOf, instant, (zone, at) => {
        expect(dayKey(zone, at)).toBe(new Date(wallByIntl(zone, at)).toISOString().slice(0, 10));
      }),
      { numRuns: 300 },
    );
  });

  it("throws for what is no instant", () => {
    expect(() => dayKey("UTC", Number.NaN)).toThrow(RangeError);
  });
});

describe("starts of day, hour, week and month", () => {
  it("start a day with the first instant of its date", () => {
    fc.assert(
      fc.property(zoneOf, instant, (zone, at) => {
        const start = startOfDayMs(zone, at);
        expect(start).toBeLessThanOrEqual(at);
        expect(dayKey(zone, start)).toBe(dayKey(zone, at));
        expect(dayKey(zone, start - 1) < dayKey(zone, at)).toBe(true);
        expect(startOfDayMs(zone, start)).toBe(start);
        expect(startOfDateMs(zone, dayKey(zone, at))).toBe(start);
      }),
      { numRuns: 500 },
    );
  });

  it("tile 400 days without gap or overlap, across every switch of the clock", () => {
    for (const zone of ZONES) {
      let start = startOfDayMs(zone, utc("2025-12-15T12:00:00Z"));
      const first = start;
      for (let n = 1; n <= 400; n += 1) {
        const next = addDaysMs(zone, start, 1);
        expect(dayKey(zone, next - 1)).toBe(dayKey(zone, start));
        expect(next).toBe(addDaysMs(zone, first, n));
        expect(Math.abs(next - start - DAY)).toBeLessThanOrEqual(HOUR);
        start = next;
      }
      expect(addDaysMs(zone, start, -400)).toBe(first);
    }
  });

  it("know days of 23, 25 and 24.5 hours", () => {
    const length = (zone: string, date: string): number => {
      const start = startOfDateMs(zone, date) ?? Number.NaN;
      return (addDaysMs(zone, start, 1) - start) / HOUR;
    };
    expect(length("America/New_York", "2026-03-08")).toBe(23);
    expect(length("America/New_York", "2026-11-01")).toBe(25);
    expect(length("Australia/Lord_Howe", "2026-04-05")).toBe(24.5);
  });

  it("start a day at 01:00 where midnight is skipped", () => {
    expect(startOfDateMs("America/Sao_Paulo", "2018-11-04")).toBe(utc("2018-11-04T03:00:00Z"));
  });

  it("put the start of an hour at most one shifted hour back, and leave it there", () => {
    fc.assert(
      fc.property(zoneOf, instant, (zone, at) => {
        const start = startOfHourMs(zone, at);
        expect(start).toBeLessThanOrEqual(at);
        expect(at - start).toBeLessThan(1.5 * HOUR);
        expect(startOfHourMs(zone, start)).toBe(start);
      }),
      { numRuns: 500 },
    );
  });

  it("count a repeated hour as two, and an hour with a shift of 30 minutes as one", () => {
    expect(startOfHourMs("America/New_York", utc("2026-11-01T05:40:00Z"))).toBe(utc("2026-11-01T05:00:00Z"));
    expect(startOfHourMs("America/New_York", utc("2026-11-01T06:40:00Z"))).toBe(utc("2026-11-01T06:00:00Z"));
    // 02:00 becomes 01:30: 01:45 for the second time belongs to the hour that began at 01:00.
    expect(startOfHourMs("Australia/Lord_Howe", utc("2026-04-04T15:15:00Z"))).toBe(
      utc("2026-04-04T14:00:00Z"),
    );
    // 02:00 becomes 02:30: that hour begins with the switch.
    expect(startOfHourMs("Australia/Lord_Howe", utc("2026-10-03T15:40:00Z"))).toBe(
      utc("2026-10-03T15:30:00Z"),
    );
  });

  it("start an hour on the half hour of UTC in India", () => {
    expect(startOfHourMs("Asia/Kolkata", utc("2026-01-01T10:10:00Z"))).toBe(utc("2026-01-01T09:30:00Z"));
  });

  it("start weeks on Monday and months on the first", () => {
    fc.assert(
      fc.property(zoneOf, instant, (zone, at) => {
        const week = startOfWeekMs(zone, at);
        expect(new Date(`${dayKey(zone, week)}T00:00:00Z`).getUTCDay()).toBe(1);
        expect(week <= at && at < addDaysMs(zone, week, 7)).toBe(true);
        expect(dayKey(zone, startOfMonthMs(zone, at))).toBe(`${dayKey(zone, at).slice(0, 7)}-01`);
      }),
      { numRuns: 300 },
    );
    expect(dayKey("UTC", startOfWeekMs("UTC", utc("1969-12-31T00:00:00Z")))).toBe("1969-12-29");
  });

  it("read dates and nothing else", () => {
    expect(startOfDateMs("UTC", "2024-02-29")).toBe(utc("2024-02-29T00:00:00Z"));
    for (const text of [
      "2026-02-29",
      "2026-13-01",
      "2026-00-10",
      "2026-01-00",
      "2026-1-1",
      " 2026-01-01",
      "today",
    ]) {
      expect(startOfDateMs("UTC", text)).toBeNull();
    }
  });
});

describe("civil days", () => {
  it("agree with Date over six millennia", () => {
    fc.assert(
      fc.property(fc.integer({ min: -800_000, max: 1_400_000 }), (dayNumber) => {
        const date = new Date(dayNumber * DAY);
        const civil = civilOfDayNumber(dayNumber);
        expect(civil).toEqual({
          year: date.getUTCFullYear(),
          month: date.getUTCMonth() + 1,
          day: date.getUTCDate(),
        });
        expect(dayNumberOf(civil.year, civil.month, civil.day)).toBe(dayNumber);
      }),
    );
  });

  it("know leap years", () => {
    expect([2024, 2023, 1900, 2000].map((year) => daysInMonth(year, 2))).toEqual([29, 28, 28, 29]);
    expect(daysInMonth(2026, 13)).toBe(0);
  });
});
