import { execFileSync } from "node:child_process";
import { join } from "node:path";
import * as esbuild from "esbuild";
import { repoRoot, testDistDir } from "../../scripts/lib/paths.mjs";
import { scannerForEsbuild } from "../../scripts/lib/scanner-plugin.mjs";

/** @typedef {{ ms: number, cpuMs: number, rows: number, columnBytes: number, rssGrowthBytes: number }} Measured */

const program = join(testDistDir, "measure.cjs");

/** Bundles the measured program as the product is: minified, one file, with the scanner inside. */
export async function buildMeasure() {
  await esbuild.build({
    absWorkingDir: repoRoot,
    entryPoints: ["bench/measure.ts"],
    bundle: true,
    minify: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    logLevel: "warning",
    plugins: [scannerForEsbuild],
    outfile: program,
  });
}

/**
 * Runs every way once a round, each in a process of its own: what slows the machine down meets all of them.
 * @param {string} path
 * @param {readonly string[]} ways
 * @param {number} rounds
 * @returns {Record<string, Measured[]>}
 */
export function measureAll(path, ways, rounds) {
  /** @type {Record<string, Measured[]>} */
  const found = Object.fromEntries(ways.map((way) => [way, []]));
  for (let round = 0; round < rounds; round++) {
    for (const way of ways)
      found[way]?.push(
        JSON.parse(execFileSync(process.execPath, [program, way, path], { encoding: "utf8" })),
      );
  }
  return found;
}

/**
 * Gives the median of a figure by way.
 * @param {Readonly<Record<string, readonly Measured[]>>} found
 * @param {(run: Measured) => number} figure
 * @returns {(way: string) => number} NaN for a way that was not measured
 */
export function medianOf(found, figure) {
  return (way) => median((found[way] ?? []).map(figure));
}

/** @param {readonly number[]} values */
function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}
