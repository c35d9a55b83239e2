import { benchmarkFile } from "../lib/data-files.mjs";
import { measureAll, medianOf } from "../lib/measure-all.mjs";

/**
 * Changes of the filter on data that are loaded.
 * @type {import("./group.mjs").Group}
 */
export const filters = {
  title: "changes of the filter",
  keys: ["P9.cube", "P9.scan"],
  measure: async ({ rounds, lines, note }) => {
    const found = await measureAll(benchmarkFile("calls", lines).path, ["filter"], rounds);
    const figure = (/** @type {string} */ name) =>
      medianOf(found, (run) => run.detail[name] ?? NaN)("filter");
    const [cubeMs, scanMs, bareMs] = [figure("cubeMs"), figure("scanMs"), figure("bareMs")];
    note({ way: "filter change", cubeMs, scanMs, bareMs });
    return { "P9.cube": cubeMs, "P9.scan": scanMs / bareMs };
  },
};
