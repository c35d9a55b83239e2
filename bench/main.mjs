// npm run bench: measures the gates as ratios to a floor of the same run and writes bench/results.json.
// --rounds=5 --lines=1000000 --only=P1,P14. Exits 1 when a gate that was measured fails.
import { writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { repoRoot } from "../scripts/lib/paths.mjs";
import { benchmarkFile } from "./lib/data-files.mjs";
import { buildMeasure, measureAll, medianOf } from "./lib/measure-all.mjs";

/** @param {string} name @param {string} fallback */
const option = (name, fallback) =>
  process.argv.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3) ?? fallback;

const rounds = Number(option("rounds", "5"));
const lines = Number(option("lines", "1000000"));
const only = option("only", "").split(",").filter(Boolean);

/** @typedef {{ id: string, title: string, limit: number, value: number | null, unit: string, ok: boolean }} Gate */
/** @type {Gate[]} */
const gates = [];
/** @type {Record<string, number | string>[]} */
const details = [];

/**
 * @param {string} id @param {string} title @param {number} limit
 * @param {number | null} value null: not measured
 * @param {string} unit @param {"most" | "least"} bound
 */
function gate(id, title, limit, value, unit, bound = "most") {
  const rounded = value === null ? null : Number(value.toPrecision(3));
  const ok = rounded === null || (bound === "most" ? rounded <= limit : rounded >= limit);
  gates.push({ id, title, limit, value: rounded, unit, ok });
}

const isWanted = (/** @type {string} */ id) => only.length === 0 || only.includes(id);

await buildMeasure();
if (["P1", "P2", "P8"].some(isWanted)) {
  const file = benchmarkFile("calls", lines);
  const found = measureAll(file.path, ["floor", "scanner", "product", "reference"], rounds);
  const ms = medianOf(found, (run) => run.ms);
  const cpu = medianOf(found, (run) => run.cpuMs);
  const memory = medianOf(found, (run) => run.rssGrowthBytes / run.rows);
  const columns = medianOf(found, (run) => run.columnBytes / run.rows);
  gate("P1", "calls, cold, to columns", 3, ms("scanner") / ms("floor"), "x floor");
  gate("P2", "speed-up over JSON.parse for each line", 6, ms("reference") / ms("scanner"), "x", "least");
  gate("P8", "peak memory over the start", 80, memory("scanner"), "B/record");
  gate("P8", "columns of calls", 40, columns("scanner"), "B/row");
  for (const way of ["scanner", "product", "reference"]) {
    details.push({
      way,
      xFloor: ms(way) / ms("floor"),
      cpuXFloor: cpu(way) / cpu("floor"),
      ms: ms(way),
      cpuMs: cpu(way),
    });
  }
  details.push({ way: "floor", xFloor: 1, cpuXFloor: 1, ms: ms("floor"), cpuMs: cpu("floor") });
}
if (isWanted("P14")) {
  const ms = medianOf(
    measureAll(benchmarkFile("calls", 10_000).path, ["floor", "scanner"], rounds),
    (run) => run.ms,
  );
  gate("P14", "10,000 calls, cold, on the main thread", 2.5, ms("scanner") / ms("floor"), "x floor");
}
if (isWanted("P15")) {
  const ms = medianOf(
    measureAll(benchmarkFile("runs", 100_000).path, ["floor", "scanner"], rounds),
    (run) => run.ms,
  );
  gate("P15", "runs, cold, to columns", 5, ms("scanner") / ms("floor"), "x floor");
}
gate("P4", "CPU of DuckDB's load of the same file", 1, null, "not run");

console.table(gates);
console.log(
  `${availableParallelism()} cores, Node ${process.version}, medians of ${rounds} interleaved processes`,
);
console.table(details);
writeFileSync(join(repoRoot, "bench", "results.json"), `${JSON.stringify(gates, null, 1)}\n`);
if (gates.some(({ ok }) => !ok)) process.exitCode = 1;
