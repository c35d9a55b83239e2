import * as fc from "fast-check";
import { expect, it } from "vitest";
import { computeStats } from "../../../../src/core/rollup/compute-stats.ts";
import { aggregatesOf } from "../../../../src/core/rollup/cube/aggregates.ts";
import { Dataset } from "../../../../src/core/store/dataset.ts";
import { openImage } from "../../../../src/core/store/snapshot/section-reader.ts";
import { imageOf, SEAL } from "../../store/snapshot/image.ts";
import { calls, query, runs } from "../support/arbitrary.ts";
import { addCalls, addRuns, linesOf } from "../support/scenario.ts";

/** A dataset and its sums after a restart. */
function restored(dataset: Dataset): Dataset {
  const images = [dataset, aggregatesOf(dataset)].map((part) => imageOf((to) => part.saveTo(to)));
  const fresh = new Dataset();
  for (const [index, part] of [fresh, aggregatesOf(fresh)].entries()) {
    part.restoreFrom(openImage(images[index] ?? new Uint8Array(), SEAL));
  }
  return fresh;
}

const history = fc
  .record({
    calls,
    runs,
    asked: fc.array(query, { minLength: 1, maxLength: 3 }),
    cut: fc.nat(),
    late: fc.nat(),
  })
  .chain(({ calls: logged, runs: given, ...rest }) => {
    const lines = [
      ...linesOf(logged).map((line) => ({ kind: "call" as const, line })),
      ...given.map((line) => ({ kind: "run" as const, line })),
    ];
    return fc.record({
      lines: fc.shuffledSubarray(lines, { minLength: lines.length }),
      rest: fc.constant(rest),
    });
  });

it("goes on from saved sums, whether or not they were of all rows when they were saved", () => {
  fc.assert(
    fc.property(history, ({ lines, rest: { asked, cut, late } }) => {
      const take = (dataset: Dataset, from: number, to: number): void => {
        for (const { kind, line } of lines.slice(from, to)) {
          if (kind === "call") addCalls(dataset, [line]);
          else addRuns(dataset, [line]);
        }
      };
      const ask = (dataset: Dataset) => asked.map((one) => computeStats(dataset, one));
      const at = cut % (lines.length + 1);
      const followed = late % (at + 1);
      const before = new Dataset();
      take(before, 0, followed);
      ask(before);
      take(before, followed, at);
      const after = restored(before);
      const anew = new Dataset();
      take(anew, 0, at);
      expect(ask(after)).toEqual(ask(anew));
      const later = restored(before);
      for (const dataset of [later, anew]) take(dataset, at, lines.length);
      expect(ask(later)).toEqual(ask(anew));
    }),
    { numRuns: 60 },
  );
}, 60_000);

it("is of use: what was summed up is not read again", () => {
  const dataset = new Dataset();
  const asked = fc.sample(query, { numRuns: 1, seed: 1 });
  addCalls(dataset, fc.sample(calls, { numRuns: 5, seed: 2 }).flatMap(linesOf));
  for (const one of asked) computeStats(dataset, one);
  const after = restored(dataset);
  let reads = 0;
  const readBlock = after.calls.readBlock.bind(after.calls);
  after.calls.readBlock = (...args) => {
    reads += 1;
    readBlock(...args);
  };
  const readTimes = after.calls.readTimes.bind(after.calls);
  after.calls.readTimes = (...args) => {
    reads += 1;
    readTimes(...args);
  };
  aggregatesOf(after).times.follow();
  for (const { timeZone, mergeTwins } of asked) aggregatesOf(after).callCube(timeZone, mergeTwins);
  expect([reads, after.calls.count > 0]).toEqual([0, true]);
});
