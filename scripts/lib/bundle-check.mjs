// Gates of the production bundles: what a user downloads and what a view loads first.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { buildRecordPath } from "./build-record.mjs";
import { distDir, repoRoot } from "./paths.mjs";
import { oneFailed, sumTallies } from "./tally.mjs";

/** Upper limits in bytes. */
export const sizeGates = Object.freeze({
  hostBytes: 250_000,
  webviewFirstLoadBytes: 450_000,
  webviewFirstLoadGzipBytes: 150_000,
  styleBytes: 30_000,
  vsixBytes: 1_000_000,
});

const metafilePath = join(distDir, "metafile.json");
const developmentCode = /react[^/]*\.development(\.min)?\.js$|[\\/]cjs[\\/][^/]*\.development\.js$/;

/**
 * @typedef {Readonly<Record<string, import("esbuild").Metafile>>} Metafiles by the name of the bundle
 */

/**
 * The files a page loads before it can show anything: the entry and what it imports statically.
 * @param {import("esbuild").Metafile} metafile
 * @param {string} entry path of an output
 * @returns {readonly string[]}
 */
export function firstLoadFiles(metafile, entry) {
  const seen = new Set([entry]);
  for (const path of seen) {
    for (const { path: imported, kind } of metafile.outputs[path]?.imports ?? []) {
      if (kind === "import-statement" && imported in metafile.outputs) seen.add(imported);
    }
  }
  return [...seen];
}

/**
 * @param {Metafiles} metafiles
 * @returns {readonly string[]} modules of a development build of React that are inside a bundle
 */
export function developmentModules(metafiles) {
  return Object.values(metafiles).flatMap(({ outputs }) =>
    Object.values(outputs).flatMap(({ inputs }) =>
      Object.entries(inputs).flatMap(([path, { bytesInOutput }]) =>
        bytesInOutput > 0 && developmentCode.test(path) ? [path] : [],
      ),
    ),
  );
}

/**
 * @param {string} what
 * @param {number} sizeBytes
 * @param {number} limitBytes
 * @returns {import("./tally.mjs").Tally}
 */
export function checkSize(what, sizeBytes, limitBytes) {
  if (sizeBytes <= limitBytes) return { passed: 1, failures: [], skips: [] };
  return oneFailed(`${what} is too large`, `${what}: ${sizeBytes} bytes, at most ${limitBytes} are allowed`);
}

/**
 * Checks dist/ as the last production build left it.
 * @returns {import("./tally.mjs").Tally}
 */
export function checkBundles() {
  if (!existsSync(metafilePath) || !existsSync(buildRecordPath)) {
    return oneFailed("bundles", "There is no complete build in dist/: run `npm run build`.");
  }
  /** @type {{ mode?: string }} */
  const { mode } = JSON.parse(readFileSync(buildRecordPath, "utf8"));
  if (mode !== "production")
    return oneFailed("bundles", "dist/ holds a development build: run `npm run build`.");
  /** @type {Metafiles} */
  const metafiles = JSON.parse(readFileSync(metafilePath, "utf8"));
  const development = developmentModules(metafiles);
  const nameless = bundlesWithoutBuildId();
  return sumTallies([
    ...checkSizes(),
    development.length === 0
      ? { passed: 1, failures: [], skips: [] }
      : oneFailed("development code in a production bundle", development.join("\n")),
    nameless.length === 0
      ? { passed: 1, failures: [], skips: [] }
      : oneFailed("a bundle would take snapshots of other sources for its own", nameless.join("\n")),
  ]);
}

/** Bundles in which the name of the build was not put in. */
function bundlesWithoutBuildId() {
  const names = readdirSync(distDir).filter((name) => name.endsWith(".cjs"));
  return names.filter((name) => readFileSync(join(distDir, name), "utf8").includes("TELEMETRY_BUILD"));
}

/**
 * Sizes of dist/ as the last build left it.
 * @returns {Readonly<Record<Exclude<keyof typeof sizeGates, "vsixBytes">, number>>}
 */
export function bundleSizes() {
  /** @type {Metafiles} */
  const { webview, extension } = JSON.parse(readFileSync(metafilePath, "utf8"));
  if (!webview || !extension) throw new Error("dist/metafile.json does not describe the bundles");
  const read = (/** @type {string} */ path) => readFileSync(join(repoRoot, path));
  const files = firstLoadFiles(webview, "dist/webview/main.js").map(read);
  const hostFiles = firstLoadFiles(extension, "dist/extension.cjs").map(read);
  const sum = (/** @type {readonly number[]} */ sizes) => sizes.reduce((total, size) => total + size, 0);
  const sizeOf = (/** @type {string} */ path) => statSync(join(distDir, path)).size;
  return {
    hostBytes: sum(hostFiles.map(({ length }) => length)),
    webviewFirstLoadBytes: sum(files.map(({ length }) => length)),
    webviewFirstLoadGzipBytes: sum(files.map((file) => gzipSync(file).length)),
    styleBytes: sizeOf("webview/main.css"),
  };
}

function checkSizes() {
  const sizes = bundleSizes();
  return [
    checkSize("first load of the extension host", sizes.hostBytes, sizeGates.hostBytes),
    checkSize("first load of the webview", sizes.webviewFirstLoadBytes, sizeGates.webviewFirstLoadBytes),
    checkSize(
      "first load of the webview, gzip",
      sizes.webviewFirstLoadGzipBytes,
      sizeGates.webviewFirstLoadGzipBytes,
    ),
    checkSize("dist/webview/main.css", sizes.styleBytes, sizeGates.styleBytes),
  ];
}
