// The part of the benchmark that runs in `npm test`; prints its cases as JSON. A small file, few rounds, and ratios of
// CPU time, never times.
import { benchmarkFile } from "./lib/data-files.mjs";
import { buildMeasure, leastOf, measureAll, wayOver } from "./lib/measure-all.mjs";
import { reducedLimits } from "./lib/reduced-limits.mjs";

/** Four segments of columns, nearly full: enough to outweigh what every start costs. */
const calls = 260_000;
const runs = 40_000;
const rounds = 2;

/**
 * @typedef {object} Case
 * @property {string} title
 * @property {number} value
 * @property {number} limit upper
 */

/**
 * Measures everything of the reduced set.
 * @returns {Promise<readonly Case[]>}
 */
async function reducedBench() {
  await buildMeasure();
  const onCalls = await measureAll(
    benchmarkFile("calls", calls).path,
    ["parse", "scanner", "dashboard"],
    rounds,
  );
  const onRuns = await measureAll(benchmarkFile("runs", runs).path, ["parse", "scanner"], rounds);
  const small = await wayOver("dashboard", benchmarkFile("calls", 10_000).path)();
  const callCpu = leastOf(onCalls, (run) => run.cpuMs);
  const runCpu = leastOf(onRuns, (run) => run.cpuMs);
  const bytesPerCall = leastOf(onCalls, (run) => run.columnBytes / run.rows)("scanner");
  const large = leastOf(onCalls, (run) => run.detail["messageBytes"] ?? NaN)("dashboard");
  const message = Math.max(large, small.detail["messageBytes"] ?? NaN);
  return [
    { ...reducedLimits.callColumns, value: callCpu("scanner") / callCpu("parse") },
    { ...reducedLimits.dashboard, value: callCpu("dashboard") / callCpu("parse") },
    { ...reducedLimits.runColumns, value: runCpu("scanner") / runCpu("parse") },
    { ...reducedLimits.bytesPerCall, value: bytesPerCall },
    { ...reducedLimits.message, value: message },
  ];
}

process.stdout.write(JSON.stringify(await reducedBench()));
