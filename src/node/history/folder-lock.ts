import { mkdir, open, stat, unlink, utimes } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import { ioErrorCode } from "../telemetry-fs.ts";

const NAME = "lock";
const TRY_EVERY_MS = 50;
/** The holder says that it lives this often; a lock that is older than some of these was left by a dead one. */
const ALIVE_EVERY_MS = 2000;
const DEAD_AFTER_MS = 10_000;

/** Does something while no other window, nor another part of this one, does such a thing in the same folder. */
export async function withFolderLock<T>(folder: string, work: () => Promise<T>): Promise<T> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, NAME);
  while (!(await take(path))) await delay(TRY_EVERY_MS);
  const alive = setInterval(() => {
    // The lock may be gone with its folder: then there is nothing left to keep.
    utimes(path, new Date(), new Date()).catch(() => undefined);
  }, ALIVE_EVERY_MS);
  alive.unref();
  try {
    return await work();
  } finally {
    clearInterval(alive);
    await unlink(path).catch(() => undefined);
  }
}

async function take(path: string): Promise<boolean> {
  try {
    await (await open(path, "wx")).close();
    return true;
  } catch (error) {
    if (ioErrorCode(error) !== "EEXIST") throw error;
  }
  try {
    if (Date.now() - (await stat(path)).mtimeMs > DEAD_AFTER_MS) await unlink(path);
  } catch (error) {
    // Given back meanwhile.
    if (ioErrorCode(error) !== "ENOENT") throw error;
  }
  return false;
}
