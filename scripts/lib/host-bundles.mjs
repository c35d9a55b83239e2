// The bundles of the extension host. Parts that few sessions use are loaded when they are: esbuild splits only ESM,
// so it splits first, and each piece is then made CommonJS, which every version of the host and every thread can load.
import { readdirSync, rmSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import * as esbuild from "esbuild";
import { distDir, repoRoot } from "./paths.mjs";

/**
 * Entry points that have a name in `dist/`, by that name: what the extension imports dynamically, and threads. Code
 * that several pieces share stands in files called `host-*`, once.
 */
export const hostEntries = Object.freeze({
  extension: "src/extension/extension.ts",
  "panel-views": "src/extension/panel/panel-views.ts",
  "telemetry-source": "src/node/telemetry-source.ts",
  "workflow-source": "src/core/source/resolve-workflow.ts",
  "export-file": "src/node/export/export-file.ts",
  "history-files": "src/node/history/history-files.ts",
  "sample-workspace": "src/node/sample/write-sample.ts",
  "scan-worker": "src/node/scan-worker.ts",
});

/**
 * @param {esbuild.BuildOptions} options shared ones
 * @param {boolean} isProduction
 * @returns {esbuild.BuildOptions}
 */
export function hostBundles(options, isProduction) {
  return {
    ...options,
    entryPoints: hostEntries,
    outdir: "dist",
    chunkNames: "host-[hash]",
    outExtension: { ".js": ".cjs" },
    platform: "node",
    format: "esm",
    splitting: true,
    target: "node20",
    external: ["vscode"],
    sourcemap: isProduction ? false : "inline",
    write: false,
    plugins: [...(options.plugins ?? []), writeCommonJs(isProduction)],
  };
}

/** @returns {esbuild.Plugin} writes what was built, each piece as CommonJS, and removes pieces of former builds */
function writeCommonJs(/** @type {boolean} */ isProduction) {
  return {
    name: "write-commonjs",
    setup(build) {
      build.onEnd(async ({ errors, outputFiles = [] }) => {
        if (errors.length > 0) return;
        await Promise.all(outputFiles.map(({ path, text }) => writeOne(path, text, isProduction)));
        const current = new Set(outputFiles.map(({ path }) => relative(distDir, path)));
        for (const name of readdirSync(distDir)) {
          if (/^host-.*\.cjs$/.test(name) && !current.has(name)) rmSync(join(distDir, name), { force: true });
        }
      });
    },
  };
}

/** @param {string} path @param {string} text @param {boolean} isProduction */
async function writeOne(path, text, isProduction) {
  const { code } = await esbuild.transform(text, {
    format: "cjs",
    platform: "node",
    target: "node20",
    minify: isProduction,
    sourcemap: isProduction ? false : "inline",
    sourcefile: relative(repoRoot, path),
    // `require` of a part, not `import()`: the same on every version of the host.
    supported: { "dynamic-import": false },
  });
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, code);
}
