import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { findBrowser, launchBrowser } from "./browser.mjs";
import { ensureBuilt } from "./build-record.mjs";
import { openWorkbench } from "./live-workbench.mjs";
import { distDir, repoRoot } from "./paths.mjs";
import { run } from "./processes.mjs";
import { startServer } from "./vscode-server.mjs";

const picturesDir = join(repoRoot, "docs", "guides", "pictures");
const containerTitle = "Empathy Telemetry";
const dashboardCommand = "Empathy: Open Dashboard";
/** Shown by either webview once it has data. */
const readySelector = "main h2, main h1";
/** Shown by a webview that is still loading. */
const busySelector = '[aria-busy="true"]';

const sidebarWidthPx = 300;
const sidebarHeightPx = 900;
const dashboardWidthPx = 1200;
const dashboardHeightPx = 900;

/** What is opened in the dashboard for the guide's closer looks, by the name of the picture. */
const closeLooks = /** @type {const} */ ([
  ["run-dark", showRun],
  ["explain-dark", explainCost],
  ["health-dark", showHealth],
]);

const pictureThemes = /** @type {const} */ ([
  ["light", "light"],
  ["dark", "dark"],
  ["hc", "hc-dark"],
]);

/**
 * Writes every picture of the guide.
 * @returns {Promise<readonly string[]>} their paths, relative to the repository
 */
export async function takePictures() {
  const found = await findBrowser();
  if (!found) throw new Error("No Chromium, Chrome or Edge was found; set CHROMIUM_PATH");
  await ensureBuilt("production");
  await mkdir(picturesDir, { recursive: true });
  const root = await mkdtemp(join(tmpdir(), "empathy-pictures-"));
  const workspace = join(root, "sample");
  const made = await run(process.execPath, [join(distDir, "sample.cjs"), "create", workspace]);
  if (made.code !== 0) throw new Error(`The sample workspace could not be made:\n${made.output}`);
  const server = await startServer({ dataDir: join(root, "server"), isTestDriver: true });
  const browser = await launchBrowser(found);
  try {
    const paths = [];
    for (const [name, theme] of pictureThemes) {
      paths.push(await pictureOfPanel(browser, server, { workspace, theme, path: pathOf(`panel-${name}`) }));
      paths.push(
        await pictureOfDashboard(browser, server, { workspace, theme, path: pathOf(`dashboard-${name}`) }),
      );
    }
    for (const [name, steps] of closeLooks) {
      const job = { workspace, theme: /** @type {const} */ ("dark"), path: pathOf(name), steps };
      paths.push(await pictureOfDashboard(browser, server, job));
    }
    return paths.map((path) => relative(repoRoot, path));
  } finally {
    await browser.close();
    server.stop();
    await server.exited;
    await rm(root, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** @param {string} name */
function pathOf(name) {
  return join(picturesDir, `${name}.png`);
}

/**
 * @typedef {object} PictureJob
 * @property {string} workspace
 * @property {keyof typeof import("./live-workbench.mjs").themes} theme
 * @property {string} path
 */

/**
 * The side bar alone, as narrow as it usually is.
 * @param {import("playwright-core").Browser} browser
 * @param {import("./vscode-server.mjs").RunningServer} server
 * @param {PictureJob} job
 */
async function pictureOfPanel(browser, server, { workspace, theme, path }) {
  const viewport = { width: 1000, height: sidebarHeightPx };
  const live = await openWorkbench(browser, server, {
    workspace,
    theme,
    viewport,
    scale: 2,
    extensionDir: repoRoot,
  });
  try {
    await live.openViewContainer(containerTitle);
    await live.resizeSidebar(sidebarWidthPx);
    await settle(live);
    await live.page.locator(".part.sidebar").screenshot({ path, animations: "disabled" });
    return path;
  } finally {
    await live.close();
  }
}

/**
 * The dashboard alone, in an editor as wide as on a usual screen, after `steps` were taken in it.
 * @param {import("playwright-core").Browser} browser
 * @param {import("./vscode-server.mjs").RunningServer} server
 * @param {PictureJob & { steps?: (frame: import("playwright-core").Frame) => Promise<void> }} job
 */
async function pictureOfDashboard(browser, server, { workspace, theme, path, steps }) {
  const viewport = { width: 1280, height: dashboardHeightPx };
  const live = await openWorkbench(browser, server, {
    workspace,
    theme,
    viewport,
    scale: 2,
    extensionDir: repoRoot,
  });
  try {
    await live.runCommand(dashboardCommand);
    await live.findWebview(readySelector);
    await live.runCommand("View: Toggle Primary Side Bar Visibility");
    await live.page.locator(".part.sidebar").waitFor({ state: "hidden" });
    const editor = live.page.locator(".part.editor");
    const box = await editor.boundingBox();
    if (!box) throw new Error("The editor is not visible");
    const width = Math.round(viewport.width + dashboardWidthPx - box.width);
    await live.page.setViewportSize({ width, height: viewport.height });
    const frame = await settle(live);
    if (steps) {
      await steps(frame);
      await settle(live);
    }
    await editor.screenshot({ path, animations: "disabled" });
    return path;
  } finally {
    await live.close();
  }
}

/** @param {import("playwright-core").Frame} frame */
async function showRun(frame) {
  await frame.getByRole("button", { name: "Runs", exact: true }).click();
  const grid = frame.getByRole("grid", { name: /^Runs/ });
  await grid.getByRole("row").filter({ hasText: "code-review" }).first().click();
  await frame.getByRole("list", { name: "Stages" }).waitFor();
}

/** @param {import("playwright-core").Frame} frame */
async function explainCost(frame) {
  await frame.getByRole("button", { name: "Explain Cost" }).click();
  await frame.getByRole("article").waitFor();
}

/** @param {import("playwright-core").Frame} frame */
async function showHealth(frame) {
  await frame.getByRole("contentinfo").getByRole("button").click();
  await frame.getByRole("article", { name: "Data health" }).waitFor();
}

/**
 * Waits until the webview shows data and has drawn it.
 * @param {import("./live-workbench.mjs").Workbench} live
 */
async function settle(live) {
  const frame = await live.findWebview(readySelector);
  await frame.locator(busySelector).first().waitFor({ state: "detached" });
  // The charts' code is loaded after the figures.
  await frame.locator("canvas").first().waitFor();
  // Nothing tells when a canvas has its last frame: two frames after the layout has come to rest.
  await frame.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  return frame;
}
