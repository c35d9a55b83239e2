// Parts of the extension that few sessions use are bundles of their own, loaded when they are. esbuild splits
// only ESM, so in a CJS bundle an `import()` alone would put them inside.
import { dirname, join, relative } from "node:path";
import { repoRoot } from "./paths.mjs";

/** Source module that is imported dynamically, or runs in a thread -> name of its bundle in `dist/`. */
export const lazyParts = Object.freeze({
  "src/core/source/resolve-workflow.ts": "workflow-source",
  "src/node/export/export-file.ts": "export-file",
  "src/node/sample/write-sample.ts": "sample-workspace",
  "src/node/scan-worker.ts": "scan-worker",
});

/**
 * @param {string} importer
 * @param {string} specifier
 * @returns {string | undefined} name of the bundle that this import means
 */
function partOf(importer, specifier) {
  const path = relative(repoRoot, join(dirname(importer), specifier)).replaceAll("\\", "/");
  return Object.hasOwn(lazyParts, path) ? lazyParts[/** @type {keyof typeof lazyParts} */ (path)] : undefined;
}

/** @type {import("esbuild").Plugin} */
export const lazyPartsPlugin = {
  name: "lazy-parts",
  setup(build) {
    build.onResolve({ filter: /^\..*\.ts$/ }, ({ importer, kind, path }) => {
      const part = kind === "dynamic-import" ? partOf(importer, path) : undefined;
      return part === undefined ? undefined : { path: `./${part}.cjs`, external: true };
    });
  },
};

/**
 * @param {import("esbuild").BuildOptions} options of the host's bundles
 * @returns {Record<string, import("esbuild").BuildOptions>} a bundle for each part, by its name
 */
export function lazyBundles(options) {
  return Object.fromEntries(
    Object.entries(lazyParts).map(([source, name]) => [
      name,
      { ...options, entryPoints: [source], outfile: `dist/${name}.cjs` },
    ]),
  );
}
