// The result file that the suite writes inside VS Code.
import { existsSync, watch } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { oneFailed } from "./tally.mjs";

/**
 * @typedef {object} SuiteResult the same as in test/vscode/suite.ts
 * @property {string} scenario
 * @property {number} passed
 * @property {readonly { title: string, message: string }[]} failures
 * @property {readonly string[]} skips
 */

/**
 * Waits until a scenario's result file is there.
 * @param {string} dir
 * @param {string} scenario
 * @param {AbortSignal} signal ends the wait
 * @returns {Promise<boolean>} false when the wait was ended
 */
export function waitForResult(dir, scenario, signal) {
  const path = join(dir, `${scenario}.json`);
  return new Promise((resolve) => {
    const look = () => {
      if (existsSync(path)) finish(true);
    };
    const finish = (/** @type {boolean} */ isThere) => {
      watcher.close();
      clearInterval(timer);
      resolve(isThere);
    };
    const watcher = watch(dir, look);
    const timer = setInterval(look, 500); // a lost event must not cost the whole timeout
    signal.addEventListener("abort", () => finish(existsSync(path)), { once: true });
    if (signal.aborted) finish(existsSync(path));
    else look();
  });
}

/**
 * @param {string} dir
 * @param {string} scenario
 * @returns {Promise<import("./tally.mjs").Tally>}
 */
export async function readResult(dir, scenario) {
  const path = join(dir, `${scenario}.json`);
  if (!existsSync(path))
    return oneFailed(`vscode ${scenario} left no result`, await lastSteps(dir, scenario));
  /** @type {SuiteResult} */
  const { passed, failures, skips } = JSON.parse(await readFile(path, "utf8"));
  return {
    passed,
    failures: failures.map(({ title, message }) => ({
      title: `vscode ${scenario} > ${title}`,
      detail: message,
    })),
    skips: skips.map((title) => `vscode ${scenario} > ${title}`),
  };
}

/**
 * The last tests that were started: one of them hung or took VS Code down.
 * @param {string} dir
 * @param {string} scenario
 */
async function lastSteps(dir, scenario) {
  const path = join(dir, `${scenario}.log`);
  if (!existsSync(path)) return "The suite did not start: its extension host never called run().";
  const lines = (await readFile(path, "utf8")).trimEnd().split("\n");
  return `The last steps were:\n${lines.slice(-5).join("\n")}`;
}
