import { spawn } from "node:child_process";

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env] replaces the whole environment
 * @property {boolean} [shell] needed for `.cmd` files on Windows
 *
 * @typedef {object} RunResult
 * @property {number} code 0 is success; a process ended by a signal has code 1
 * @property {string} stdout
 * @property {string} stderr
 * @property {string} output both streams in the order they arrived
 */

/** @type {Set<import("node:child_process").ChildProcess>} */
const groups = new Set();
let isExitHooked = false;

/**
 * Runs a program to its end and keeps what it prints. Rejects only when it cannot be started.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<RunResult>}
 */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...args], { ...options, stdio: ["ignore", "pipe", "pipe"] });
    let stdout = "";
    let stderr = "";
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (/** @type {string} */ text) => {
      stdout += text;
      output += text;
    });
    child.stderr.setEncoding("utf8").on("data", (/** @type {string} */ text) => {
      stderr += text;
      output += text;
    });
    child.once("error", reject);
    child.once("close", (code) => resolve({ code: code ?? 1, stdout, stderr, output }));
  });
}

/**
 * Runs a program to its end with our own streams. Resolves to its exit code.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<number>}
 */
export function runInherited(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    // Its stdout goes to our stderr: the last line of our stdout is a contract of `npm test`.
    const child = spawn(command, [...args], { ...options, stdio: ["ignore", 2, 2] });
    child.once("error", reject);
    child.once("close", (code) => resolve(code ?? 1));
  });
}

/**
 * Starts a long-running program in a process group of its own, so that it can be ended with its children.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 */
export function startGroup(command, args, options = {}) {
  const child = spawn(command, [...args], {
    ...options,
    stdio: ["ignore", "pipe", "pipe"],
    detached: process.platform !== "win32",
  });
  groups.add(child);
  child.once("exit", () => groups.delete(child));
  if (!isExitHooked) {
    isExitHooked = true;
    process.on("exit", () => {
      for (const each of groups) killGroup(each);
    });
  }
  return child;
}

/**
 * Ends a program started by `startGroup` and all its children at once.
 * SIGKILL: the VS Code server outlives SIGTERM while a client is connected.
 * @param {import("node:child_process").ChildProcess} child
 */
export function killGroup(child) {
  if (child.pid === undefined) return;
  try {
    process.kill(process.platform === "win32" ? child.pid : -child.pid, "SIGKILL");
  } catch (error) {
    if (!isCode(error, "ESRCH")) throw error; // already gone: nothing to end
  }
}

/**
 * Makes Ctrl+C, a closed terminal and a polite stop run the `exit` hooks above.
 * @param {number} [interruptCode] exit code after Ctrl+C
 */
export function exitOnSignals(interruptCode = 130) {
  process.once("SIGINT", () => process.exit(interruptCode));
  process.once("SIGTERM", () => process.exit(143));
  process.once("SIGHUP", () => process.exit(129));
}

/**
 * @param {number} pid
 * @returns {boolean} whether a process with this id runs on this machine
 */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isCode(error, "EPERM");
  }
}

/**
 * @param {unknown} error
 * @param {string} code such as `ENOENT`
 */
export function isCode(error, code) {
  return error instanceof Error && "code" in error && error.code === code;
}
