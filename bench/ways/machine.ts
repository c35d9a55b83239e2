import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Outcome } from "./outcome.ts";

const PAGE_BYTES = 4096;
const BLOCK_BYTES = 4 * 1024 * 1024;
/** As many as the columns of a million calls. */
const COLUMN_BYTES = 40_000_000;
/** As many as their snapshot. */
const SNAPSHOT_BYTES = 46_000_000;

/** What nobody spares who keeps that much: memory that is used for the first time. */
export function touchMemory(): Outcome {
  const memory = new Uint8Array(COLUMN_BYTES);
  for (let at = 0; at < memory.length; at += PAGE_BYTES) memory[at] = 1;
  return { rows: memory.length / PAGE_BYTES, columnBytes: 0, detail: {} };
}

/** What nobody spares who writes a file of that size so that it outlives a power failure. */
export function writeNewFile(): Outcome {
  const folder = mkdtempSync(join(tmpdir(), "empathy-bench-"));
  const block = new Uint8Array(BLOCK_BYTES).fill(1);
  const file = openSync(join(folder, "file"), "w");
  const startMs = performance.now();
  for (let left = SNAPSHOT_BYTES; left > 0; left -= BLOCK_BYTES)
    writeSync(file, block, 0, Math.min(left, BLOCK_BYTES));
  fdatasyncSync(file);
  const writeMs = performance.now() - startMs;
  closeSync(file);
  rmSync(folder, { recursive: true });
  return { rows: 0, columnBytes: 0, detail: { writeMs } };
}
