// Runs the same suite in the desktop VS Code, by @vscode/test-electron.
import { join } from "node:path";
import { downloadAndUnzipVSCode, runTests } from "@vscode/test-electron";
import { cachePath, repoRoot } from "./paths.mjs";
import { readResult } from "./suite-result.mjs";
import { oneSkipped } from "./tally.mjs";
import { settledSettings, writeDesktopSettings } from "./vscode-server.mjs";

/**
 * Uses the VS Code that $VSCODE_EXECUTABLE names, else downloads the stable one into the per-user cache.
 * @param {readonly import("./levels/vscode.mjs").ScenarioJob[]} jobs
 * @param {string} root folder for everything temporary
 * @returns {Promise<readonly import("./tally.mjs").Tally[]>}
 */
export async function runInElectron(jobs, root) {
  const found = await findVsCode();
  if ("reason" in found)
    return jobs.map(({ scenario }) => oneSkipped(`vscode ${scenario.name}: ${found.reason}`));
  const tallies = [];
  for (const job of jobs) tallies.push(await runScenario(job, found.path, root));
  return tallies;
}

/** @returns {Promise<{ path: string } | { reason: string }>} */
async function findVsCode() {
  const { VSCODE_EXECUTABLE: chosen } = process.env;
  if (chosen) return { path: chosen };
  try {
    return {
      path: await downloadAndUnzipVSCode({ version: "stable", cachePath: cachePath("vscode-desktop") }),
    };
  } catch (error) {
    return { reason: `VS Code could not be downloaded (${String(error)}); set VSCODE_EXECUTABLE` };
  }
}

/**
 * @param {import("./levels/vscode.mjs").ScenarioJob} job
 * @param {string} vscodeExecutablePath
 * @param {string} root
 */
async function runScenario({ scenario, folder, suitePath, resultDir }, vscodeExecutablePath, root) {
  const userDataDir = join(root, `desktop-${scenario.name}`);
  await writeDesktopSettings(userDataDir, { ...settledSettings, ...scenario.settings });
  const launchArgs = [
    folder,
    "--user-data-dir",
    userDataDir,
    "--extensions-dir",
    join(userDataDir, "extensions"),
  ];
  launchArgs.push("--disable-gpu", "--no-sandbox");
  if (!scenario.isTrustAsked) launchArgs.push("--disable-workspace-trust");
  try {
    await runTests({
      vscodeExecutablePath,
      extensionDevelopmentPath: repoRoot,
      extensionTestsPath: suitePath,
      extensionTestsEnv: { EMPATHY_TEST_RESULTS: resultDir },
      launchArgs,
    });
  } catch (error) {
    // A failed test also ends here. The result file tells which of the two it was.
    console.error(`VS Code ended with: ${String(error)}`);
  }
  return readResult(resultDir, scenario.name);
}
