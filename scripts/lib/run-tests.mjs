import { parseArgs } from "node:util";
import { findBrowser } from "./browser.mjs";
import { benchLevel } from "./levels/bench.mjs";
import { packageLevel } from "./levels/package.mjs";
import { buildLevel, bundleLevel, lintLevel, typecheckLevel } from "./levels/static.mjs";
import { endToEndLevel, runVitestLevels, vitestProjects } from "./levels/vitest.mjs";
import { vscodeLevel } from "./levels/vscode.mjs";
import { ensureServerPackage, serverUnsupportedReason } from "./server-package.mjs";
import { countsLine, exitCodeOf, runLevel, sumTallies } from "./tally.mjs";

/** @typedef {import("./tally.mjs").Tally} Tally */

const levelsBefore = [typecheckLevel, lintLevel];
const levelsAfter = [buildLevel, bundleLevel, packageLevel, benchLevel, vscodeLevel, endToEndLevel];
const allNames = [
  ...levelsBefore.map(({ name }) => name),
  ...vitestProjects,
  ...levelsAfter.map(({ name }) => name),
];

function helpText() {
  const describe = (/** @type {import("./tally.mjs").Level} */ { name, title }) =>
    `  ${name.padEnd(11)} ${title}`;
  const vitestLines = vitestProjects.map((name) => `  ${name.padEnd(11)} test/${name}`);
  return `Usage: npm test [-- options] [filter ...]

Runs every level, or those of --only, and ends with "N passed, N failed, N skipped".
A filter is a part of a test file's path; it applies to the levels that have test files.

  --only=a,b           levels to run, in this order:
${[...levelsBefore.map(describe), ...vitestLines, ...levelsAfter.map(describe)].map((line) => `  ${line}`).join("\n")}
                       With all of ${vitestProjects.join(", ")} and no filter, coverage is measured
                       and must be reached.
  --runner=server      the suite inside VS Code runs in the npm-carried server with a browser (default)
  --runner=electron    ... or in a desktop VS Code: $VSCODE_EXECUTABLE, else a downloaded one
  --help               this text

Exit code: 0 all passed; 1 something failed, or, where the environment has CI set, was skipped; 2 wrong usage.
`;
}

/**
 * @typedef {object} Options
 * @property {readonly string[]} only
 * @property {readonly string[]} filters
 * @property {"server" | "electron"} runner
 * @property {boolean} isHelp
 */

/**
 * Throws a TypeError when the arguments are not understood.
 * @param {readonly string[]} argv
 * @returns {Options}
 */
function readOptions(argv) {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: { only: { type: "string" }, runner: { type: "string" }, help: { type: "boolean" } },
  });
  const only = values.only?.split(",") ?? allNames;
  const unknown = only.find((name) => !allNames.includes(name));
  if (unknown !== undefined)
    throw new TypeError(`There is no level "${unknown}". Levels: ${allNames.join(", ")}`);
  const hasNoServer = serverUnsupportedReason() !== undefined;
  const runner = values.runner ?? (hasNoServer || process.env["VSCODE_EXECUTABLE"] ? "electron" : "server");
  if (runner !== "server" && runner !== "electron") throw new TypeError(`There is no runner "${runner}"`);
  return {
    only,
    filters: positionals,
    runner,
    isHelp: values.help ?? false,
  };
}

/**
 * @param {readonly string[]} argv
 * @returns {Promise<number>} exit code
 */
export async function runTests(argv) {
  let options;
  try {
    options = readOptions(argv);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    console.error(`${error.message}\n\n${helpText()}`);
    return 2;
  }
  if (options.isHelp) {
    console.log(helpText());
    return 0;
  }
  const total = sumTallies(await runChosen(options));
  printDetails(total);
  console.log(countsLine(total));
  return exitCodeOf(total, Boolean(process.env["CI"]));
}

/** @param {Options} options */
async function runChosen({ only, filters, runner }) {
  const context = { runner, filters };
  prepareDownloads(only, runner);
  /** @type {Tally[]} */
  const tallies = [];
  const runOne = async (/** @type {import("./tally.mjs").Level} */ level) => {
    if (!only.includes(level.name)) return;
    const startedAtMs = Date.now();
    const tally = await runLevel(level, context);
    tallies.push(tally);
    printProgress(level.name, tally, Date.now() - startedAtMs);
  };
  for (const level of levelsBefore) await runOne(level);
  const projects = vitestProjects.filter((name) => only.includes(name));
  if (projects.length > 0) {
    const startedAtMs = Date.now();
    for (const { name, tally } of await vitestTallies(projects, filters)) {
      tallies.push(tally);
      printProgress(name, tally, Date.now() - startedAtMs);
    }
  }
  for (const level of levelsAfter) await runOne(level);
  return tallies;
}

/**
 * @param {readonly string[]} projects
 * @param {readonly string[]} filters
 */
async function vitestTallies(projects, filters) {
  /** @type {readonly { name: string, tally: Tally }[]} */
  let parts = [];
  const crash = await runLevel(
    {
      name: projects.join("+"),
      title: "",
      run: async () => {
        parts = await runVitestLevels(projects, filters);
        return sumTallies(parts.map(({ tally }) => tally));
      },
    },
    { runner: "server", filters },
  );
  return parts.length > 0 ? parts : [{ name: projects.join("+"), tally: crash }];
}

/**
 * Starts the slow downloads while the first levels run. A failure is reported by the level that needs them.
 * @param {readonly string[]} only
 * @param {string} runner
 */
function prepareDownloads(only, runner) {
  const needsServer = only.includes("e2e") || (only.includes("vscode") && runner === "server");
  if (!needsServer || serverUnsupportedReason()) return;
  const ignore = () => undefined;
  ensureServerPackage()
    .then(() => findBrowser(), ignore)
    .catch(ignore);
}

/**
 * @param {string} name
 * @param {Tally} tally
 * @param {number} durationMs
 */
function printProgress(name, tally, durationMs) {
  console.log(`${name.padEnd(11)} ${countsLine(tally)} (${(durationMs / 1000).toFixed(1)} s)`);
}

/** @param {Tally} tally */
function printDetails({ failures, skips }) {
  for (const { title, detail } of failures) console.log(`\nFAILED ${title}\n${detail}`);
  for (const reason of skips) console.log(`\nSKIPPED ${reason}`);
  console.log();
}
