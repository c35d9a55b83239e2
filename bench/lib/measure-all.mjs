import { join } from "node:path";
import * as esbuild from "esbuild";
import { repoRoot, testDistDir } from "../../scripts/lib/paths.mjs";
import { run } from "../../scripts/lib/processes.mjs";
import { scannerForEsbuild } from "../../scripts/lib/scanner-plugin.mjs";
import { median } from "./statistics.mjs";

/**
 * @typedef {object} Measured
 * @property {number} ms
 * @property {number} cpuMs of all threads
 * @property {number} rows
 * @property {number} columnBytes
 * @property {number} rssGrowthBytes peak over the start
 * @property {number | null} storageBytes read past the page cache; null where the system does not say
 * @property {Readonly<Record<string, number>>} detail
 *
 * A measured way: starts a process of its own, waits for its end and tells what it took.
 * @typedef {() => Promise<Measured>} Way
 */

const program = join(testDistDir, "measure.cjs");

/** Bundles the measured program as the product is: minified, with the scanner inside, and its thread beside it. */
export async function buildMeasure() {
  await esbuild.build({
    absWorkingDir: repoRoot,
    // The thread's code stands beside the program, where it looks for it.
    entryPoints: { measure: "bench/measure.ts", "scan-worker": "src/node/scan-worker.ts" },
    bundle: true,
    minify: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    logLevel: "warning",
    plugins: [scannerForEsbuild],
    outdir: testDistDir,
    outExtension: { ".js": ".cjs" },
  });
}

/**
 * A way of the measured program over a file.
 * @param {string} way
 * @param {string} path
 * @param {...string} further arguments
 * @returns {Way}
 */
export function wayOver(way, path, ...further) {
  return () => measuredProcess([program, way, path, ...further]);
}

/**
 * Runs Node with arguments and reads the one JSON value that it prints.
 * @param {readonly string[]} args
 * @param {string} [cwd]
 * @returns {Promise<Measured>}
 */
export async function measuredProcess(args, cwd = repoRoot) {
  // The zone of the machine, as most people have one: naive times are read in it.
  const env = { ...process.env, TZ: "America/New_York" };
  const { code, stdout, output } = await run(process.execPath, args, { cwd, env });
  if (code !== 0) throw new Error(`${args.slice(1).join(" ")} ended with code ${code}\n${output}`);
  return JSON.parse(stdout);
}

/**
 * Runs every way once a round, one after the other: what slows the machine down meets all of them.
 * @param {Readonly<Record<string, Way>>} ways
 * @param {number} rounds
 * @param {() => Promise<void>} [before] each process
 */
export async function interleave(ways, rounds, before = async () => {}) {
  /** @type {Record<string, Measured[]>} */
  const found = Object.fromEntries(Object.keys(ways).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, way] of Object.entries(ways)) {
      await before();
      found[name]?.push(await way());
    }
  }
  return found;
}

/**
 * Ways of the measured program over one file, interleaved.
 * @param {string} path
 * @param {readonly string[]} names
 * @param {number} rounds
 * @param {() => Promise<void>} [before] each process
 */
export function measureAll(path, names, rounds, before) {
  return interleave(Object.fromEntries(names.map((name) => [name, wayOver(name, path)])), rounds, before);
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

/**
 * Gives the least of a figure by way: what other work on the machine adds is not in it.
 * @param {Readonly<Record<string, readonly Measured[]>>} found
 * @param {(run: Measured) => number} figure
 * @returns {(way: string) => number} Infinity for a way that was not measured
 */
export function leastOf(found, figure) {
  return (way) => (found[way] ?? []).map(figure).reduce((least, value) => Math.min(least, value), Infinity);
}
