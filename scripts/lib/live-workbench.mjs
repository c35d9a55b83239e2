// A live VS Code in a browser page, driven the way a person would: for end-to-end tests and for pictures.
import { mkdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { repoRoot } from "./paths.mjs";
import { readUserSettings, settledSettings, writeUserSettings } from "./vscode-server.mjs";
import { collectProblems, ownProblems, workbenchUrl } from "./workbench.mjs";

const readyTimeoutMs = 60_000;
const actionTimeoutMs = 20_000;

/** VS Code's own themes by the words of the guide. */
export const themes = Object.freeze({
  light: "Default Light Modern",
  dark: "Default Dark Modern",
  "hc-dark": "Default High Contrast",
  "hc-light": "Default High Contrast Light",
});

/**
 * @typedef {object} OpenOptions
 * @property {string} workspace absolute path of the folder; an empty string opens none
 * @property {keyof typeof themes} [theme] default: dark
 * @property {Readonly<Record<string, unknown>>} [settings] user settings, over the settled ones
 * @property {{ width: number, height: number }} [viewport] in CSS pixels
 * @property {number} [scale] device pixels for each CSS pixel, for sharp pictures; default: 1
 * @property {string} [extensionDir] an extension under development; default: what the server has installed
 * @property {() => void} [script] runs in every frame before its own scripts, and can use nothing from around it
 *
 * @typedef {object} AxeViolation
 * @property {string} id of the rule
 * @property {string | null} impact
 * @property {string} help
 * @property {readonly string[]} targets selectors of the elements
 */

/**
 * Opens a workspace in a browser context of its own and waits until VS Code is up.
 * @param {import("playwright-core").Browser} browser
 * @param {import("./vscode-server.mjs").RunningServer | { url: string, dataDir: string }} server
 * @param {OpenOptions} options
 */
export async function openWorkbench(browser, server, options) {
  const {
    workspace,
    theme = "dark",
    settings,
    viewport = { width: 1280, height: 800 },
    scale = 1,
    extensionDir,
    script,
  } = options;
  const themeSettings = { "workbench.colorTheme": themes[theme], "window.autoDetectColorScheme": false };
  await writeUserSettings(server.dataDir, { ...settledSettings, ...themeSettings, ...settings });
  const context = await browser.newContext({ viewport, deviceScaleFactor: scale, acceptDownloads: true });
  context.setDefaultTimeout(actionTimeoutMs);
  if (script) await context.addInitScript(script);
  const page = await context.newPage();
  const problems = collectProblems(page);
  await page.goto(workbenchUrl(server.url, { folder: workspace, ...(extensionDir ? { extensionDir } : {}) }));
  await waitUntilReady(page);
  return {
    page,
    /** Violations of the Content Security Policy, uncaught errors, and console errors of our own code. */
    problems: () => ownProblems(problems),
    /** "Reload Window": VS Code writes what it persists, then loads the page anew. */
    reload: async () => {
      const before = problems.length;
      const left = page.waitForEvent("framenavigated", (frame) => frame === page.mainFrame());
      await runCommand(page, "Developer: Reload Window");
      await left;
      // What the page that went away had under way fails with it: that is no fault of ours.
      forgetConsoleErrors(problems, before);
      await waitUntilReady(page);
    },
    /**
     * @param {string} title as the command palette shows it, such as `Empathy: Open Dashboard`
     * @param {number} [timeoutMs] for the palette to offer it
     */
    runCommand: (title, timeoutMs) => runCommand(page, title, timeoutMs),
    /** @param {string} title of a view container */
    openViewContainer: (title) => openViewContainer(page, title),
    /**
     * @param {string} selector of an element that only the wanted webview has
     * @param {number} [timeoutMs]
     */
    findWebview: (selector, timeoutMs) => findWebview(page, selector, timeoutMs),
    /** The user settings, as VS Code has written them. */
    readSettings: () => readUserSettings(server.dataDir),
    /** The extension's items of the status bar. */
    statusBarItem: () => page.locator('.statusbar-item[id^="empathy-telemetry.empathy-telemetry"]'),
    /** @param {number} widthPx of the side bar without the activity bar */
    resizeSidebar: (widthPx) => resizeSidebar(page, widthPx),
    /** @param {string} path absolute */
    screenshot: async (path) => {
      await mkdir(dirname(path), { recursive: true });
      await page.screenshot({ path, animations: "disabled" });
    },
    close: () => context.close(),
  };
}

/** @typedef {Awaited<ReturnType<typeof openWorkbench>>} Workbench */

/** @param {import("playwright-core").Page} page */
async function waitUntilReady(page) {
  await page.locator(".monaco-workbench .statusbar-item").first().waitFor({ timeout: readyTimeoutMs });
}

/**
 * Picks a command in the palette. The palette lists what is known when it opens, so it is opened anew until
 * the extension's commands have arrived.
 * @param {import("playwright-core").Page} page
 * @param {string} title
 * @param {number} timeoutMs
 */
async function runCommand(page, title, timeoutMs = actionTimeoutMs) {
  const deadlineMs = Date.now() + timeoutMs;
  const input = page.locator(".quick-input-widget input[type=text]");
  const row = page.locator(".quick-input-list .monaco-list-row").filter({ hasText: title }).first();
  while (true) {
    await page.keyboard.press("F1");
    await input.waitFor();
    await input.fill(`>${title}`);
    if (await isThereSoon(row)) break;
    if (Date.now() > deadlineMs) throw new Error(`The command palette does not offer "${title}"`);
    await page.keyboard.press("Escape");
    await input.waitFor({ state: "hidden" });
  }
  await row.click();
}

/** @param {import("playwright-core").Locator} locator */
async function isThereSoon(locator) {
  try {
    await locator.waitFor({ timeout: 1000 });
    return true;
  } catch {
    return false; // the caller asks again until its own deadline
  }
}

/**
 * @param {import("playwright-core").Page} page
 * @param {string} title
 */
async function openViewContainer(page, title) {
  const tab = page.locator(`.activitybar .action-label[aria-label^="${title}"]`).first();
  await tab.waitFor({ timeout: readyTimeoutMs });
  const isOpen = (await tab.locator("xpath=ancestor::li").getAttribute("aria-selected")) === "true";
  const isVisible = await page.locator(".part.sidebar").isVisible();
  // A click on the open container would close it.
  if (!isOpen || !isVisible) await tab.click();
}

/**
 * Webviews are nested frames, and VS Code moves and replaces them: so all are looked at until one fits.
 * @param {import("playwright-core").Page} page
 * @param {string} selector
 * @param {number} timeoutMs
 * @returns {Promise<import("playwright-core").Frame>}
 */
async function findWebview(page, selector, timeoutMs = 30_000) {
  const deadlineMs = Date.now() + timeoutMs;
  while (Date.now() < deadlineMs) {
    for (const frame of page.frames()) {
      if (frame !== page.mainFrame() && (await isShowing(frame, selector))) return frame;
    }
    await page.waitForTimeout(50);
  }
  const urls = page.frames().map((frame) => frame.url());
  throw new Error(`No webview shows ${selector} after ${timeoutMs} ms. Frames:\n${urls.join("\n")}`);
}

/**
 * @param {import("playwright-core").Frame} frame
 * @param {string} selector
 */
async function isShowing(frame, selector) {
  try {
    return await frame.locator(selector).first().isVisible();
  } catch {
    return false; // a frame that is replaced while we look is not the one
  }
}

/**
 * @param {import("playwright-core").Page} page
 * @param {number} widthPx
 */
async function resizeSidebar(page, widthPx) {
  const box = await page.locator(".part.sidebar").boundingBox();
  if (!box) throw new Error("The side bar is not visible");
  const y = box.y + box.height / 2;
  const edge = box.x + box.width;
  await page.mouse.move(edge, y);
  await page.mouse.down();
  await page.mouse.move(edge + (widthPx - box.width) / 2, y);
  await page.mouse.move(box.x + widthPx, y);
  await page.mouse.up();
}

/**
 * @param {import("./workbench.mjs").PageProblem[]} problems
 * @param {number} from index of the first one to look at
 */
function forgetConsoleErrors(problems, from) {
  const kept = problems.slice(from).filter(({ kind }) => kind !== "console-error");
  problems.splice(from, problems.length - from, ...kept);
}

/**
 * Runs axe inside one frame, over that frame's own document only.
 * @param {import("playwright-core").Frame} frame
 * @param {object} [options]
 * @param {readonly string[]} [options.disabledRules] each one needs a reason where it is disabled
 * @param {"sideBar" | "editor"} [options.place] where the webview is, for its background; default: sideBar
 * @returns {Promise<readonly AxeViolation[]>}
 */
export async function runAxe(frame, { disabledRules = [], place = "sideBar" } = {}) {
  const source = await readFile(join(repoRoot, "node_modules", "axe-core", "axe.min.js"), "utf8");
  await frame.evaluate(source);
  return frame.evaluate(
    async ([disabled, background]) => {
      const rules = Object.fromEntries(disabled.map((id) => [id, { enabled: false }]));
      // A webview is transparent, and axe takes white for what it cannot see behind it.
      document.documentElement.style.backgroundColor = `var(${background})`;
      /** @type {{ axe: typeof import("axe-core") }} */
      const { axe } = Object(globalThis);
      const running = axe.run(document, { rules, iframes: false, resultTypes: ["violations"] });
      // Held by the page: a promise that only the debugger waits for may be collected.
      Object.assign(globalThis, { axeRunning: running });
      const { violations } = await running;
      document.documentElement.style.removeProperty("background-color");
      return violations.map(({ id, impact, help, nodes }) => ({
        id,
        impact: impact ?? null,
        help,
        targets: nodes.map(({ target }) => target.join(" ")),
      }));
    },
    /** @type {const} */ ([disabledRules, `--vscode-${place}-background`]),
  );
}
