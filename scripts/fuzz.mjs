// Compares the scanner with the reference over mutated lines: npm run fuzz [-- lines [first seed]].
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import * as esbuild from "esbuild";
import { repoRoot, testDistDir } from "./lib/paths.mjs";
import { scannerForEsbuild } from "./lib/scanner-plugin.mjs";

const outfile = join(testDistDir, "fuzz.mjs");
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
const { status } = spawnSync(process.execPath, ["--enable-source-maps", outfile, ...process.argv.slice(2)], {
  stdio: "inherit",
});
process.exitCode = status ?? 1;
