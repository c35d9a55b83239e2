// The coverage that has to be reached, and whether it was.
import { existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { repoRoot } from "./paths.mjs";
import { oneFailed } from "./tally.mjs";

/** Least percentages of lines and branches. `under` is a folder of the repository; empty: everything. */
export const coverageGates = Object.freeze([
  { under: "", leastPercent: 85 },
  { under: "src/core/", leastPercent: 90 },
]);

/**
 * @typedef {{ total: number, covered: number }} Counter
 * @typedef {Readonly<Record<string, { lines: Counter, branches: Counter }>>} CoverageSummary by absolute path
 */

/**
 * @param {CoverageSummary} summary
 * @param {string} root absolute path of the repository
 * @returns {import("./tally.mjs").Tally} one test for each gate and kind
 */
export function checkCoverage(summary, root = repoRoot) {
  let passed = 0;
  const failures = [];
  for (const { under, leastPercent } of coverageGates) {
    for (const kind of /** @type {const} */ (["lines", "branches"])) {
      const counters = Object.entries(summary)
        .filter(([path]) => path !== "total" && relative(root, path).replaceAll("\\", "/").startsWith(under))
        .map(([, counts]) => counts[kind]);
      const total = counters.reduce((sum, counter) => sum + counter.total, 0);
      const covered = counters.reduce((sum, counter) => sum + counter.covered, 0);
      // No line counted means that nothing was measured, not that everything was covered.
      const percent = total === 0 ? 0 : (covered / total) * 100;
      const title = `coverage of ${under || "all sources"}, ${kind}: ${percent.toFixed(2)} %`;
      if (percent >= leastPercent) passed++;
      else failures.push({ title, detail: `${covered} of ${total}; at least ${leastPercent} % is required` });
    }
  }
  return { passed, failures, skips: [] };
}

/** Checks the summary that the last run with coverage wrote. */
export function checkWrittenCoverage() {
  const path = join(repoRoot, "coverage", "coverage-summary.json");
  if (!existsSync(path)) return oneFailed("coverage", `${path} was not written`);
  return checkCoverage(JSON.parse(readFileSync(path, "utf8")));
}
