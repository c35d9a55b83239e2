import { run } from "../../scripts/lib/processes.mjs";
import { benchmarkFile } from "../lib/data-files.mjs";
import { measureAll, medianOf } from "../lib/measure-all.mjs";

const ways = ["raw", "scanner", "dashboard"];
/** So much of the file must have come from storage, or the page cache was not cold. */
const leastColdShare = 0.9;

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
    const coldest = (/** @type {import("../lib/measure-all.mjs").Measured} */ { storageBytes }) =>
      storageBytes === null ? NaN : storageBytes / file.sizeBytes;
    const shares = ways.map((way) => medianOf(found, coldest)(way));
    if (!shares.every((share) => share >= leastColdShare)) {
      const reason = `the page cache kept the file: ${shares.map((share) => share.toFixed(2)).join(", ")} of it came from storage`;
      return { "P3.columns": { reason }, "P3.dashboard": { reason } };
    }
    const ms = medianOf(found, (measured) => measured.ms);
    for (const way of ways) note({ way: `${way}, page cache cold`, ms: ms(way), xRaw: ms(way) / ms("raw") });
    return { "P3.columns": ms("scanner") / ms("raw"), "P3.dashboard": ms("dashboard") / ms("raw") };
  },
};

/**
 * Writes what is unwritten and gives the file's pages back.
 * @param {string} path
 */
async function evict(path) {
  const args = [`of=${path}`, "oflag=nocache", "conv=notrunc,fdatasync", "count=0"];
  const { code, output } = await run("dd", ["if=/dev/null", ...args]);
  if (code !== 0) throw new Error(`dd could not drop the file from the page cache\n${output}`);
}
