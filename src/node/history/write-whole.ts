import { randomUUID } from "node:crypto";
import { open, readdir, rename, unlink } from "node:fs/promises";
import { join } from "node:path";

import { ioErrorCode, isAbsent } from "../telemetry-fs.ts";

const DRAFT = /\.json\.[\w-]+\.tmp$/;

/** Writes a file as a whole: until the new text is on the disk the old one stands, whatever dies meanwhile. */
export async function writeWhole(path: string, text: string): Promise<void> {
  // Numbers of processes come again, in a container at once.
  const draft = `${path}.${randomUUID()}.tmp`;
  const file = await open(draft, "wx");
  try {
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    // What went wrong first is what is to be told.
    await unlink(draft).catch(() => undefined);
    throw error;
  }
}

/** Removes what dead processes left of such writes in a folder. To be called while nobody writes there. */
export async function removeDrafts(folder: string): Promise<void> {
  for (const name of await namesIn(folder)) if (DRAFT.test(name)) await unlink(join(folder, name));
}

/** Names in a folder; none where there is no folder. */
export async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isAbsent(ioErrorCode(error))) return [];
    throw error;
  }
}
