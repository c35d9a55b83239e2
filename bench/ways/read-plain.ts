import { closeSync, openSync, readSync } from "node:fs";
import { CHUNK_BYTES } from "./outcome.ts";
import type { Outcome } from "./outcome.ts";

const LINE_FEED = 0x0a;

/** What every reader pays: the bytes, and one look for each line's end. */
export function readFloor(path: string): Outcome {
  let lines = 0;
  eachBlock(path, (bytes) => {
    for (let at = bytes.indexOf(LINE_FEED); at !== -1; at = bytes.indexOf(LINE_FEED, at + 1)) lines += 1;
  });
  return { rows: lines, columnBytes: 0, detail: {} };
}

/** The same read calls without a look at the bytes. */
export function readRaw(path: string): Outcome {
  let blocks = 0;
  eachBlock(path, () => (blocks += 1));
  return { rows: blocks, columnBytes: 0, detail: {} };
}

/** JSON.parse of each line and nothing else: what a reader without columns, twins and checks would pay. */
export function readParsed(path: string): Outcome {
  let rest: Buffer = Buffer.alloc(0);
  let rows = 0;
  let costUsd = 0;
  eachBlock(path, (block) => {
    const bytes = rest.length === 0 ? block : Buffer.concat([rest, block]);
    let start = 0;
    for (let end = bytes.indexOf(LINE_FEED); end !== -1; end = bytes.indexOf(LINE_FEED, start)) {
      const cost = costOf(bytes.toString("utf8", start, end));
      if (cost !== null) rows += 1;
      costUsd += cost ?? 0;
      start = end + 1;
    }
    rest = Buffer.from(bytes.subarray(start));
  });
  return { rows, columnBytes: 0, detail: { costUsd } };
}

function costOf(line: string): number | null {
  try {
    const record: unknown = JSON.parse(line);
    if (typeof record !== "object" || record === null || !("estimated_cost" in record)) return 0;
    return Number(record.estimated_cost);
  } catch {
    // A broken line: the benchmark's file has some.
    return null;
  }
}

function eachBlock(path: string, take: (bytes: Buffer) => void): void {
  const file = openSync(path, "r");
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  for (let count = readSync(file, chunk); count > 0; count = readSync(file, chunk))
    take(chunk.subarray(0, count));
  closeSync(file);
}
