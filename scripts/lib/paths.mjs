import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Absolute path of the repository. */
export const repoRoot = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** The production extension's files live here. */
export const distDir = join(repoRoot, "dist");

/** Bundles of the tests that run inside VS Code. */
export const testDistDir = join(repoRoot, "dist-test");

/** Screenshots, logs and JSON reports of the last test run. */
export const resultsDir = join(repoRoot, "test-results");

/** Where the operating system keeps a user's caches. */
function userCacheRoot() {
  const { XDG_CACHE_HOME: xdg, LOCALAPPDATA: localAppData } = process.env;
  if (xdg) return xdg;
  if (process.platform === "darwin") return join(homedir(), "Library", "Caches");
  if (process.platform === "win32") return localAppData ?? join(homedir(), "AppData", "Local");
  return join(homedir(), ".cache");
}

/**
 * Absolute path of something kept per user, so that a second clone does not download it again.
 * @param {...string} parts
 */
export function cachePath(...parts) {
  return join(userCacheRoot(), "empathy-telemetry", ...parts);
}
