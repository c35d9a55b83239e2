import { benchmarkFile } from "../lib/data-files.mjs";
import { measureAll, medianOf } from "../lib/measure-all.mjs";

const ways = ["floor", "scanner", "dashboard", "product", "parse", "reference"];

/**
 * A million calls that were never read before, the file in the page cache.
 * @type {import("./group.mjs").Group}
 */
export const coldLoad = {
  title: "cold load",
  keys: ["P1", "P2.dashboard", "P2.speedup", "P8.peak", "P8.columns"],
  measure: async ({ rounds, lines, note }) => {
    const found = await measureAll(benchmarkFile("calls", lines).path, ways, rounds);
    const ms = medianOf(found, (run) => run.ms);
    const cpuMs = medianOf(found, (run) => run.cpuMs);
    const perRow = (/** @type {"rssGrowthBytes" | "columnBytes"} */ figure) =>
      medianOf(found, (run) => run[figure] / run.rows);
    for (const way of ways) {
      const bytesPerRow = perRow("rssGrowthBytes")(way);
      note({ way, xFloor: ms(way) / ms("floor"), ms: ms(way), cpuMs: cpuMs(way), bytesPerRow });
    }
    return {
      P1: ms("scanner") / ms("floor"),
      "P2.dashboard": ms("dashboard") / ms("floor"),
      "P2.speedup": ms("parse") / ms("dashboard"),
      "P8.peak": perRow("rssGrowthBytes")("scanner"),
      "P8.columns": perRow("columnBytes")("scanner"),
    };
  },
};
