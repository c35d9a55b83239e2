import { readFileSync } from "node:fs";

/** Bytes that this process has had fetched from storage, past the page cache; null where the system does not say. */
export function storageBytesRead(): number | null {
  try {
    const found = /^read_bytes: (\d+)$/m.exec(readFileSync("/proc/self/io", "utf8"));
    return found === null ? null : Number(found[1]);
  } catch {
    // Only Linux has it, and not in every container.
    return null;
  }
}
