import { parse } from "csv-parse/sync";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { csvCell, escapeFormula, unescapeFormula } from "../../../src/core/export/csv-cell.ts";
import { csvText } from "../../../src/node/export/csv-text.ts";

const FORMULA_START = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;
/** Text in which what spreadsheets and CSV readers trip over is likely. */
const trickyText = fc.string({ unit: fc.constantFrom(...`=+-@'",;\t\r\n \u0000a1\u00e9\uff1d`.split("")) });

describe("escapeFormula", () => {
  it.each([
    ["=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"],
    ["+1", "'+1"],
    ["-1+cmd()", "'-1+cmd()"],
    ["@SUM(A1)", "'@SUM(A1)"],
    ["\tx", "'\tx"],
    ["\rx", "'\rx"],
    ["'=x", "''=x"],
    ["a=b", "a=b"],
    ["it's", "it's"],
    ["'quoted'", "'quoted'"],
    ["", ""],
  ])("makes %j into %j", (text, safe) => {
    expect(escapeFormula(text)).toBe(safe);
  });

  it("leaves no cell that begins a formula, and gives every text back", () => {
    fc.assert(
      fc.property(trickyText, (text) => {
        const cell = escapeFormula(text);
        expect(cell).not.toMatch(FORMULA_START);
        expect(unescapeFormula(cell)).toBe(text);
      }),
    );
  });
});

describe("csvCell", () => {
  it("keeps numbers as numbers, also negative ones", () => {
    expect(csvCell(-0.5)).toBe(-0.5);
    expect(csvText([[csvCell(-0.5), csvCell(1e-7)]])).toBe("-0.5,1e-7\r\n");
  });

  it("has no cell for what is unknown", () => {
    expect([csvCell(null), csvCell(Number.NaN), csvCell(Infinity)]).toEqual([null, null, null]);
  });

  it("writes booleans as words and lists as JSON", () => {
    expect(csvCell(true)).toBe("true");
    expect(csvCell(false)).toBe("false");
    expect(csvCell(["a;b", 'c"'])).toBe('["a;b","c\\""]');
    expect(csvCell([])).toBe("[]");
  });
});

describe("csvText", () => {
  it("tells an empty text from no value", () => {
    expect(csvText([["", null, "x"]])).toBe('"",,x\r\n');
    expect(csvText([])).toBe("");
  });

  it("is read back by a CSV reader as it was", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(trickyText, trickyText), { minLength: 1, maxLength: 5 }), (rows) => {
        const text = csvText(rows.map((cells) => cells.map((cell) => csvCell(cell))));
        const records: string[][] = parse(text, { record_delimiter: "\r\n" });
        expect(records.map((cells) => cells.map(unescapeFormula))).toEqual(rows);
      }),
    );
  });
});
