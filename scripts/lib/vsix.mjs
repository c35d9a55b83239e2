import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { ensureBuilt } from "./build-record.mjs";
import { repoRoot } from "./paths.mjs";
import { run } from "./processes.mjs";

const vsceProgram = join(repoRoot, "node_modules", "@vscode", "vsce", "vsce");

/** Absolute path of the package that `npm run package` writes. */
export function vsixPath() {
  /** @type {{ name: string, version: string }} */
  const { name, version } = JSON.parse(readFileSync(join(repoRoot, "package.json"), "utf8"));
  return join(repoRoot, `${name}-${version}.vsix`);
}

/**
 * Makes a production build if there is none of the current sources, and packages it.
 * @returns {Promise<{ path: string, sizeBytes: number, files: readonly string[] }>}
 */
export async function packageVsix() {
  await ensureBuilt("production");
  const path = vsixPath();
  const packed = await vsce(["package", "--no-dependencies", "--out", path]);
  const listed = await vsce(["ls", "--no-dependencies"]);
  if (/WARNING/.test(packed)) console.error(packed.trim());
  return { path, sizeBytes: statSync(path).size, files: listed.trim().split("\n") };
}

/** @param {readonly string[]} args */
async function vsce(args) {
  const { code, stdout, output } = await run(process.execPath, [vsceProgram, ...args], { cwd: repoRoot });
  if (code !== 0) throw new Error(`vsce ${args.join(" ")} failed:\n${output}`);
  return args[0] === "ls" ? stdout : output;
}
