// Builds every bundle: the extension host, the CLI, the sample workspace, the webview and its stylesheet.
// Flags: --production (minify, no source maps), --watch (rebuild on change), --only=extension,webview,
// --tests (only the bundles that run inside VS Code, into dist-test/).
import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import * as esbuild from "esbuild";
import { buildId } from "./scripts/lib/build-id.mjs";
import { buildRecordPath, sourceState } from "./scripts/lib/build-record.mjs";
import { hostBundles } from "./scripts/lib/host-bundles.mjs";
import { distDir, repoRoot } from "./scripts/lib/paths.mjs";
import { scannerForEsbuild } from "./scripts/lib/scanner-plugin.mjs";
import { suiteBundles } from "./scripts/lib/suite-bundles.mjs";

const isProduction = process.argv.includes("--production");
const isWatch = process.argv.includes("--watch");
const only = process.argv
  .find((arg) => arg.startsWith("--only="))
  ?.slice("--only=".length)
  .split(",");

/** @satisfies {esbuild.BuildOptions} */
const shared = {
  absWorkingDir: repoRoot,
  bundle: true,
  minify: isProduction,
  sourcemap: isProduction ? false : "linked",
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
  plugins: [scannerForEsbuild],
  // While watching, sources change without a new name: a snapshot is then read by the session that wrote it only.
  define: { TELEMETRY_BUILD: JSON.stringify(isWatch ? `watch-${Date.now()}` : buildId()) },
};

/** @satisfies {esbuild.BuildOptions} */
const host = {
  ...shared,
  platform: "node",
  format: "cjs",
  target: "node20",
};

/** @type {Readonly<Record<string, esbuild.BuildOptions>>} */
const bundles = {
  extension: hostBundles(shared, isProduction),
  cli: {
    ...host,
    entryPoints: ["src/cli/main.ts"],
    outfile: "dist/cli.cjs",
    banner: { js: "#!/usr/bin/env node" },
  },
  sample: { ...host, entryPoints: ["src/node/sample/main.ts"], outfile: "dist/sample.cjs" },
  webview: {
    ...shared,
    entryPoints: ["webview/main.tsx"],
    outdir: "dist/webview",
    chunkNames: "chunks/[name]-[hash]",
    platform: "browser",
    format: "esm",
    splitting: true,
    target: "chrome128",
    jsx: "automatic",
    define: { "process.env.NODE_ENV": JSON.stringify(isProduction ? "production" : "development") },
  },
};

/** Runs the Tailwind CLI once, or for as long as the watch lasts. */
function buildStyles() {
  const manifestPath = createRequire(import.meta.url).resolve("@tailwindcss/cli/package.json");
  const cli = join(dirname(manifestPath), "dist", "index.mjs");
  const args = [cli, "-i", "webview/styles/main.css", "-o", "dist/webview/main.css"];
  if (isProduction) args.push("--minify");
  if (isWatch) args.push("--watch=always"); // a plain --watch ends when stdin is closed
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: repoRoot, stdio: ["ignore", "ignore", "pipe"] });
    let messages = "";
    child.stderr.setEncoding("utf8").on("data", (/** @type {string} */ text) => {
      if (isWatch) process.stderr.write(text);
      else messages += text;
    });
    child.on("error", reject);
    child.on("exit", (code) =>
      code === 0 ? resolve(undefined) : reject(new Error(`tailwindcss ended with code ${code}\n${messages}`)),
    );
  });
}

function copyCodicons() {
  const from = join(repoRoot, "node_modules", "@vscode", "codicons", "dist");
  mkdirSync(join(distDir, "webview"), { recursive: true });
  for (const file of ["codicon.css", "codicon.ttf"]) cpSync(join(from, file), join(distDir, "webview", file));
}

/**
 * Chunks have a hash in their name, so every change would leave one behind.
 * @param {readonly esbuild.Metafile[]} metafiles
 */
function removeStaleChunks(metafiles) {
  const dir = join(distDir, "webview", "chunks");
  const current = new Set(metafiles.flatMap((metafile) => Object.keys(metafile.outputs)));
  for (const name of existsSync(dir) ? readdirSync(dir) : []) {
    const path = join(dir, name);
    if (!current.has(relative(repoRoot, path).replaceAll("\\", "/"))) rmSync(path);
  }
}

/** @returns {esbuild.Plugin} one line for each rebuild of a watched bundle */
function announce(/** @type {string} */ name) {
  return {
    name: "announce",
    setup(build) {
      let startedAtMs = 0;
      build.onStart(() => {
        startedAtMs = Date.now();
      });
      build.onEnd(({ errors }) => {
        const outcome =
          errors.length > 0 ? `${errors.length} error(s)` : `built in ${Date.now() - startedAtMs} ms`;
        console.log(`[watch] ${name}: ${outcome}`);
      });
    },
  };
}

const chosen = Object.entries(bundles).filter(([name]) => !only || only.includes(name));
const hasStyles = chosen.some(([name]) => name === "webview");

async function watch() {
  const contexts = await Promise.all(
    chosen.map(([name, options]) =>
      esbuild.context({ ...options, plugins: [...(options.plugins ?? []), announce(name)] }),
    ),
  );
  await Promise.all([...contexts.map((context) => context.watch()), hasStyles && buildStyles()]);
}

async function buildAll() {
  const state = sourceState();
  const [, ...results] = await Promise.all([
    hasStyles && buildStyles(),
    ...chosen.map(([, options]) => esbuild.build({ ...options, metafile: true })),
  ]);
  const metafiles = results.map(({ metafile }) => metafile);
  if (hasStyles) removeStaleChunks(metafiles);
  if (only) return;
  // Read by the check of the bundles: their sizes, and that no development build of React is inside.
  const named = Object.fromEntries(chosen.map(([name], index) => [name, metafiles[index]]));
  writeFileSync(join(distDir, "metafile.json"), JSON.stringify(named));
  writeFileSync(
    buildRecordPath,
    JSON.stringify({ mode: isProduction ? "production" : "development", ...state }),
  );
}

if (process.argv.includes("--tests")) {
  const options = { ...host, minify: false, sourcemap: /** @type {const} */ ("inline") };
  await Promise.all(suiteBundles(options).map((bundle) => esbuild.build(bundle)));
} else {
  if (hasStyles) copyCodicons();
  await (isWatch ? watch() : buildAll());
}
