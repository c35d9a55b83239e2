import { open, rename, unlink } from "node:fs/promises";

let number = 0;

/** Writes a file as a whole: until the new text is on the disk the old one stands, whatever dies meanwhile. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const temporary = `${path}.${process.pid}-${++number}.tmp`;
  const file = await open(temporary, "wx");
  try {
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    // What went wrong first is what is to be told.
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
}
