import { randomUUID } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { link, mkdir, open, readFile, rename, stat, unlink, utimes } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import { ioErrorCode } from "../telemetry-fs.ts";

const NAME = "lock";
const TRY_EVERY_MS = 50;
/** The holder says that it lives this often; a lock that is older than some of these was left by a dead one. */
const ALIVE_EVERY_MS = 2000;
const DEAD_AFTER_MS = 10_000;
const GIVE_UP_AFTER_MS = 30_000;

/**
 * Does something while no other window, nor another part of this one, does such a thing in the same folder.
 * Rejects, with nothing done, when another one still is at work after a while (`giveUpAfterMs`).
 */
export async function withFolderLock<T>(
  folder: string,
  work: () => Promise<T>,
  giveUpAfterMs = GIVE_UP_AFTER_MS,
): Promise<T> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, NAME);
  const token = randomUUID();
  const sinceMs = performance.now();
  while (!(await take(path, token))) {
    if (performance.now() - sinceMs >= giveUpAfterMs)
      throw new Error(`Another window is still at work here: ${path}. Try again later.`);
    await delay(TRY_EVERY_MS);
  }
  const alive = setInterval(() => {
    // The lock may be gone with its folder: then there is nothing left to keep.
    utimes(path, new Date(), new Date()).catch(() => undefined);
  }, ALIVE_EVERY_MS);
  alive.unref();
  try {
    return await work();
  } finally {
    clearInterval(alive);
    // After a long sleep of the machine the lock may be another's.
    const held = await heldBy(path).catch(() => null);
    if (held?.token === token) await unlink(path).catch(() => undefined);
  }
}

async function take(path: string, token: string): Promise<boolean> {
  const file = await open(path, "wx").catch((error: unknown) => {
    if (ioErrorCode(error) === "EEXIST") return null;
    throw error;
  });
  if (file !== null) {
    await sign(file, token).catch(async (error: unknown) => {
      // On a full disk nobody is to wait for who could not even say that it is at work.
      await unlink(path).catch(() => undefined);
      throw error;
    });
    return true;
  }
  const held = await heldBy(path);
  // Also one from the future: a clock was set back.
  if (held !== null && Math.abs(Date.now() - held.aliveAtMs) > DEAD_AFTER_MS)
    await removeDead(path, held, `${path}.${token}`);
  return false;
}

async function sign(file: FileHandle, token: string): Promise<void> {
  try {
    await file.writeFile(token);
    // The clock that ages are measured by, which on a network drive is not the one of its server.
    await file.utimes(new Date(), new Date());
  } finally {
    await file.close();
  }
}

/** Of several that find a dead lock, one moves it away; who moves a living one instead puts it back. */
async function removeDead(path: string, dead: Held, asidePath: string): Promise<void> {
  try {
    await rename(path, asidePath);
  } catch (error) {
    if (ioErrorCode(error) === "ENOENT") return;
    throw error;
  }
  const moved = await heldBy(asidePath);
  if (moved?.token !== dead.token || moved.aliveAtMs !== dead.aliveAtMs)
    await link(asidePath, path).catch(() => undefined);
  await unlink(asidePath);
}

interface Held {
  readonly token: string;
  readonly aliveAtMs: number;
}

/** Whose lock it is; null when it was given back. */
async function heldBy(path: string): Promise<Held | null> {
  try {
    const { mtimeMs } = await stat(path);
    return { token: await readFile(path, "utf8"), aliveAtMs: mtimeMs };
  } catch (error) {
    if (ioErrorCode(error) === "ENOENT") return null;
    throw error;
  }
}
