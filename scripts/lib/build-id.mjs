// A name for the sources that decide what is made of telemetry: a snapshot of other sources is not read.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { repoRoot } from "./paths.mjs";

const folders = ["src/core", "src/node", "assembly"];

/**
 * Changes with the content of these sources.
 * @returns {string}
 */
export function buildId() {
  const hash = createHash("sha256");
  for (const folder of folders) {
    for (const path of sourceFiles(folder))
      hash.update(path).update(readFileSync(join(repoRoot, folder, path)));
  }
  return hash.digest("hex").slice(0, 16);
}

/** @param {string} folder */
function sourceFiles(folder) {
  return readdirSync(join(repoRoot, folder), { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => path.endsWith(".ts") && !path.includes(".tsbuild/"))
    .toSorted();
}
