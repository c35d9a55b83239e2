import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isoInstant } from "../../../src/core/export/iso-instant.ts";

describe("isoInstant", () => {
  const atMs = Date.UTC(2026, 1, 1, 21, 12, 9, 923);

  it.each([
    ["America/New_York", "2026-02-01T16:12:09.923-05:00"],
    ["Asia/Kolkata", "2026-02-02T02:42:09.923+05:30"],
    ["UTC", "2026-02-01T21:12:09.923Z"],
  ])("in %s is %s", (zone, text) => {
    expect(isoInstant(atMs, zone)).toBe(text);
  });

  it("drops the fraction of a millisecond", () => {
    expect(isoInstant(atMs + 0.9, "UTC")).toBe("2026-02-01T21:12:09.923Z");
  });

  it("falls back to UTC where the offset has seconds", () => {
    expect(isoInstant(Date.UTC(1880, 0, 1), "America/New_York")).toBe("1880-01-01T00:00:00.000Z");
  });

  it("knows no text for what no date can hold", () => {
    expect([null, Number.NaN, 9e15, -9e15].map((at) => isoInstant(at, "UTC"))).toEqual([
      null,
      null,
      null,
      null,
    ]);
    expect(isoInstant(8.64e15 - 1000, "Asia/Kolkata")).toBe("+275760-09-12T23:59:59.000Z");
  });

  it("means the same instant in every zone", () => {
    const zone = fc.constantFrom("America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC");
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), zone, (at, timeZone) => {
        expect(Date.parse(isoInstant(at, timeZone) ?? "")).toBe(at);
      }),
    );
  });
});
