import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { ensureBuilt } from "../../scripts/lib/build-record.mjs";
import { distDir, repoRoot, testDistDir } from "../../scripts/lib/paths.mjs";
import { run } from "../../scripts/lib/processes.mjs";

const program = join(dirname(fileURLToPath(import.meta.url)), "..", "vscode", "activate-reads.cjs");
/** Holds a package by the name `vscode`. */
const standInDir = join(testDistDir, "stand-in");

/**
 * The built extension against the contract tests' stand-in for `vscode`: file system calls before activate() returns.
 * @type {import("./group.mjs").Group}
 */
export const activation = {
  title: "synchronous path of activate()",
  keys: ["P17.reads"],
  measure: async () => {
    await ensureBuilt("production");
    await buildStandIn();
    const folder = await mkdtemp(join(tmpdir(), "empathy-bench-"));
    try {
      const args = [program, join(distDir, "extension.cjs"), folder];
      const env = { ...process.env, NODE_PATH: standInDir };
      const { code, stdout, output } = await run(process.execPath, args, { cwd: repoRoot, env });
      if (code !== 0) throw new Error(`activate() could not be watched\n${output}`);
      /** @type {readonly string[]} */
      const calls = JSON.parse(stdout);
      if (calls.length > 0) console.error(`activate() calls ${calls.join(", ")}`);
      return { "P17.reads": calls.length };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function buildStandIn() {
  const folder = join(standInDir, "vscode");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "package.json"), JSON.stringify({ name: "vscode", main: "index.cjs" }));
  const contents =
    'export * from "./vscode.ts"; export { resetFake, FakeMemento } from "./vscode-state.ts"; export * from "./vscode-values.ts";';
  await esbuild.build({
    absWorkingDir: repoRoot,
    stdin: { contents, resolveDir: join(repoRoot, "test", "fakes"), loader: "ts" },
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    logLevel: "warning",
    outfile: join(folder, "index.cjs"),
  });
}
