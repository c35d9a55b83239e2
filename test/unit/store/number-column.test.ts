import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NumberColumn, SEGMENT_ROWS } from "../../../src/core/store/number-column.ts";

const WIDTH_EDGES = [
  0,
  254,
  255,
  65_534,
  65_535,
  2 ** 32 - 2,
  2 ** 32 - 1,
  2 ** 53 - 1,
  -1,
  0.5,
  -2.25,
  1e300,
];

const value = fc.oneof(
  { weight: 6, arbitrary: fc.nat(400) },
  { weight: 2, arbitrary: fc.constantFrom(...WIDTH_EDGES) },
  { weight: 1, arbitrary: fc.constant(Number.NaN) },
  { weight: 1, arbitrary: fc.double({ noNaN: true }) },
);

function filled(values: readonly number[]): NumberColumn {
  const column = new NumberColumn();
  for (const each of values) column.push(each);
  return column;
}

function fitsWord(number: number, end: number): boolean {
  return Number.isInteger(number) && number >= 0 && number < end;
}

/** The column's own definition of "the same number": `-0` is stored as `0`. */
function canonical(number: number): number {
  return number + 0;
}

describe("NumberColumn", () => {
  it("gives back every value exactly, whatever the widths around it", () => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 1200 }), (values) => {
        const column = filled(values);
        expect(column.count).toBe(values.length);
        values.forEach((each, row) => expect(column.get(row)).toBe(canonical(each)));
      }),
      { numRuns: 60 },
    );
  });

  it("shows whole numbers as words, and says where there are others", () => {
    const words = fc.oneof(fc.nat(400), fc.integer({ min: 70_000, max: 70_300 }), fc.constant(Number.NaN));
    const stored = fc.oneof(
      fc.array(words, { maxLength: 700 }),
      fc.array(value, { maxLength: 20 }),
      fc
        .tuple(fc.nat(700), fc.oneof(fc.nat(70_000), fc.constantFrom(...WIDTH_EDGES)))
        .map(([length, each]) => Array.from({ length }, () => each)),
    );
    fc.assert(
      fc.property(stored, fc.nat(300), fc.nat(300), (values, row, count) => {
        const column = filled(values);
        const into = new Uint32Array(count).fill(9);
        const before = column.readWords(row, into);
        // Beside a large one even what fits a word may be stored as any number is.
        const areWords = values.every((each) => Number.isNaN(each) || fitsWord(each, 2 ** 32 - 1));
        const areSmall = values.every((each) => Number.isNaN(each) || fitsWord(each, 2 ** 20));
        if (!areWords || areSmall) expect(Number.isNaN(before)).toBe(!areWords);
        if (Number.isNaN(before)) return;
        const shown = Array.from(into, (word) => (word === 0 ? Number.NaN : word + before));
        // A constant has no end: nobody asks for rows that do not exist.
        const end = Math.max(0, values.length - row);
        const wanted = Array.from({ length: count }, (_, at) => column.get(row + at));
        expect(shown.slice(0, end)).toEqual(wanted.slice(0, end));
      }),
    );
  });

  it("keeps -0 as 0, where it comes first too", () => {
    expect(filled([-0]).get(0)).toBe(0);
    expect(filled([5, -0]).get(1)).toBe(0);
    expect(filled([0.5, -0]).get(1)).toBe(0);
  });

  it("behaves like an array of numbers under any pushes and replacements", () => {
    const step = fc.record({ isPush: fc.boolean(), at: fc.nat(2000), value });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
        const column = new NumberColumn();
        const model: number[] = [];
        for (const { isPush, at, value: next } of steps) {
          const row = isPush ? model.length : at;
          while (model.length < row) model.push(Number.NaN);
          model[row] = canonical(next);
          if (isPush) column.push(next);
          else column.set(row, next);
        }
        expect(column.count).toBe(model.length);
        expect(Array.from({ length: model.length }, (_, row) => column.get(row))).toEqual(model);
      }),
    );
  });

  it.each(WIDTH_EDGES)("keeps its neighbours when %d widens the segment", (edge) => {
    const column = filled([0, Number.NaN, 7]);
    column.push(edge);
    column.push(Number.NaN);
    column.push(3);
    expect([0, 1, 2, 3, 4, 5].map((row) => column.get(row))).toEqual([0, Number.NaN, 7, edge, Number.NaN, 3]);
  });

  it("crosses segments and widens only the one that needs it", () => {
    const column = new NumberColumn();
    for (let row = 0; row < SEGMENT_ROWS * 2 + 10; row++) column.push(row % 100);
    const narrow = column.sizeBytes;
    column.set(SEGMENT_ROWS - 1, 0.5);
    expect(column.get(SEGMENT_ROWS - 1)).toBe(0.5);
    expect(column.get(SEGMENT_ROWS)).toBe(SEGMENT_ROWS % 100);
    expect(column.get(SEGMENT_ROWS * 2 + 9)).toBe((SEGMENT_ROWS * 2 + 9) % 100);
    expect(column.sizeBytes - narrow).toBe(SEGMENT_ROWS * 7);
  });

  it("takes no memory for segments that hold nothing", () => {
    const column = new NumberColumn();
    for (let row = 0; row < SEGMENT_ROWS + 5; row++) column.push(Number.NaN);
    expect(column.sizeBytes).toBe(0);
    expect(column.get(SEGMENT_ROWS)).toBeNaN();
    column.push(9);
    expect(column.get(SEGMENT_ROWS + 5)).toBe(9);
    expect(column.sizeBytes).toBe(SEGMENT_ROWS / 16);
  });

  it("is missing beyond its end and where a sparse write skipped rows", () => {
    const column = new NumberColumn();
    column.set(70_000, 5);
    expect(column.count).toBe(70_001);
    expect([column.get(0), column.get(69_999), column.get(70_001), column.get(9e6)]).toEqual([
      Number.NaN,
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ]);
    column.set(70_000, Number.NaN);
    expect(column.get(70_000)).toBeNaN();
  });

  it("starts small: 40 rows of a small workspace do not take a whole segment", () => {
    expect(filled(Array.from({ length: 40 }, (_, row) => row)).sizeBytes).toBe(256);
  });
});
