// Only Node built-ins here: this runs before anything is installed.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { npmInherited } from "./npm.mjs";
import { repoRoot } from "./paths.mjs";

const minimumNode = { major: 20, minor: 19 };

/**
 * @typedef {{ version?: string, optional?: boolean, devOptional?: boolean, peer?: boolean, link?: boolean }} LockEntry
 * @typedef {{ packages?: Record<string, LockEntry> }} LockFile
 */

/**
 * Ends the program with code 2 and a clear line when Node is too old to run the rest.
 * @param {string} version such as `20.19.0`
 */
export function requireNode(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > minimumNode.major || (major === minimumNode.major && minor >= minimumNode.minor)) return;
  console.error(
    `Node ${minimumNode.major}.${minimumNode.minor} or newer is needed; this is Node ${version}.`,
  );
  process.exit(2);
}

/**
 * Whether what npm recorded in `node_modules` differs from the lock file. Optional packages may be absent:
 * they belong to other platforms.
 * @param {LockFile} wanted package-lock.json
 * @param {LockFile} installed node_modules/.package-lock.json
 */
export function isInstallStale(wanted, installed) {
  const present = installed.packages ?? {};
  for (const [path, entry] of Object.entries(wanted.packages ?? {})) {
    if (path === "") continue;
    const found = present[path];
    if (found ? found.version !== entry.version : !(entry.optional || entry.devOptional)) return true;
  }
  return Object.keys(present).some((path) => !(path in (wanted.packages ?? {})));
}

/**
 * @param {string} path
 * @returns {LockFile}
 */
function readLock(path) {
  return JSON.parse(readFileSync(path, "utf8"));
}

/**
 * Whether `npm ci` has to run before anything else can.
 * @param {string} root folder with a package-lock.json
 */
export function needsInstall(root = repoRoot) {
  const recordPath = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(recordPath)) return true;
  return isInstallStale(readLock(join(root, "package-lock.json")), readLock(recordPath));
}

/** Installs exactly what the lock file says, when it is not installed yet. Throws when npm fails. */
export async function ensureInstalled() {
  if (!needsInstall()) return;
  console.error("Installing packages (npm ci) ...");
  const startedAtMs = Date.now();
  const code = await npmInherited(["ci", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: repoRoot });
  if (code !== 0) throw new Error(`npm ci failed with exit code ${code}`);
  console.error(`Installed in ${((Date.now() - startedAtMs) / 1000).toFixed(0)} s.`);
}
