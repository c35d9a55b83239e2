import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { withLock } from "./lock.mjs";

const markerName = ".complete";

/**
 * Makes a folder of the per-user cache once. It appears under its name only when it is complete, and two
 * processes never make it at the same time.
 * @param {string} path final absolute path
 * @param {string} title what it holds, for the progress line on stderr
 * @param {(draftPath: string) => Promise<void>} fill writes the content into an empty folder
 */
export async function ensureCachedFolder(path, title, fill) {
  if (existsSync(join(path, markerName))) return;
  await withLock(
    `${path}.lock`,
    async () => {
      if (existsSync(join(path, markerName))) return;
      await removeLeftovers(path);
      const draft = `${path}.partial-${process.pid}`;
      await mkdir(draft, { recursive: true });
      await withProgress(title, () => fill(draft));
      await writeFile(join(draft, markerName), new Date().toISOString());
      await rename(draft, path);
    },
    (owner) => console.error(`Waiting for process ${owner}, which prepares ${title} (${path}.lock) ...`),
  );
}

/**
 * Removes what an interrupted run left behind. Only called while the lock is held.
 * @param {string} path
 */
async function removeLeftovers(path) {
  await mkdir(dirname(path), { recursive: true });
  for (const name of await readdir(dirname(path))) {
    const isLeftover = name === basename(path) || name.startsWith(`${basename(path)}.partial-`);
    if (isLeftover) await rm(join(dirname(path), name), { recursive: true, force: true });
  }
}

/**
 * Shows on stderr that something slow is under way.
 * @param {string} title
 * @param {() => Promise<void>} task
 */
async function withProgress(title, task) {
  const startedAtMs = Date.now();
  const elapsed = () => `${((Date.now() - startedAtMs) / 1000).toFixed(0)} s`;
  console.error(`Preparing ${title} ...`);
  const timer = setInterval(() => console.error(`  still preparing ${title} (${elapsed()})`), 10_000);
  try {
    await task();
  } finally {
    clearInterval(timer);
  }
  console.error(`Prepared ${title} in ${elapsed()}.`);
}
