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
  keys: ["P7.p95", "P7.p99"],
  measure: async ({ rounds, lines, note }) => {
    const { path } = benchmarkFile("calls", lines);
    const found = await interleave({ append: wayOver("append", path, appender) }, rounds);
    const figure = (/** @type {string} */ name) =>
      medianOf(found, (run) => run.detail[name] ?? NaN)("append");
    const [p50Ms, p95Ms, p99Ms] = [figure("p50Ms"), figure("p95Ms"), figure("p99Ms")];
    note({ way: "append to aggregates", p50Ms, p95Ms, p99Ms });
    return { "P7.p95": p95Ms, "P7.p99": p99Ms };
  },
};
