// Levels that count as one test each: they pass or fail as a whole.
import { join } from "node:path";
import { checkBundles } from "../bundle-check.mjs";
import { repoRoot } from "../paths.mjs";
import { run } from "../processes.mjs";
import { oneFailed, onePassed } from "../tally.mjs";

/**
 * @param {string} title
 * @param {readonly string[]} args of Node
 */
async function nodeProgram(title, args) {
  const env = { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0" };
  const { code, output } = await run(process.execPath, args, { cwd: repoRoot, env });
  return code === 0 ? onePassed : oneFailed(title, output.trim() || `ended with code ${code}`);
}

const bin = (/** @type {string[]} */ ...parts) => join(repoRoot, "node_modules", ...parts);

/** @type {import("../tally.mjs").Level} */
export const typecheckLevel = {
  name: "typecheck",
  title: "types of every folder (tsc -b)",
  run: () => nodeProgram("type check", [bin("typescript", "bin", "tsc"), "-b", "--pretty", "false"]),
};

/** @type {import("../tally.mjs").Level} */
export const lintLevel = {
  name: "lint",
  title: "lint and import rules (oxlint, type-aware)",
  run: () => nodeProgram("lint", [bin("oxlint", "bin", "oxlint"), "--type-aware", "--deny-warnings"]),
};

/** @type {import("../tally.mjs").Level} */
export const buildLevel = {
  name: "build",
  title: "production build of every bundle",
  run: () => nodeProgram("production build", ["esbuild.mjs", "--production"]),
};

/** @type {import("../tally.mjs").Level} */
export const bundleLevel = {
  name: "bundle",
  title: "sizes of the bundles, and no development code in them",
  run: async () => checkBundles(),
};
