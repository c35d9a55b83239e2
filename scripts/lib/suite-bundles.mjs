// What runs inside VS Code: one bundle for each scenario, made of every test file in its folder.
import { readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { scenarios } from "../../test/vscode/scenarios.mjs";
import { repoRoot, testDistDir } from "./paths.mjs";

const suiteRoot = join(repoRoot, "test", "vscode");

/**
 * Absolute path of the module whose `run()` runs one scenario's tests.
 * @param {string} scenario
 */
export function suiteBundlePath(scenario) {
  return join(testDistDir, "vscode", `${scenario}.cjs`);
}

/**
 * Every test file by the name of its folder. Throws when one would never run.
 * @returns {ReadonlyMap<string, readonly string[]>} paths relative to test/vscode, with slashes
 */
export function findSuiteFiles() {
  /** @type {Map<string, string[]>} */
  const found = new Map(scenarios.map(({ name }) => [name, []]));
  const entries = readdirSync(suiteRoot, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    if (!entry.isFile() || !/\.test\.tsx?$/.test(entry.name)) continue;
    const path = relative(suiteRoot, join(entry.parentPath, entry.name)).replaceAll("\\", "/");
    const files = found.get(path.split("/")[0] ?? "");
    if (!files)
      throw new Error(
        `test/vscode/${path} is in no scenario of test/vscode/scenarios.mjs, so it would never run`,
      );
    files.push(path);
  }
  for (const files of found.values()) files.sort();
  return found;
}

/**
 * Build options of every scenario that has tests.
 * @param {import("esbuild").BuildOptions} shared
 * @returns {readonly import("esbuild").BuildOptions[]}
 */
export function suiteBundles(shared) {
  const withTests = [...findSuiteFiles()].filter(([, files]) => files.length > 0);
  return withTests.map(([scenario, files]) => ({
    ...shared,
    stdin: {
      contents: entrySource(scenario, files),
      resolveDir: suiteRoot,
      sourcefile: `${scenario}.entry.ts`,
    },
    outfile: suiteBundlePath(scenario),
    // Mocha is loaded from node_modules: it reads files of its own at run time.
    external: ["vscode", "mocha"],
  }));
}

/**
 * The files are required inside a function: Mocha has to be set up before a test file is evaluated.
 * @param {string} scenario
 * @param {readonly string[]} files
 */
function entrySource(scenario, files) {
  const loads = files.map(
    (file) => `[${JSON.stringify(file)}, () => require(${JSON.stringify(`./${file}`)})],`,
  );
  return `import { runSuite } from "./suite.ts";
export const run = () => runSuite(${JSON.stringify(scenario)}, [
${loads.join("\n")}
]);
`;
}
