import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Dataset } from "../../../src/core/store/dataset.ts";
import { history, interleaved, nextOf, spread } from "./histories.ts";
import { naiveDataset, type Fed } from "./naive-dataset.ts";
import { observe } from "./observed-dataset.ts";

describe("Dataset, as a whole", () => {
  it("equals brute force at every moment of reading, in any interleaving of the files", () => {
    fc.assert(
      fc.property(history, ({ calls, others, choices }) => {
        const dataset = new Dataset();
        const fed = interleaved(spread([...calls, ...others], dataset, choices), choices);
        const files = dataset.files().map((state) => state.file);
        const done: Fed[] = [];
        for (const each of fed) {
          dataset.addRecord(each.file, each.line, each.record);
          done.push(each);
          if (nextOf(choices) % 5 === 0 || done.length === fed.length) {
            expect(observe(dataset)).toEqual(naiveDataset(done, files));
          }
        }
        for (const { record, file, line } of fed) {
          const found = dataset.locate(`${record.kind}:${file.label}:${line.byteOffset}`);
          expect(found).toMatchObject({ kind: record.kind, byteLength: line.byteLength });
        }
      }),
      { numRuns: 150 },
    );
  }, 30_000);

  it("says the same in the end, whichever order its files were read in", () => {
    fc.assert(
      fc.property(history, ({ calls, others, choices }) => {
        const [one, two] = [new Dataset(), new Dataset()];
        const fed = spread([...calls, ...others], one, choices);
        for (const { file } of fed) two.registerFile(file);
        for (const each of interleaved(fed, choices)) one.addRecord(each.file, each.line, each.record);
        for (const each of interleaved(fed, choices)) two.addRecord(each.file, each.line, each.record);
        expect(observe(one)).toEqual(observe(two));
      }),
      { numRuns: 100 },
    );
  }, 30_000);
});
