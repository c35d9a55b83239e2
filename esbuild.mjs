// Builds every bundle: the extension host, the CLI, the webview and its stylesheet.
// Flags: --production (minify, no source maps), --watch (rebuild on change).
import { spawn } from "node:child_process";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import * as esbuild from "esbuild";

const isProduction = process.argv.includes("--production");
const isWatch = process.argv.includes("--watch");

/** @type {esbuild.BuildOptions} */
const shared = {
  bundle: true,
  minify: isProduction,
  sourcemap: isProduction ? false : "linked",
  metafile: true,
  logLevel: "info",
};

/** @type {esbuild.BuildOptions} */
const host = { ...shared, platform: "node", format: "cjs", target: "node20" };

/** @type {Record<string, esbuild.BuildOptions>} */
const bundles = {
  extension: {
    ...host,
    entryPoints: ["src/extension/extension.ts"],
    outfile: "dist/extension.cjs",
    external: ["vscode"],
  },
  cli: {
    ...host,
    entryPoints: ["src/cli/main.ts"],
    outfile: "dist/cli.cjs",
    banner: { js: "#!/usr/bin/env node" },
  },
  webview: {
    ...shared,
    entryPoints: ["webview/main.tsx"],
    outdir: "dist/webview",
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
  const args = ["@tailwindcss/cli", "-i", "webview/styles/main.css", "-o", "dist/webview/main.css"];
  if (isProduction) args.push("--minify");
  if (isWatch) args.push("--watch=always");
  const child = spawn("npx", ["--no-install", ...args], {
    stdio: ["ignore", "ignore", isProduction ? "ignore" : "inherit"],
    shell: process.platform === "win32",
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code) => (code === 0 ? resolve() : reject(new Error(`tailwindcss exited with ${code}`))));
  });
}

function copyCodicons() {
  mkdirSync("dist/webview", { recursive: true });
  for (const file of ["codicon.css", "codicon.ttf"]) {
    cpSync(`node_modules/@vscode/codicons/dist/${file}`, `dist/webview/${file}`);
  }
}

copyCodicons();
if (isWatch) {
  const contexts = await Promise.all(Object.values(bundles).map((options) => esbuild.context(options)));
  await Promise.all([...contexts.map((context) => context.watch()), buildStyles()]);
} else {
  const names = Object.keys(bundles);
  const [, ...results] = await Promise.all([
    buildStyles(),
    ...Object.values(bundles).map((options) => esbuild.build(options)),
  ]);
  // Read by the tests of the bundle: its size, and that no development build of React is in it.
  writeFileSync(
    "dist/metafile.json",
    JSON.stringify(Object.fromEntries(results.map((result, at) => [names[at], result.metafile]))),
  );
}
