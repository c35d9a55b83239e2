import { benchmarkFile } from "../lib/data-files.mjs";
import { measureAll, medianOf } from "../lib/measure-all.mjs";

const ways = ["turns", "turns-thread"];

/**
 * How long a load keeps the event loop from turning, read on the main thread and with the help of a thread.
 * @type {import("./group.mjs").Group}
 */
export const eventLoop = {
  title: "turns of the event loop while loading",
  keys: ["P11"],
  measure: async ({ rounds, lines, note }) => {
    const found = await measureAll(benchmarkFile("calls", lines).path, ways, rounds);
    const ms = medianOf(found, (run) => run.ms);
    const cpuMs = medianOf(found, (run) => run.cpuMs);
    const gapMs = medianOf(found, (run) => run.detail.longestMs ?? NaN);
    for (const way of ways) note({ way, ms: ms(way), cpuMs: cpuMs(way), gapMs: gapMs(way) });
    return { P11: gapMs("turns") };
  },
};
