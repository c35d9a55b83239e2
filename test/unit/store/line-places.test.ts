import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LinePlaces } from "../../../src/core/store/line-places.ts";

interface Line {
  readonly byteOffset: number;
  readonly byteLength: number;
}

const gap = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(1, 2) },
  fc.constantFrom(0, 3, 254, 255, 256, -700, 1e10),
);
const length = fc.oneof(fc.integer({ min: 600, max: 720 }), fc.constantFrom(2, 70_000, 6e7));

function laidOut(steps: readonly (readonly [number, number])[]): readonly Line[] {
  let end = 0;
  return steps.map(([gapBytes, byteLength]) => {
    const byteOffset = Math.max(0, end + gapBytes);
    end = byteOffset + byteLength;
    return { byteOffset, byteLength };
  });
}

function batchOf(lines: readonly Line[]) {
  const baseOffset = Math.min(...lines.map(({ byteOffset }) => byteOffset));
  const column = (words: readonly number[]) => ({ words: Uint32Array.from(words), bounds: null });
  return {
    baseOffset,
    byteOffset: column(lines.map(({ byteOffset }) => byteOffset - baseOffset)),
    byteLength: column(lines.map(({ byteLength }) => byteLength + 1)),
    isDense: lines.every(({ byteOffset }, at) => {
      const before = lines[at - 1];
      return before === undefined || byteOffset === before.byteOffset + before.byteLength + 1;
    }),
  };
}

function expectPlaces(places: LinePlaces, lines: readonly Line[], order: readonly number[]): void {
  for (const row of order) {
    expect([places.byteOffset(row), places.byteLength(row)]).toEqual([
      lines[row]?.byteOffset ?? Number.NaN,
      lines[row]?.byteLength ?? Number.NaN,
    ]);
  }
}

describe("LinePlaces", () => {
  it("gives back every place, whatever the gaps, pushed one by one or in batches, read in any order", () => {
    const steps = fc.array(fc.tuple(gap, length), { minLength: 1, maxLength: 700 });
    const cuts = fc.array(fc.tuple(fc.nat(699), fc.boolean()), { maxLength: 6 });
    fc.assert(
      fc.property(steps, cuts, fc.array(fc.nat(720), { maxLength: 40 }), (made, parts, order) => {
        const lines = laidOut(made);
        const places = new LinePlaces();
        let from = 0;
        const push = (end: number, isBatch: boolean): void => {
          const part = lines.slice(from, end);
          from = end;
          if (part.some(({ byteOffset }) => byteOffset - (part[0]?.byteOffset ?? 0) >= 2 ** 32))
            isBatch = false;
          if (isBatch && part.length > 0) places.pushBatch(batchOf(part), part.length);
          else for (const { byteOffset, byteLength } of part) places.push(byteOffset, byteLength);
        };
        for (const [end, isBatch] of parts.toSorted((a, b) => a[0] - b[0]))
          push(Math.min(lines.length, Math.max(from, end)), isBatch);
        push(lines.length, true);
        expectPlaces(places, lines, [...lines.keys(), ...order]);
      }),
    );
  });

  it("keeps a byte a row for the lines of one writer", () => {
    const lines = laidOut(Array.from({ length: 60_000 }, (_, row) => [1, 600 + (row % 100)] as const));
    const places = new LinePlaces();
    for (let from = 0; from < lines.length; from += 4096) {
      const part = lines.slice(from, from + 4096);
      places.pushBatch(batchOf(part), part.length);
    }
    expect(places.sizeBytes / lines.length).toBeLessThan(1.5);
    expectPlaces(places, lines, [0, 59_999, 4096, 4095, 12_345]);
  });

  it("knows no place beyond its end", () => {
    const places = new LinePlaces();
    places.push(0, 10);
    expect([places.byteOffset(1), places.byteOffset(-1)]).toEqual([Number.NaN, Number.NaN]);
  });
});
