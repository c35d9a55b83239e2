// The part of the benchmark that runs in `npm test`; prints its cases as JSON. A small file, few rounds, and limits
// that a busy machine meets and work that has become three times slower does not: ratios of CPU time, never times.
import { benchmarkFile } from "./lib/data-files.mjs";
import { buildMeasure, leastOf, measureAll, wayOver } from "./lib/measure-all.mjs";

/** Four segments of columns, nearly full: enough to outweigh what every start costs. */
const calls = 260_000;
const runs = 40_000;
const rounds = 2;
const messageBytes = 16 * 1024;

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
    {
      title: "calls to columns, CPU against JSON.parse",
      value: callCpu("scanner") / callCpu("parse"),
      limit: 1.1,
    },
    {
      title: "calls to a whole dashboard, likewise",
      value: callCpu("dashboard") / callCpu("parse"),
      limit: 2.5,
    },
    { title: "runs to columns, likewise", value: runCpu("scanner") / runCpu("parse"), limit: 2 },
    { title: "columns, bytes a call", value: bytesPerCall, limit: 60 },
    { title: "message to the webview, bytes", value: message, limit: messageBytes },
  ];
}

process.stdout.write(JSON.stringify(await reducedBench()));
