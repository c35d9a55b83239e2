import { benchmarkFile } from "../lib/data-files.mjs";
import { measureAll, medianOf } from "../lib/measure-all.mjs";

/**
 * What the machine takes for the least that some gates need, whoever does it: they cannot be met below it.
 * @type {import("./group.mjs").Group}
 */
export const machine = {
  title: "the machine",
  keys: ["M1", "M2"],
  measure: async ({ rounds, lines }) => {
    const found = await measureAll(benchmarkFile("calls", lines).path, ["floor", "touch", "write"], rounds);
    const ms = medianOf(found, (run) => run.ms);
    const writeMs = medianOf(found, (run) => run.detail["writeMs"] ?? NaN);
    return { M1: ms("touch") / ms("floor"), M2: writeMs("write") / ms("floor") };
  },
};
