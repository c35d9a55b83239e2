import type { FileHandle } from "node:fs/promises";
import { open, readFile } from "node:fs/promises";

const BLOCK_BYTES = 1024 * 1024;
const LINE_FEED = 0x0a;

/** Runs work on a file opened in a mode, and closes it. */
async function withFile<T>(path: string, flags: string, work: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await open(path, flags);
  try {
    return await work(file);
  } finally {
    await file.close();
  }
}

/** Each block is whole lines in one write, so that others who append meanwhile tear none of them. */
async function appendBlock(path: string, block: Uint8Array): Promise<void> {
  if (block.byteLength === 0) return;
  await withFile(path, "a", async (file) => {
    await file.writeFile(block);
    await file.sync();
  });
}

/** Ends a file's last line if it is unfinished, so that what is appended does not stick to it. */
export async function endLine(path: string): Promise<void> {
  const isOpen = await withFile(path, "r", async (file) => {
    const { size } = await file.stat();
    if (size === 0) return false;
    const last = Buffer.alloc(1);
    await file.read(last, 0, 1, size - 1);
    return last[0] !== LINE_FEED;
  });
  if (isOpen) await appendBlock(path, Buffer.of(LINE_FEED));
}

/**
 * Appends the whole lines of one file, from a byte offset, to another. Returns the offset after the last
 * line break. With `isLast` an unfinished last line is appended too, and ended.
 */
export async function copyLines(
  sourcePath: string,
  targetPath: string,
  from: number,
  isLast: boolean,
): Promise<number> {
  let copied = from;
  let rest = Buffer.alloc(0);
  await withFile(sourcePath, "r", async (source) => {
    for (;;) {
      const chunk = Buffer.alloc(BLOCK_BYTES);
      const { bytesRead } = await source.read(chunk, 0, BLOCK_BYTES, copied + rest.byteLength);
      if (bytesRead === 0) break;
      const bytes = Buffer.concat([rest, chunk.subarray(0, bytesRead)]);
      const end = bytes.lastIndexOf(LINE_FEED) + 1;
      await appendBlock(targetPath, bytes.subarray(0, end));
      copied += end;
      rest = bytes.subarray(end);
    }
  });
  if (isLast && rest.byteLength > 0)
    await appendBlock(targetPath, Buffer.concat([rest, Buffer.of(LINE_FEED)]));
  return copied;
}

/**
 * Does what `copyLines` does from offset 0, for a copy that may have been broken off: lines that stand in
 * the target, from a byte offset on, are not appended again.
 */
export async function resumeLines(
  sourcePath: string,
  targetPath: string,
  targetFrom: number,
): Promise<number> {
  const there = new Set((await readFile(targetPath)).subarray(targetFrom).toString("latin1").split("\n"));
  const source = await readFile(sourcePath);
  const end = source.lastIndexOf(LINE_FEED) + 1;
  const lines = source.subarray(0, end).toString("latin1").split("\n");
  const missing = lines.filter((line) => line !== "" && !there.has(line)).map((line) => `${line}\n`);
  await appendBlock(targetPath, Buffer.from(missing.join(""), "latin1"));
  return end;
}
