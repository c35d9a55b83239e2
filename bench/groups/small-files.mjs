import { benchmarkFile } from "../lib/data-files.mjs";
import { measureAll, medianOf } from "../lib/measure-all.mjs";

/**
 * Files of other sizes and kinds, each against its own floor.
 * @type {import("./group.mjs").Group}
 */
export const smallFiles = {
  title: "a small file, and runs",
  keys: ["P14", "P15"],
  measure: async ({ rounds }) => ({
    // A floor of a few milliseconds needs more rounds than one of a hundred.
    P14: await scannerToFloor(benchmarkFile("calls", 10_000).path, rounds * 3),
    P15: await scannerToFloor(benchmarkFile("runs", 100_000).path, rounds),
  }),
};

/** @param {string} path @param {number} rounds */
async function scannerToFloor(path, rounds) {
  const ms = medianOf(await measureAll(path, ["floor", "scanner"], rounds), (run) => run.ms);
  return ms("scanner") / ms("floor");
}
