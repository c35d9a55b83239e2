// Pages of the live VS Code: their address, and what goes wrong inside them.
import { pathToFileURL } from "node:url";

/**
 * @typedef {object} WorkbenchTarget
 * @property {string} folder absolute path of the workspace folder; an empty string opens none
 * @property {string} [token] the server's connection token; VS Code keeps it in a cookie and drops it from the address
 * @property {string} [extensionDir] absolute path of an extension under development
 * @property {string} [suitePath] absolute path of a module that exports `run()`; needs `extensionDir`
 */

/**
 * @param {string} serverUrl
 * @param {WorkbenchTarget} target
 */
export function workbenchUrl(serverUrl, { folder, token, extensionDir, suitePath }) {
  const remote = (/** @type {string} */ path) => `vscode-remote://remote${pathToFileURL(path).pathname}`;
  const payload = [];
  if (extensionDir) payload.push(["extensionDevelopmentPath", remote(extensionDir)]);
  if (suitePath) payload.push(["extensionTestsPath", remote(suitePath)]);
  const url = new URL(serverUrl);
  if (folder) url.searchParams.set("folder", folder);
  else url.searchParams.set("ew", "true");
  if (token) url.searchParams.set("tkn", token);
  if (payload.length > 0) url.searchParams.set("payload", JSON.stringify(payload));
  return url.href;
}

/**
 * @typedef {object} PageProblem
 * @property {"csp" | "console-error" | "page-error"} kind
 * @property {string} text
 * @property {string} url where it happened
 */

/**
 * Collects what goes wrong on a page, in every frame, from now on.
 * @param {import("playwright-core").Page} page
 * @returns {PageProblem[]} grows while the page lives
 */
export function collectProblems(page) {
  /** @type {PageProblem[]} */
  const problems = [];
  page.on("console", (message) => {
    const text = message.text();
    const { url } = message.location();
    if (/Content Security Policy/i.test(text)) problems.push({ kind: "csp", text, url });
    else if (message.type() === "error") problems.push({ kind: "console-error", text, url });
  });
  page.on("pageerror", (error) => {
    const text = error.stack ?? error.message;
    problems.push({ kind: "page-error", text, url: page.url() });
  });
  return problems;
}

// Our code by the paths it runs from, our contributions by their prefix, the extension by its id.
const ownMarks = /dist\/webview\/|dist\/extension\.cjs|empathyTelemetry|empathy-telemetry\.empathy-telemetry/;

/**
 * Leaves out what VS Code says about itself: this server lacks some native parts and reaches no public host,
 * and its workbench says so as errors. A violated Content Security Policy and an uncaught error are never noise.
 * @param {readonly PageProblem[]} problems
 * @returns {readonly PageProblem[]}
 */
export function ownProblems(problems) {
  return problems.filter(
    ({ kind, text, url }) => kind !== "console-error" || ownMarks.test(`${url}\n${text}`),
  );
}
