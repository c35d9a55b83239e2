// Counts what Vitest's JSON reporter wrote.
import { existsSync, readFileSync } from "node:fs";
import { oneFailed } from "./tally.mjs";

/**
 * @typedef {object} AssertionReport
 * @property {string} fullName
 * @property {string} status passed, failed, skipped, pending, todo or disabled
 * @property {readonly string[]} [failureMessages]
 *
 * @typedef {object} FileReport
 * @property {string} name absolute path of the test file
 * @property {string} status
 * @property {string} [message] why the file could not be loaded
 * @property {readonly AssertionReport[]} assertionResults
 *
 * @typedef {{ testResults: readonly FileReport[] }} VitestReport
 */

/**
 * @param {readonly FileReport[]} files
 * @returns {import("./tally.mjs").Tally}
 */
export function tallyFiles(files) {
  let passed = 0;
  const failures = [];
  const skips = [];
  for (const file of files) {
    for (const { fullName, status, failureMessages = [] } of file.assertionResults) {
      if (status === "passed") passed++;
      else if (status === "failed") {
        failures.push({ title: `${file.name} > ${fullName}`, detail: failureMessages.join("\n") });
      } else skips.push(`${file.name} > ${fullName} (${status})`);
    }
    // A file that fails outside its tests (import, hook) has no failed test of its own.
    const hasFailedTest = file.assertionResults.some(({ status }) => status === "failed");
    if (file.status === "failed" && !hasFailedTest) {
      failures.push({ title: `${file.name} failed outside its tests`, detail: file.message ?? "" });
    }
  }
  return { passed, failures, skips };
}

/**
 * @param {string} path of the JSON report
 * @param {{ code: number, output: string }} outcome of the Vitest process
 * @returns {{ report: VitestReport } | { failed: import("./tally.mjs").Tally }}
 */
export function readReport(path, { code, output }) {
  if (!existsSync(path))
    return { failed: oneFailed(`Vitest ended with code ${code} and left no report`, output) };
  /** @type {VitestReport} */
  const report = JSON.parse(readFileSync(path, "utf8"));
  return { report };
}
