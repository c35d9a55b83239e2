// npm run bench: measures every gate as a ratio to a floor of the same run, prints a table, writes bench/results.json.
import { readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { exitOnSignals } from "../scripts/lib/processes.mjs";
import { repoRoot } from "../scripts/lib/paths.mjs";
import { gates } from "./gates.mjs";
import { allGroups } from "./groups/all-groups.mjs";
import { withMarkedPart } from "./lib/docs-table.mjs";
import { buildMeasure } from "./lib/measure-all.mjs";
import { readOptions, usage } from "./lib/options.mjs";
import { markdownTable, rounded, textTable } from "./lib/report.mjs";
import { runBench } from "./lib/run-bench.mjs";

exitOnSignals();
try {
  const options = readOptions(process.argv.slice(2), [...new Set(gates.map(({ id }) => id))]);
  if (options.isHelp) console.log(usage);
  else process.exitCode = await bench(options);
} catch (error) {
  if (!(error instanceof TypeError)) throw error;
  console.error(`${error.message}\n\n${usage}`);
  process.exitCode = 2;
}

/** @param {import("./lib/options.mjs").Options} options */
async function bench(options) {
  await buildMeasure();
  const groups = allGroups(options.hasVscode);
  const { results, details, exitCode } = await runBench(gates, groups, options, (line) =>
    console.error(line),
  );
  const machine = `${availableParallelism()} cores, Node ${process.version}, ${process.platform} ${process.arch}; ${basisOf(options)}`;
  console.table(details.map(rounded));
  console.log(`${textTable(results)}\n\n${machine}`);
  writeFileSync(join(repoRoot, "bench", "results.json"), `${JSON.stringify(results, null, 1)}\n`);
  if (options.writesDocs) {
    const path = join(repoRoot, "docs", "performance.md");
    const text = `${machine}.\n\n${markdownTable(results)}`;
    writeFileSync(path, withMarkedPart(readFileSync(path, "utf8"), text));
  }
  return exitCode;
}

/**
 * What the figures come from.
 * @param {import("./lib/options.mjs").Options} options
 */
function basisOf({ runs, rounds, lines, fuzzLines }) {
  return (
    `${runs > 1 ? `${runs} runs, of which the worst counts, each of ` : ""}${lines} lines (${fuzzLines} for P13). ` +
    `Medians of ${rounds} interleaved processes (P14: ${rounds * 3}); P10, P13, P17 reads and P18 come from one ` +
    "process, P7 painted, E and the rest of P17 from one window (first paint: the median of three)"
  );
}
