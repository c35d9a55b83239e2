import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { ensureCachedFolder } from "./cached-folder.mjs";
import { cachePath, repoRoot } from "./paths.mjs";
import { run } from "./processes.mjs";

const carriedVersion = "147.0.0";

const args = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/**
 * @typedef {object} FoundBrowser
 * @property {string} executablePath
 * @property {Record<string, string>} env added to the browser's environment
 * @property {string} title for people
 */

/** @returns {readonly string[]} where a Chromium-based browser usually is, best first */
function usualPaths() {
  const {
    PROGRAMFILES: programs = "",
    "PROGRAMFILES(X86)": programs86 = "",
    LOCALAPPDATA: local = "",
  } = process.env;
  if (process.platform === "darwin") {
    return ["Google Chrome", "Chromium", "Microsoft Edge"].map(
      (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
    );
  }
  if (process.platform === "win32") {
    const tails = ["Google\\Chrome\\Application\\chrome.exe", "Microsoft\\Edge\\Application\\msedge.exe"];
    return tails.flatMap((tail) =>
      [programs, programs86, local].filter(Boolean).map((root) => join(root, tail)),
    );
  }
  return [
    "/usr/bin/chromium",
    "/usr/bin/google-chrome",
    "/usr/bin/google-chrome-stable",
    "/opt/google/chrome/chrome",
    "/usr/bin/microsoft-edge",
    "/opt/microsoft/msedge/msedge",
    "/usr/bin/chromium-browser",
  ];
}

/**
 * Finds a browser: $CHROMIUM_PATH, an installed one, or on Linux x64 the one that npm carries.
 * @returns {Promise<FoundBrowser | undefined>} undefined when there is none
 */
export async function findBrowser() {
  const { CHROMIUM_PATH: chosen } = process.env;
  if (chosen) {
    if (!existsSync(chosen)) throw new Error(`CHROMIUM_PATH names ${chosen}, which does not exist`);
    return { executablePath: chosen, env: {}, title: chosen };
  }
  const installed = usualPaths().find((path) => existsSync(path));
  if (installed) return { executablePath: installed, env: {}, title: installed };
  if (process.platform === "linux" && process.arch === "x64") return ensureCarriedBrowser();
  return undefined;
}

/** Unpacks the browser, its libraries and its font into the per-user cache. */
async function ensureCarriedBrowser() {
  const root = cachePath("chromium", carriedVersion);
  await ensureCachedFolder(root, "Chromium (210 MB, once per user)", async (draft) => {
    const entry = pathToFileURL(
      join(repoRoot, "node_modules", "@sparticuz", "chromium", "build", "esm", "index.js"),
    );
    const code = `import(${JSON.stringify(entry.href)}).then((m) => m.default.executablePath())`;
    // The package unpacks into the temporary folder, and its libraries only where it believes in a bare system.
    const env = { ...process.env, TMPDIR: draft, AWS_LAMBDA_JS_RUNTIME: "nodejs22.x" };
    const result = await run(process.execPath, ["-e", code], { env });
    if (result.code !== 0) throw new Error(`Chromium could not be unpacked:\n${result.output}`);
    await mkdir(join(draft, "font-cache"));
    await writeFile(join(draft, "fonts.conf"), fontConfig(root));
  });
  return {
    executablePath: join(root, "chromium"),
    env: { LD_LIBRARY_PATH: join(root, "al2023", "lib"), FONTCONFIG_FILE: join(root, "fonts.conf") },
    title: `Chromium carried by npm (${carriedVersion})`,
  };
}

/**
 * System fonts first; the carried one makes sure that there is one at all.
 * @param {string} root
 */
function fontConfig(root) {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts</dir>
  <dir>/usr/local/share/fonts</dir>
  <dir>${join(root, "fonts")}</dir>
  <cachedir>${join(root, "font-cache")}</cachedir>
</fontconfig>
`;
}

/**
 * @param {FoundBrowser} found
 * @returns {Promise<import("playwright-core").Browser>}
 */
export function launchBrowser(found) {
  /** @type {Record<string, string>} */
  const env = {};
  for (const [name, value] of Object.entries(process.env)) if (value !== undefined) env[name] = value;
  return chromium.launch({ executablePath: found.executablePath, args, env: { ...env, ...found.env } });
}
