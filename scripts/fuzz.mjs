// Compares the scanner with the reference over mutated lines: npm run fuzz [-- lines [first seed]].
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import * as esbuild from "esbuild";
import { readFuzzOptions, usage } from "./lib/fuzz-options.mjs";
import { repoRoot, testDistDir } from "./lib/paths.mjs";
import { scannerForEsbuild } from "./lib/scanner-plugin.mjs";

const outfile = join(testDistDir, "fuzz.mjs");
/** Ten times what a slow machine takes: a scanner that does not get on ends as a failure. */
const mostMsPerLine = 2;
const startMs = 60_000;

/** @param {readonly string[]} argv */
async function main(argv) {
  try {
    // Not awaited: only what is wrong with the arguments is caught here.
    return fuzz(readFuzzOptions(argv));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    console.error(`${error.message}\n\n${usage}`);
    return 2;
  }
}

/** @param {ReturnType<typeof readFuzzOptions>} options */
async function fuzz({ lines, firstSeed }) {
  await esbuild.build({
    absWorkingDir: repoRoot,
    entryPoints: ["test/fuzz/main.ts"],
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    sourcemap: "inline",
    logLevel: "warning",
    plugins: [scannerForEsbuild],
    outfile,
  });
  const timeout = startMs + lines * mostMsPerLine;
  const args = ["--enable-source-maps", outfile, String(lines), String(firstSeed)];
  const { status, error } = spawnSync(process.execPath, args, { stdio: "inherit", timeout });
  if (error) console.error(`The comparison did not end: ${error.message}`);
  return status ?? 1;
}

process.exitCode = await main(process.argv.slice(2));
