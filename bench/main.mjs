// npm run bench: measures the gates as ratios to a floor of the same run and writes bench/results.json.
// --rounds=5 --lines=1000000 --only=P1,P14. Exits 1 when a gate that was measured fails.
import { writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { repoRoot } from "../scripts/lib/paths.mjs";
import { benchmarkFile } from "./lib/data-files.mjs";
import { buildMeasure, measureAll, median } from "./lib/measure-all.mjs";

/** @param {string} name @param {string} fallback */
const option = (name, fallback) =>
  process.argv.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3) ?? fallback;

const rounds = Number(option("rounds", "5"));
const lines = Number(option("lines", "1000000"));
const only = option("only", "").split(",").filter(Boolean);

/** @typedef {{ id: string, title: string, limit: number, value: number | null, unit: string, ok: boolean }} Gate */
/** @type {Gate[]} */
const gates = [];
/** @type {Record<string, number>[]} */
const details = [];

/** @param {string} id @param {string} title @param {number} limit @param {number | null} value @param {string} unit */
function gate(id, title, limit, value, unit) {
  const rounded = value === null ? null : Number(value.toPrecision(3));
  gates.push({ id, title, limit, value: rounded, unit, ok: rounded === null || rounded <= limit });
}

const isWanted = (/** @type {string} */ id) => only.length === 0 || only.includes(id);

await buildMeasure();
if (["P1", "P2", "P8"].some(isWanted)) {
  const file = benchmarkFile("calls", lines);
  const found = measureAll(file.path, ["floor", "scanner", "product", "reference"], rounds);
  const floorMs = median(found.floor.map(({ ms }) => ms));
  const ratio = (/** @type {string} */ way) => median(found[way].map(({ ms }) => ms)) / floorMs;
  const cpuRatio = (/** @type {string} */ way) =>
    median(found[way].map(({ cpuMs }) => cpuMs)) / median(found.floor.map(({ cpuMs }) => cpuMs));
  gate("P1", "calls, cold, to columns", 3, ratio("scanner"), "x floor");
  gate(
    "P2",
    "reference path slower than the scanner by (more is better)",
    -6,
    -ratio("reference") / ratio("scanner"),
    "x",
  );
  gate(
    "P8",
    "peak memory over the start",
    80,
    median(found.scanner.map((run) => run.rssGrowthBytes / run.rows)),
    "B/record",
  );
  gate(
    "P8 columns",
    "columns of calls",
    40,
    median(found.scanner.map((run) => run.columnBytes / run.rows)),
    "B/row",
  );
  details.push({ lines, sizeBytes: file.sizeBytes, floorMs, floorGbPerS: file.sizeBytes / floorMs / 1e6 });
  details.push({ scanner: ratio("scanner"), product: ratio("product"), reference: ratio("reference") });
  details.push({
    scannerCpu: cpuRatio("scanner"),
    productCpu: cpuRatio("product"),
    referenceCpu: cpuRatio("reference"),
  });
}
if (isWanted("P14")) {
  const file = benchmarkFile("calls", 10_000);
  const found = measureAll(file.path, ["floor", "scanner"], rounds);
  const [floorMs, scannerMs] = [found.floor, found.scanner].map((runs) => median(runs.map(({ ms }) => ms)));
  gate("P14", "10,000 calls, cold, on the main thread", 2.5, scannerMs / floorMs, "x floor");
  details.push({ p14FloorMs: floorMs, p14ScannerMs: scannerMs });
}
if (isWanted("P15")) {
  const file = benchmarkFile("runs", 100_000);
  const found = measureAll(file.path, ["floor", "scanner"], rounds);
  const [floorMs, scannerMs] = [found.floor, found.scanner].map((runs) => median(runs.map(({ ms }) => ms)));
  gate("P15", "runs, cold, to columns", 5, scannerMs / floorMs, "x floor");
}
gate("P4", "CPU of DuckDB's load of the same file", 1, null, "not run");

console.table(Object.fromEntries(gates.map(({ id, ...rest }) => [id, rest])));
console.log(
  `${availableParallelism()} cores, Node ${process.version}, medians of ${rounds} interleaved processes`,
);
console.log(JSON.stringify(details));
writeFileSync(join(repoRoot, "bench", "results.json"), `${JSON.stringify(gates, null, 1)}\n`);
if (gates.some(({ ok }) => !ok)) process.exitCode = 1;
