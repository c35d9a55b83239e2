import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clipWidth, displayWidth, terminalSafe } from "../../../src/cli/terminal-text.ts";

describe("terminalSafe", () => {
  it.each([
    ["\u001b[31mred\u0007", "\\x1b[31mred\\x07"],
    ["a\r\nb\tc", "a\\x0d\\x0ab\\x09c"],
    ["\u009b1m", "\\x9b1m"],
    ["\u202eevil\u200b", "\\u{202e}evil\\u{200b}"],
    ["\ud800", "\\u{d800}"],
    ["\u{e0041}", "\\u{e0041}"],
    ["\u{1f600} \u00e9", "\u{1f600} \u00e9"],
  ])("makes %j into %j", (text, safe) => {
    expect(terminalSafe(text)).toBe(safe);
  });

  it("leaves nothing that could move a cursor", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(terminalSafe(text)).not.toMatch(/\p{Cc}|\p{Bidi_Control}|\p{Cs}/u);
      }),
    );
  });
});

describe("displayWidth and clipWidth", () => {
  it.each([
    ["abc", 3],
    ["\u6f22\u5b57", 4],
    ["\u{1f600}", 2],
    ["e\u0301", 1],
    ["\u{20000}", 2],
  ])("%j takes %d columns", (text, columns) => {
    expect(displayWidth(text)).toBe(columns);
  });

  it("clips to columns, never through a character", () => {
    expect(clipWidth("\u6f22\u5b57\u6f22", 4)).toBe("\u6f22\u2026");
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 1, max: 20 }), (text, columns) => {
        expect(displayWidth(clipWidth(text, columns))).toBeLessThanOrEqual(columns);
      }),
    );
  });
});
