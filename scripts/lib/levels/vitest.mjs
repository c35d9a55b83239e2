// Levels that Vitest runs. Unit, contract and webview tests run in one process, because coverage is of all
// three together; `runVitestLevels` hands each level its part.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkWrittenCoverage } from "../coverage-check.mjs";
import { repoRoot } from "../paths.mjs";
import { run } from "../processes.mjs";
import { oneFailed, oneSkipped } from "../tally.mjs";
import { readReport, tallyFiles } from "../vitest-report.mjs";

/** @typedef {import("../tally.mjs").Tally} Tally */

/** In the order they are shown. `unit` holds the property tests too. */
export const vitestProjects = /** @type {const} */ (["unit", "contract", "webview"]);

/**
 * Runs the given projects at once.
 * @param {readonly string[]} projects
 * @param {readonly string[]} filters
 * @returns {Promise<readonly { name: string, tally: Tally }[]>} one for each project, then `coverage` if all ran
 */
export async function runVitestLevels(projects, filters) {
  // A part of the tests says nothing about coverage.
  const hasCoverage = projects.length === vitestProjects.length && filters.length === 0;
  if (hasCoverage) await rm(join(repoRoot, "coverage"), { recursive: true, force: true });
  const args = projects.flatMap((project) => ["--project", project]);
  if (hasCoverage) args.push("--coverage");
  const { outcome, result } = await vitest("vitest", [...args, ...filters]);
  if ("failed" in result) return [{ name: projects.join("+"), tally: result.failed }];
  const { testResults } = result.report;
  const levels = projects.map((name) => ({
    name,
    tally: orSkipped(
      tallyFiles(testResults.filter((file) => belongsTo(file.name, name))),
      `test/${name} has no test`,
    ),
  }));
  if (hasCoverage) levels.push({ name: "coverage", tally: checkWrittenCoverage() });
  const isExplained = outcome.code === 0 || levels.some(({ tally }) => tally.failures.length > 0);
  const hasTests = testResults.length > 0;
  if (!isExplained && hasTests) {
    levels.push({
      name: "vitest",
      tally: oneFailed(`Vitest ended with code ${outcome.code}`, outcome.output),
    });
  }
  return levels;
}

/**
 * @param {string} file absolute path
 * @param {string} project
 */
function belongsTo(file, project) {
  return file.replaceAll("\\", "/").includes(`/test/${project}/`);
}

/**
 * @param {Tally} tally
 * @param {string} reason
 */
function orSkipped(tally, reason) {
  const count = tally.passed + tally.failures.length + tally.skips.length;
  return count === 0 ? oneSkipped(reason) : tally;
}

/** @type {import("../tally.mjs").Level} */
export const endToEndLevel = {
  name: "e2e",
  title: "the packaged extension in a live VS Code in Chromium, with axe",
  run: async ({ filters }) => {
    const { outcome, result } = await vitest("e2e", ["--config", "test/e2e/vitest.config.ts", ...filters]);
    if ("failed" in result) return result.failed;
    const tally = tallyFiles(result.report.testResults);
    const isExplained =
      outcome.code === 0 || tally.failures.length > 0 || result.report.testResults.length === 0;
    return isExplained ? tally : oneFailed(`Vitest ended with code ${outcome.code}`, outcome.output);
  },
};

/**
 * @param {string} name of the report
 * @param {readonly string[]} args
 */
async function vitest(name, args) {
  // A folder of its own: two runs in one tree must not read each other's report.
  const dir = await mkdtemp(join(tmpdir(), "empathy-vitest-"));
  try {
    const reportPath = join(dir, `${name}.json`);
    const program = join(repoRoot, "node_modules", "vitest", "vitest.mjs");
    const flags = ["run", "--reporter=json", `--outputFile=${reportPath}`, "--passWithNoTests"];
    const outcome = await run(process.execPath, [program, ...flags, ...args], { cwd: repoRoot });
    return { outcome, result: readReport(reportPath, outcome) };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
