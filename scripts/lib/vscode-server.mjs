import { randomBytes } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { killGroup, run, startGroup } from "./processes.mjs";
import { ensureServerPackage } from "./server-package.mjs";

const host = "127.0.0.1";
const startTimeoutMs = 60_000;

/** Settings that settle the stage: nothing opens by itself, nothing looks at the network. */
export const settledSettings = Object.freeze({
  "chat.disableAIFeatures": true,
  "extensions.ignoreRecommendations": true,
  "extensions.autoCheckUpdates": false,
  "git.enabled": false,
  "security.workspace.trust.banner": "never",
  "security.workspace.trust.startupPrompt": "never",
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "window.restoreWindows": "none",
  "workbench.enableExperiments": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "workbench.welcomePage.walkthroughs.openOnInstall": false,
});

/**
 * @typedef {object} ServerOptions
 * @property {string} dataDir state of this server; an own folder for every server that must not share settings
 * @property {boolean} [isTrustAsked] false (default): every workspace is trusted
 * @property {boolean} [isTestDriver] allows the page to name an extension under development and a test suite, and
 *   asks nobody for a token
 * @property {number} [preferredPort] taken when it is free
 * @property {Readonly<Record<string, unknown>>} [settings] user settings, written before the start
 * @property {Readonly<Record<string, string>>} [env] added to the environment of server and extension host
 *
 * @typedef {object} RunningServer
 * @property {string} url without a trailing slash
 * @property {string | undefined} token what a page must show to be served; undefined for a test driver's server
 * @property {string} dataDir
 * @property {() => string} log what the server printed last
 * @property {Promise<number>} exited
 * @property {() => void} stop ends the server and everything it started
 */

/** @param {string} dataDir */
export function extensionsDirOf(dataDir) {
  return join(dataDir, "extensions");
}

/**
 * Replaces the user settings of a server, running or not.
 * @param {string} dataDir
 * @param {Readonly<Record<string, unknown>>} settings
 */
export async function writeUserSettings(dataDir, settings) {
  const userDir = join(dataDir, "data", "User");
  await mkdir(userDir, { recursive: true });
  await writeFile(join(userDir, "settings.json"), `${JSON.stringify(settings, undefined, 2)}\n`);
}

/**
 * The user settings as the file has them now.
 * @param {string} dataDir
 * @returns {Promise<Readonly<Record<string, unknown>>>}
 */
export async function readUserSettings(dataDir) {
  return JSON.parse(await readFile(join(dataDir, "data", "User", "settings.json"), "utf8"));
}

/**
 * Replaces the user settings of a desktop VS Code, which keeps them one folder higher.
 * @param {string} userDataDir
 * @param {Readonly<Record<string, unknown>>} settings
 */
export async function writeDesktopSettings(userDataDir, settings) {
  const userDir = join(userDataDir, "User");
  await mkdir(userDir, { recursive: true });
  await writeFile(join(userDir, "settings.json"), `${JSON.stringify(settings, undefined, 2)}\n`);
}

/**
 * Starts the npm-carried VS Code server and waits until it answers.
 * @param {ServerOptions} options
 * @returns {Promise<RunningServer>}
 */
export async function startServer(options) {
  const { nodePath, serverRoot } = await ensureServerPackage();
  await mkdir(extensionsDirOf(options.dataDir), { recursive: true });
  if (options.settings) await writeUserSettings(options.dataDir, options.settings);
  const token = options.isTestDriver ? undefined : await makeToken(options.dataDir);
  const port = await freePort(options.preferredPort);
  const child = startGroup(nodePath, ["out/server-main.js", ...serverArgs(options, port)], {
    cwd: serverRoot,
    env: { ...cleanEnv(), ...options.env },
  });
  let log = "";
  /** @type {Promise<number>} */
  const exited = new Promise((resolve) => child.once("exit", (code) => resolve(code ?? 1)));
  /** @type {Promise<void>} */
  const listening = new Promise((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8").on("data", (/** @type {string} */ text) => {
        log = (log + text).slice(-20_000);
        // Its own word, not an answer on the port: a leftover server there would answer too.
        if (/agent listening on \d+/.test(log)) resolve();
      });
    }
  });
  try {
    await orTimeout(Promise.race([listening, exited.then(failAtStart)]), startTimeoutMs);
  } catch (error) {
    killGroup(child);
    throw new Error(`The VS Code server did not start.\n${log}`, { cause: error });
  }
  return {
    url: `http://${host}:${port}`,
    token,
    dataDir: options.dataDir,
    log: () => log,
    exited,
    stop: () => killGroup(child),
  };
}

/** @param {number} code */
function failAtStart(code) {
  throw new Error(`The VS Code server ended with code ${code}`);
}

/**
 * @param {Promise<unknown>} work
 * @param {number} timeoutMs
 */
async function orTimeout(work, timeoutMs) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const late = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`nothing happened for ${timeoutMs / 1000} s`)), timeoutMs);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** @param {string} dataDir */
function tokenFileOf(dataDir) {
  return join(dataDir, "connection-token");
}

/**
 * A new secret for one run of a server: whoever may open a page of it may run anything as its user. Handed over
 * in a file, because every user of the machine sees the arguments of a process.
 * @param {string} dataDir
 * @returns {Promise<string>}
 */
export async function makeToken(dataDir) {
  const token = randomBytes(24).toString("hex");
  const path = tokenFileOf(dataDir);
  // The mode counts only for a file that is made.
  await rm(path, { force: true });
  await writeFile(path, token, { mode: 0o600, flag: "wx" });
  return token;
}

/**
 * @param {ServerOptions} options
 * @param {number} port
 * @returns {string[]}
 */
export function serverArgs(options, port) {
  const args = ["--host", host, "--port", String(port), "--accept-server-license-terms"];
  args.push("--server-data-dir", options.dataDir, "--extensions-dir", extensionsDirOf(options.dataDir));
  args.push("--disable-telemetry");
  if (!options.isTrustAsked) args.push("--disable-workspace-trust");
  if (!options.isTestDriver) return [...args, "--connection-token-file", tokenFileOf(options.dataDir)];
  // A test server whose parent was killed ends by itself once no page is connected.
  args.push("--without-connection-token", "--enable-smoke-test-driver", "--enable-remote-auto-shutdown");
  return args;
}

/** Without what an integrated terminal or a test runner put there: it would change how the server starts. */
function cleanEnv() {
  /** @type {NodeJS.ProcessEnv} */
  const env = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (!/^(VSCODE_|ELECTRON_|NODE_OPTIONS|NODE_ENV|VITEST|npm_)/.test(name)) env[name] = value;
  }
  return env;
}

/**
 * Installs a VSIX into a server's extensions folder.
 * @param {string} vsixPath
 * @param {string} dataDir
 */
export async function installVsix(vsixPath, dataDir) {
  const { nodePath, serverRoot } = await ensureServerPackage();
  const args = ["--install-extension", vsixPath, "--force", "--accept-server-license-terms"];
  args.push("--server-data-dir", dataDir, "--extensions-dir", extensionsDirOf(dataDir));
  const result = await run(nodePath, ["out/server-main.js", ...args], { cwd: serverRoot, env: cleanEnv() });
  if (result.code !== 0) throw new Error(`The extension could not be installed:\n${result.output}`);
}

/**
 * @param {number} [preferred]
 * @returns {Promise<number>} a port that nobody listens on at this moment
 */
async function freePort(preferred) {
  for (const wanted of preferred === undefined ? [0] : [preferred, 0]) {
    const port = await tryPort(wanted);
    if (port !== undefined) return port;
  }
  throw new Error("No free port was found");
}

/**
 * @param {number} port
 * @returns {Promise<number | undefined>}
 */
function tryPort(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(undefined));
    server.listen(port, host, () => {
      const address = server.address();
      server.close(() => resolve(address !== null && typeof address === "object" ? address.port : undefined));
    });
  });
}
