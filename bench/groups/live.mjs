import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { benchmarkFile } from "../lib/data-files.mjs";
import { interleave, medianOf, wayOver } from "../lib/measure-all.mjs";

const appender = join(dirname(fileURLToPath(import.meta.url)), "..", "lib", "appender.mjs");

/**
 * The source that the extension reads with, while another process appends.
 * @type {import("./group.mjs").Group}
 */
export const live = {
  title: "appends by another process",
  keys: ["P7.p95", "P7.p99", "M3"],
  measure: async ({ rounds, lines, note }) => {
    const { path } = benchmarkFile("calls", lines);
    const ways = { append: wayOver("append", path, appender), hear: wayOver("hear", path, appender) };
    const found = await interleave(ways, rounds);
    const figure = (/** @type {string} */ way, /** @type {string} */ name) =>
      medianOf(found, (run) => run.detail[name] ?? NaN)(way);
    for (const way of Object.keys(ways)) {
      const [p50Ms, p95Ms, p99Ms] = ["p50Ms", "p95Ms", "p99Ms"].map((name) => figure(way, name));
      note({ way, p50Ms: p50Ms ?? NaN, p95Ms: p95Ms ?? NaN, p99Ms: p99Ms ?? NaN });
    }
    return {
      "P7.p95": figure("append", "p95Ms"),
      "P7.p99": figure("append", "p99Ms"),
      M3: figure("hear", "p95Ms"),
    };
  },
};
