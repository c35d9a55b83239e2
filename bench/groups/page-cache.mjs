import { run } from "../../scripts/lib/processes.mjs";
import { benchmarkFile } from "../lib/data-files.mjs";
import { measureAll, medianOf } from "../lib/measure-all.mjs";
import { NotMeasured } from "../lib/not-measured.mjs";

const ways = ["raw", "scanner", "dashboard"];
/** So much of the file must have come from storage, or the page cache was not cold. */
const neededColdShare = 0.9;

/**
 * The file has to come from storage. Only a process that says it did counts.
 * @type {import("./group.mjs").Group}
 */
export const pageCache = {
  title: "page cache cold",
  keys: ["P3.columns", "P3.dashboard"],
  measure: async ({ rounds, lines, note }) => {
    const file = benchmarkFile("calls", lines);
    const found = await measureAll(file.path, ways, rounds, () => evict(file.path));
    const coldShare = leastColdShareOf(Object.values(found).flat(), file.sizeBytes);
    if (Number.isNaN(coldShare)) throw new NotMeasured("the system does not say what came from storage");
    if (coldShare < neededColdShare)
      throw new NotMeasured(`the page cache kept the file: ${coldShare.toFixed(2)} of it came from storage`);
    const ms = medianOf(found, (measured) => measured.ms);
    for (const way of ways) note({ way: `${way}, page cache cold`, ms: ms(way), xRaw: ms(way) / ms("raw") });
    return { "P3.columns": ms("scanner") / ms("raw"), "P3.dashboard": ms("dashboard") / ms("raw") };
  },
};

/**
 * The share of the file that came from storage in the process where it was least; NaN where the system does not say.
 * @param {readonly Pick<import("../lib/measure-all.mjs").Measured, "storageBytes">[]} runs
 * @param {number} sizeBytes of the file
 */
export function leastColdShareOf(runs, sizeBytes) {
  return Math.min(...runs.map(({ storageBytes }) => (storageBytes ?? NaN) / sizeBytes));
}

/**
 * Writes what is unwritten and gives the file's pages back.
 * @param {string} path
 */
async function evict(path) {
  const args = [`of=${path}`, "oflag=nocache", "conv=notrunc,fdatasync", "count=0"];
  const { code, output } = await run("dd", ["if=/dev/null", ...args]);
  if (code !== 0) throw new NotMeasured(`dd could not drop the file from the page cache\n${output}`);
}
