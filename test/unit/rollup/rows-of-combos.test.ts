import * as fc from "fast-check";
import { expect, it } from "vitest";
import { rowsOfCombos } from "../../../src/core/rollup/rows-of-combos.ts";

const COMBOS = 4;
const comboOf = (row: number) => (row * 7 + (row >> 3)) % COMBOS;
const column = {
  combo: comboOf,
  readCombos: (row: number, count: number, into: Float64Array) => {
    for (let at = 0; at < count; at++) into[at] = comboOf(row + at);
  },
};

/** Mostly neighbours, as files in the order of time have them; sometimes from anywhere. */
const order = fc
  .array(
    fc.record({
      first: fc.nat(20_000),
      count: fc.nat(400),
      step: fc.constantFrom(1, 1, 1, 2, 37),
    }),
    { maxLength: 6 },
  )
  .map((runs) =>
    Uint32Array.from(
      runs.flatMap(({ first, count, step }) => Array.from({ length: count }, (_, at) => first + at * step)),
    ),
  );

it("keeps the rows of some combinations in their order, or backwards, however far apart they are", () => {
  fc.assert(
    fc.property(
      order,
      fc.array(fc.constantFrom(0, 1, 128), { minLength: COMBOS, maxLength: COMBOS }),
      fc.constantFrom("asc" as const, "desc" as const),
      (rows, bits, direction) => {
        const wanted = [...rows].filter((row) => bits[comboOf(row)] === 0);
        const found = [...rowsOfCombos(column, rows, direction, Uint8Array.from(bits))];
        expect(found).toEqual(direction === "asc" ? wanted : wanted.toReversed());
      },
    ),
    { numRuns: 300 },
  );
});
