import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseFalseZuluMs, parseTimestampMs } from "../../../src/core/time/timestamp.ts";
import { zoneOffsetMs } from "../../../src/core/time/zone.ts";
import { naiveStamp, utcStamp } from "../../fixtures/python-json.ts";

const NEW_YORK = "America/New_York";

describe("parseTimestampMs", () => {
  it("reads naive times in the given zone, with microseconds as a fraction", () => {
    const at = parseTimestampMs("2026-01-11T03:47:00.400225", NEW_YORK);
    expect(at).toBe(Date.UTC(2026, 0, 11, 8, 47, 0) + 400.225);
  });

  it("reads the 19-character form that isoformat gives for a whole second", () => {
    expect(parseTimestampMs("2026-01-01T00:00:00", NEW_YORK)).toBe(Date.UTC(2026, 0, 1, 5));
  });

  it("lets Z and offsets win over the zone of naive times", () => {
    const expected = Date.UTC(2026, 1, 1, 21, 12, 9) + 603.189;
    for (const text of [
      "2026-02-01T21:12:09.603189Z",
      "2026-02-01T16:12:09.603189-05:00",
      "2026-02-02T02:42:09.603189+05:30",
      "2026-02-02T02:42:09.603189+0530",
      "2026-02-01T16:12:09.603189-05",
      "2026-02-01 21:12:09.603189+00:00",
    ]) {
      expect(parseTimestampMs(text, NEW_YORK)).toBe(expected);
    }
  });

  it("takes one to nine digits of fraction and cuts off more", () => {
    const base = Date.UTC(2026, 0, 1);
    const of = (fraction: string): number =>
      (parseTimestampMs(`2026-01-01T00:00:00.${fraction}Z`, "UTC") ?? NaN) - base;
    expect(of("5")).toBe(500);
    expect(of("123")).toBe(123);
    expect(of("123456")).toBeCloseTo(123.456, 3);
    expect(of("123456789")).toBeCloseTo(123.456789, 3);
    expect(of("999999999999")).toBeLessThanOrEqual(1000);
  });

  it("takes a time without seconds", () => {
    expect(parseTimestampMs("2026-01-01T10:30", "UTC")).toBe(Date.UTC(2026, 0, 1, 10, 30));
    expect(parseTimestampMs("2026-01-01T10:30Z", NEW_YORK)).toBe(Date.UTC(2026, 0, 1, 10, 30));
  });

  it("takes the first of a repeated time and moves a skipped one forward", () => {
    expect(parseTimestampMs("2026-11-01T01:30:00", NEW_YORK)).toBe(Date.UTC(2026, 10, 1, 5, 30));
    expect(parseTimestampMs("2026-03-08T02:30:00", NEW_YORK)).toBe(Date.UTC(2026, 2, 8, 7, 30));
  });

  it.each([
    "",
    "x",
    "2026",
    "2026-01-01",
    "2026-01-01T",
    "2026-01-01T1",
    "2026-01-01T10",
    "2026-01-01T10:",
    "2026-13-01T00:00:00",
    "2026-00-01T00:00:00",
    "2026-02-30T00:00:00",
    "2026-01-00T00:00:00",
    "2026-01-01T24:00:00",
    "2026-01-01T10:60:00",
    "2026-01-01T10:00:60",
    "2026-01-01T10:00:0",
    "2026-01-01T10:00:00.",
    "2026-01-01T10:00:00.Z",
    "2026-01-01T10:00:00,5",
    "2026-01-01T10:00:00 ",
    "2026-01-01T10:00:00z",
    "2026-01-01T10:00:00ZZ",
    "2026-01-01T10:00:00+5",
    "2026-01-01T10:00:00+24:00",
    "2026-01-01T10:00:00+05:60",
    "2026-01-01T10:00:00+05:",
    "2026-01-01T10:00:00+05:3",
    "2026-01-01T10:00:00+053",
    "2026-01-01T10:00:00+05:300",
    "2026/01/01T10:00:00",
    "2026-01-01X10:00:00",
    "Sun, 11 Jan 2026 03:47:00 GMT",
    "1768103220",
    "2026-1-1T00:00:00",
    "-026-01-01T00:00:00",
    "20 6-01-01T00:00:00",
    "２026-01-01T00:00:00",
  ])("rejects %j", (text) => {
    expect(parseTimestampMs(text, "UTC")).toBeNull();
  });

  it("reads back what the producer writes, to the microsecond", () => {
    const micros = fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2037, 0, 1) });
    fc.assert(
      fc.property(micros, fc.integer({ min: 0, max: 999 }), (wholeMs, fraction) => {
        const at = wholeMs + fraction / 1000;
        expect(Math.abs((parseTimestampMs(utcStamp(at), NEW_YORK) ?? NaN) - at)).toBeLessThan(0.0005);
        const naive = parseTimestampMs(naiveStamp(at), "Asia/Kolkata") ?? NaN;
        expect(Math.abs(naive + zoneOffsetMs("Asia/Kolkata", naive) - at)).toBeLessThan(0.0005);
      }),
    );
  });

  it("throws for no text at all", () => {
    const near = fc.stringMatching(/^[0-9T:.Z+ -]{0,40}$/);
    fc.assert(
      fc.property(fc.oneof(fc.string(), near), (text) => {
        const at = parseTimestampMs(text, NEW_YORK);
        expect(at === null || Number.isFinite(at)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it("asks Intl once a day, not once a line", () => {
    const asked = countIntlFormats(() => {
      for (let minute = 0; minute < 30 * 24 * 60; minute += 1) {
        parseTimestampMs(naiveStamp(Date.UTC(2026, 5, 1, 0, minute)), "Europe/Paris");
      }
    });
    expect(asked).toBeGreaterThan(20);
    expect(asked).toBeLessThan(100);
  });
});

/** How often the getter `format`, which every formatting goes through, was read. */
function countIntlFormats(work: () => void): number {
  const prototype = Intl.DateTimeFormat.prototype;
  const original = Object.getOwnPropertyDescriptor(prototype, "format") ?? {};
  let count = 0;
  Object.defineProperty(prototype, "format", {
    configurable: true,
    get() {
      count += 1;
      return original.get?.call(this);
    },
  });
  try {
    work();
  } finally {
    Object.defineProperty(prototype, "format", original);
  }
  return count;
}

describe("parseFalseZuluMs", () => {
  it("reads a false Z as local time, and an offset as it stands", () => {
    expect(parseFalseZuluMs("2026-01-11T03:00:25.337556Z", NEW_YORK)).toBe(
      Date.UTC(2026, 0, 11, 8, 0, 25) + 337.556,
    );
    expect(parseFalseZuluMs("2026-01-11T03:00:25", NEW_YORK)).toBe(Date.UTC(2026, 0, 11, 8, 0, 25));
    expect(parseFalseZuluMs("2026-01-11T03:00:25+00:00", NEW_YORK)).toBe(Date.UTC(2026, 0, 11, 3, 0, 25));
    expect(parseFalseZuluMs("2026-01-11T03:00:25ZZ", NEW_YORK)).toBeNull();
  });
});
