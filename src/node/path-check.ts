import { realpath, stat } from "node:fs/promises";
import { isAbsolute, relative, sep } from "node:path";

/** True for `folder` itself and everything below it, by the names alone. Both absolute. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** Whether there is a folder at this path; false also where we may not look. */
export async function isDirectory(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    // Absent or not ours to read: in both cases there is nothing to offer.
    return false;
  }
}

/** The path with all links followed; null when nothing can be found there. */
export async function realPathOrNull(path: string): Promise<string | null> {
  try {
    return await realpath(path);
  } catch {
    // Absent or unreadable: the same to somebody who wants to go there.
    return null;
  }
}
