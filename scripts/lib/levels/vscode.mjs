// The suite inside the real VS Code, by one of two runners: the npm-carried server with a browser, or Electron.
import { cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { scenarios } from "../../../test/vscode/scenarios.mjs";
import { findBrowser } from "../browser.mjs";
import { ensureBuilt } from "../build-record.mjs";
import { runInElectron } from "../electron-runner.mjs";
import { repoRoot, resultsDir } from "../paths.mjs";
import { run } from "../processes.mjs";
import { serverUnsupportedReason } from "../server-package.mjs";
import { runInServer } from "../server-runner.mjs";
import { findSuiteFiles, suiteBundlePath } from "../suite-bundles.mjs";
import { oneFailed, oneSkipped, sumTallies } from "../tally.mjs";

/**
 * @typedef {object} ScenarioJob
 * @property {import("../../../test/vscode/scenarios.mjs").Scenario} scenario
 * @property {string} folder the workspace folder, filled
 * @property {string} suitePath
 * @property {string} resultDir
 */

/** @type {import("../tally.mjs").Level} */
export const vscodeLevel = {
  name: "vscode",
  title: "the suite inside the real VS Code",
  run: async ({ runner, filters }) => {
    await ensureBuilt("any");
    const built = await run(process.execPath, ["esbuild.mjs", "--tests"], { cwd: repoRoot });
    if (built.code !== 0) return oneFailed("the suite could not be bundled", built.output);
    const files = findSuiteFiles();
    const hasTests = (/** @type {string} */ name) => (files.get(name) ?? []).length > 0;
    const isWanted = (/** @type {string} */ name) =>
      filters.length === 0 || filters.some((filter) => `test/vscode/${name}`.includes(filter));
    const wanted = scenarios.filter(({ name }) => isWanted(name));
    const empty = wanted
      .filter(({ name }) => !hasTests(name))
      .map(({ name }) => oneSkipped(`test/vscode/${name} has no test`));
    const ran = await runJobs(
      wanted.filter(({ name }) => hasTests(name)),
      runner,
    );
    return sumTallies([...empty, ...ran]);
  },
};

/**
 * @param {readonly import("../../../test/vscode/scenarios.mjs").Scenario[]} chosen
 * @param {"server" | "electron"} runner
 */
async function runJobs(chosen, runner) {
  if (chosen.length === 0) return [];
  const root = await mkdtemp(join(tmpdir(), "empathy-vscode-"));
  const resultDir = join(root, "results");
  await mkdir(resultDir);
  try {
    /** @type {ScenarioJob[]} */
    const jobs = [];
    for (const scenario of chosen) {
      const folder = join(root, "workspaces", scenario.name);
      await mkdir(folder, { recursive: true });
      await scenario.makeWorkspace(folder);
      jobs.push({ scenario, folder, suitePath: suiteBundlePath(scenario.name), resultDir });
    }
    return await (runner === "electron" ? runInElectron(jobs, root) : runWithBrowser(jobs, root));
  } finally {
    // Kept for people: the steps of each scenario, and a picture of one that did not end.
    await cp(resultDir, join(resultsDir, "vscode"), { recursive: true, force: true });
    await rm(root, { recursive: true, force: true, maxRetries: 5 });
  }
}

/**
 * @param {readonly ScenarioJob[]} jobs
 * @param {string} root folder for everything temporary
 */
async function runWithBrowser(jobs, root) {
  const browser = await findBrowser();
  const reason =
    serverUnsupportedReason() ??
    (browser ? undefined : "no Chromium, Chrome or Edge was found; set CHROMIUM_PATH");
  if (reason || !browser) return jobs.map(({ scenario }) => oneSkipped(`vscode ${scenario.name}: ${reason}`));
  return runInServer(jobs, browser, root);
}
