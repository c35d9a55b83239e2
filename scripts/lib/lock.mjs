import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { isAlive, isCode } from "./processes.mjs";

const pollMs = 250;

/**
 * Runs `task` while no other process on this machine runs one under the same path.
 * A lock whose owner is gone is taken over.
 * @template T
 * @param {string} path folder that exists while the lock is held
 * @param {() => Promise<T>} task
 * @param {(ownerPid: number) => void} [onWait] called once when another process holds the lock
 * @returns {Promise<T>}
 */
export async function withLock(path, task, onWait) {
  await mkdir(dirname(path), { recursive: true });
  let hasWaited = false;
  while (!(await tryAcquire(path))) {
    const owner = await readOwner(path);
    if (owner !== undefined && !isAlive(owner)) {
      await breakLock(path);
      continue;
    }
    if (!hasWaited) onWait?.(owner ?? 0);
    hasWaited = true;
    await delay(pollMs);
  }
  try {
    return await task();
  } finally {
    await rm(path, { recursive: true, force: true });
  }
}

/** @param {string} path */
async function tryAcquire(path) {
  // The owner's id is inside before the folder gets its name: a lock never exists without an owner.
  const draft = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  await mkdir(draft);
  await writeFile(join(draft, "owner"), String(process.pid));
  try {
    await rename(draft, path);
    return true;
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (isCode(error, "ENOTEMPTY") || isCode(error, "EEXIST") || isCode(error, "EPERM")) return false;
    throw error;
  }
}

/** @param {string} path */
async function readOwner(path) {
  try {
    const pid = Number(await readFile(join(path, "owner"), "utf8"));
    return Number.isSafeInteger(pid) && pid > 0 ? pid : undefined;
  } catch (error) {
    if (isCode(error, "ENOENT")) return undefined; // released between our two looks
    throw error;
  }
}

/** @param {string} path */
async function breakLock(path) {
  const aside = `${path}.stale.${process.pid}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (isCode(error, "ENOENT")) return; // another waiter was faster
    throw error;
  }
  await rm(aside, { recursive: true, force: true });
}
