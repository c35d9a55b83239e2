import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  clipText,
  formatAge,
  formatBucket,
  formatBytes,
  formatChange,
  formatCount,
  formatDay,
  formatDuration,
  formatInstant,
  formatInteger,
  formatRatio,
  formatUsd,
  NOT_REPORTED,
} from "../../../src/core/view-model/format.ts";

/** ICU separates with narrow or no-break spaces, differently by version. */
function plain(text: string): string {
  return text.replace(/[\u00a0\u202f]/g, " ");
}

describe("formatUsd", () => {
  it.each([
    [0, "$0.00"],
    [-0, "$0.00"],
    [0.0014, "$0.0014"],
    [0.001, "$0.0010"],
    [0.0000032, "$0.0000032"],
    [0.00996, "$0.01"],
    [0.12, "$0.12"],
    [0.999, "$1.00"],
    [12.45, "$12.45"],
    [999.99, "$999.99"],
    [999.996, "$1,000"],
    [1240.4, "$1,240"],
    [-12.45, "-$12.45"],
    [-0.0014, "-$0.0014"],
  ])("writes %d as %s", (usd, text) => {
    expect(formatUsd(usd, "en-US")).toBe(text);
  });

  it("follows the locale", () => {
    expect(plain(formatUsd(12.45, "de-DE"))).toBe("12,45 $");
  });

  it("says what is unknown", () => {
    expect(formatUsd(null, "en-US")).toBe(NOT_REPORTED);
    expect(formatUsd(Number.NaN, "en-US")).toBe(NOT_REPORTED);
  });

  it("falls back to English for a locale that is no language tag", () => {
    expect(formatUsd(1.5, "en_US.UTF-8")).toBe("$1.50");
    expect(formatUsd(1.5, "")).toBe("$1.50");
  });
});

describe("formatCount", () => {
  it.each([
    [0, "0"],
    [-0, "0"],
    [1234, "1,234"],
    [99_999, "99,999"],
    [100_000, "100k"],
    [123_456, "123k"],
    [999_499, "999k"],
    [999_960, "1M"],
    [12_400_000, "12.4M"],
    [3.2e9, "3.2B"],
    [4e12, "4T"],
    [-123_456, "-123k"],
  ])("writes %d as %s", (count, text) => {
    expect(formatCount(count, "en-US")).toBe(text);
  });

  it("says what is unknown", () => {
    expect(formatCount(null, "en-US")).toBe(NOT_REPORTED);
    expect(formatInteger(null, "en-US")).toBe(NOT_REPORTED);
  });

  it("has a form with every digit", () => {
    expect(formatInteger(1_234_567, "en-US")).toBe("1,234,567");
    expect(formatInteger(-0.2, "en-US")).toBe("0");
  });
});

describe("formatDuration", () => {
  it.each([
    [0, "0 ms"],
    [0.23, "0.2 ms"],
    [3, "3 ms"],
    [320, "320 ms"],
    [999.7, "1.0 s"],
    [1234, "1.2 s"],
    [12_000, "12.0 s"],
    [59_949, "59.9 s"],
    [59_960, "1 m 0 s"],
    [150_000, "2 m 30 s"],
    [3_599_600, "1 h 0 m"],
    [11_100_000, "3 h 5 m"],
    [187_200_000, "2 d 4 h"],
    [-1500, "-1.5 s"],
  ])("writes %d as %s", (durationMs, text) => {
    expect(formatDuration(durationMs, "en-US")).toBe(text);
  });

  it("says what is unknown", () => {
    expect(formatDuration(null, "en-US")).toBe(NOT_REPORTED);
  });
});

describe("formatAge", () => {
  it.each([
    [0, "now"],
    [-5000, "now"],
    [999, "now"],
    [12_000, "12s"],
    [120_000, "2m"],
    [3 * 3_600_000, "3h"],
    [5 * 86_400_000 + 1, "5d"],
  ])("writes %d ms ago as %s", (ageMs, text) => {
    expect(formatAge(1_000_000_000, 1_000_000_000 - ageMs)).toBe(text);
  });

  it("says what is unknown", () => {
    expect(formatAge(0, null)).toBe(NOT_REPORTED);
  });
});

describe("formatRatio", () => {
  it.each([
    [0, "0%"],
    [1, "100%"],
    [0.00001, "<0.1%"],
    [0.0123, "1.2%"],
    [0.0996, "10%"],
    [0.5, "50%"],
    [0.8333, "83%"],
    [0.9, "90%"],
    [0.985, "98.5%"],
    [0.9996, ">99.9%"],
    [0.99999999, ">99.9%"],
    [1.5, "150%"],
    [-0.25, "-25%"],
  ])("writes %d as %s", (ratio, text) => {
    expect(formatRatio(ratio, "en-US")).toBe(text);
  });

  it("never says 100 % or 0 % of anything else", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, minExcluded: true, maxExcluded: true, noNaN: true }),
        (ratio) => {
          expect(formatRatio(ratio, "en-US")).not.toMatch(/^(100|0|0\.0)%$/);
        },
      ),
    );
  });

  it("says what is unknown", () => {
    expect(formatRatio(null, "en-US")).toBe(NOT_REPORTED);
  });
});

describe("formatChange", () => {
  it.each([
    [0, "0%"],
    [0.08, "+8%"],
    [-0.03, "\u22123%"],
    [0.012, "+1.2%"],
    [0.456, "+46%"],
    [-1, "\u2212100%"],
    [9.99, "+999%"],
    [40, ">+999%"],
  ])("writes %d as %s", (ratio, text) => {
    expect(formatChange(ratio, "en-US")).toBe(text);
  });

  it("says what is unknown", () => {
    expect(formatChange(null, "en-US")).toBe(NOT_REPORTED);
  });
});

describe("times", () => {
  const atMs = Date.UTC(2026, 1, 1, 21, 12, 9);

  it("are shown in the zone", () => {
    expect(plain(formatInstant(atMs, "America/New_York", "en-US"))).toBe("Feb 1, 2026, 4:12:09 PM");
    expect(plain(formatInstant(atMs, "UTC", "en-US"))).toBe("Feb 1, 2026, 9:12:09 PM");
  });

  it("have a day", () => {
    expect(formatDay(Date.UTC(2026, 1, 2, 3), "America/New_York", "en-US")).toBe("Feb 1, 2026");
  });

  it("label buckets by their unit", () => {
    expect(plain(formatBucket(atMs, "hour", "UTC", "en-US"))).toBe("9 PM");
    expect(formatBucket(atMs, "day", "UTC", "en-US")).toBe("Feb 1");
    expect(formatBucket(atMs, "week", "UTC", "en-US")).toBe("Feb 1");
    expect(formatBucket(atMs, "month", "UTC", "en-US")).toBe("Feb 2026");
  });

  it("that no date can hold are unknown", () => {
    expect(formatInstant(9e15, "UTC", "en-US")).toBe(NOT_REPORTED);
    expect(formatDay(null, "UTC", "en-US")).toBe(NOT_REPORTED);
    expect(formatBucket(Number.NaN, "day", "UTC", "en-US")).toBe(NOT_REPORTED);
  });
});

describe("formatBytes", () => {
  it.each([
    [0, "0 B"],
    [512, "512 B"],
    [1023.6, "1.0 KB"],
    [1234, "1.2 KB"],
    [150 * 1024, "150 KB"],
    [3.4 * 1024 * 1024, "3.4 MB"],
    [5000 * 1024 ** 4, "5,000 TB"],
  ])("writes %d as %s", (bytes, text) => {
    expect(formatBytes(bytes, "en-US")).toBe(text);
  });

  it("says what is unknown", () => {
    expect(formatBytes(null, "en-US")).toBe(NOT_REPORTED);
  });
});

describe("clipText", () => {
  it("keeps what fits and marks what was cut", () => {
    expect(clipText("abc", 3)).toBe("abc");
    expect(clipText("abcd", 3)).toBe("ab\u2026");
    expect(clipText("abcd", 0)).toBe("");
  });

  it("never exceeds the limit and never leaves half a surrogate pair", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.nat(40), (text, max) => {
        const clipped = clipText(text, max);
        expect(clipped.length).toBeLessThanOrEqual(max);
        expect(clipped).not.toMatch(/[\ud800-\udfff]/u);
      }),
    );
  });
});
