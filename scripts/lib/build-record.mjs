// Whether dist/ was built from the sources as they are now.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { distDir, repoRoot } from "./paths.mjs";
import { runInherited } from "./processes.mjs";

/** Written by the build: its mode and the state of the sources it read. */
export const buildRecordPath = join(distDir, "build.json");

/** Folders and files, relative to the repository, that a build is made of. */
export const buildInputs = Object.freeze([
  "assembly",
  "src",
  "webview",
  "scripts/lib",
  "esbuild.mjs",
  "package-lock.json",
]);

/**
 * Names, sizes and times of every source file, as one hash: cheap, and a deleted file changes it too.
 * @returns {{ sources: string }}
 */
export function sourceState() {
  const hash = createHash("sha256");
  for (const input of buildInputs) addPath(hash, input);
  return { sources: hash.digest("hex") };
}

/**
 * @param {import("node:crypto").Hash} hash
 * @param {string} path relative to the repository
 */
function addPath(hash, path) {
  const absolute = join(repoRoot, path);
  const stat = statSync(absolute, { throwIfNoEntry: false });
  if (stat?.isDirectory()) {
    for (const name of readdirSync(absolute).toSorted())
      if (!name.startsWith(".ts")) addPath(hash, join(path, name));
  } else if (!path.endsWith(".tsbuildinfo")) {
    hash.update(`${path}:${stat?.size ?? -1}:${stat?.mtimeMs ?? 0}\n`);
  }
}

/**
 * @param {"production" | "any"} mode `any` also accepts a development build
 */
export function isBuilt(mode) {
  if (!existsSync(buildRecordPath)) return false;
  /** @type {{ mode?: string, sources?: string }} */
  const record = JSON.parse(readFileSync(buildRecordPath, "utf8"));
  return record.sources === sourceState().sources && (mode === "any" || record.mode === "production");
}

/**
 * Makes a production build unless dist/ is one of the current sources.
 * @param {"production" | "any"} mode
 */
export async function ensureBuilt(mode) {
  if (isBuilt(mode)) return;
  console.error("Building ...");
  const startedAtMs = Date.now();
  const code = await runInherited(process.execPath, ["esbuild.mjs", "--production"], { cwd: repoRoot });
  if (code !== 0) throw new Error("The build failed; its messages are above.");
  console.error(`Built in ${((Date.now() - startedAtMs) / 1000).toFixed(1)} s.`);
}
