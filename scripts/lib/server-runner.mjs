// Runs the suite in the npm-carried VS Code server with a browser as its window.
import { join } from "node:path";
import { launchBrowser } from "./browser.mjs";
import { repoRoot } from "./paths.mjs";
import { readResult, waitForResult } from "./suite-result.mjs";
import { oneFailed, onePassed, sumTallies } from "./tally.mjs";
import { settledSettings, startServer, writeUserSettings } from "./vscode-server.mjs";
import { collectProblems, ownProblems, workbenchUrl } from "./workbench.mjs";

const scenarioTimeoutMs = 180_000;

/**
 * One browser serves every scenario; one server serves all scenarios that need the same flags.
 * @param {readonly import("./levels/vscode.mjs").ScenarioJob[]} jobs
 * @param {import("./browser.mjs").FoundBrowser} found
 * @param {string} root folder for everything temporary
 * @returns {Promise<readonly import("./tally.mjs").Tally[]>}
 */
export async function runInServer(jobs, found, root) {
  const browser = await launchBrowser(found);
  try {
    const tallies = [];
    for (const isTrustAsked of [false, true]) {
      const group = jobs.filter(({ scenario }) => (scenario.isTrustAsked ?? false) === isTrustAsked);
      if (group.length > 0) tallies.push(...(await runGroup(group, browser, root, isTrustAsked)));
    }
    return tallies;
  } finally {
    await browser.close();
  }
}

/**
 * @param {readonly import("./levels/vscode.mjs").ScenarioJob[]} jobs
 * @param {import("playwright-core").Browser} browser
 * @param {string} root
 * @param {boolean} isTrustAsked
 */
async function runGroup(jobs, browser, root, isTrustAsked) {
  const server = await startServer({
    dataDir: join(root, `server-${isTrustAsked ? "asking" : "trusting"}`),
    isTestDriver: true,
    isTrustAsked,
    env: { EMPATHY_TEST_RESULTS: jobs[0]?.resultDir ?? "" },
  });
  try {
    const tallies = [];
    for (const job of jobs) tallies.push(await runScenario(job, browser, server));
    return tallies;
  } finally {
    server.stop();
  }
}

/**
 * @param {import("./levels/vscode.mjs").ScenarioJob} job
 * @param {import("playwright-core").Browser} browser
 * @param {import("./vscode-server.mjs").RunningServer} server
 */
async function runScenario({ scenario, folder, suitePath, resultDir }, browser, server) {
  await writeUserSettings(server.dataDir, { ...settledSettings, ...scenario.settings });
  // A context of its own: nothing that one scenario leaves in the browser reaches the next.
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const ended = new AbortController();
  const timer = setTimeout(() => ended.abort(), scenarioTimeoutMs);
  void server.exited.then(() => ended.abort());
  try {
    const page = await context.newPage();
    const problems = collectProblems(page);
    await page.goto(workbenchUrl(server.url, { folder, extensionDir: repoRoot, suitePath }));
    const isThere = await waitForResult(resultDir, scenario.name, ended.signal);
    if (!isThere) await page.screenshot({ path: join(resultDir, `${scenario.name}.png`) });
    const result = await readResult(resultDir, scenario.name);
    return isThere ? sumTallies([result, pageTally(scenario.name, problems)]) : withLog(result, server.log());
  } finally {
    clearTimeout(timer);
    await context.close();
  }
}

/**
 * One test for the page itself: what the suite inside the extension host cannot see.
 * @param {string} scenario
 * @param {readonly import("./workbench.mjs").PageProblem[]} problems
 */
function pageTally(scenario, problems) {
  const own = ownProblems(problems);
  const detail = own.map(({ kind, text, url }) => `${kind}: ${text} (${url})`).join("\n");
  return own.length === 0 ? onePassed : oneFailed(`vscode ${scenario} > no error in the page`, detail);
}

/**
 * @param {import("./tally.mjs").Tally} tally
 * @param {string} log
 * @returns {import("./tally.mjs").Tally}
 */
function withLog(tally, log) {
  const failures = tally.failures.map(({ title, detail }) => ({
    title,
    detail: `${detail}\n${log.slice(-3000)}`,
  }));
  return { ...tally, failures };
}
