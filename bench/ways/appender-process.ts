import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { quantile } from "../lib/statistics.mjs";

const APPENDS = 300;
const MEAN_GAP_MS = 25;
const NS_PER_MS = 1e6;

/** Has a second process append calls to a file, one at a time. Gives when each was about to be written, monotonic ns. */
export async function runAppender(appender: string, path: string): Promise<readonly bigint[]> {
  const child = spawn(process.execPath, [appender, path, String(APPENDS), String(MEAN_GAP_MS)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const writtenNs: bigint[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    const { monotonicNs }: { monotonicNs: string } = JSON.parse(line);
    writtenNs.push(BigInt(monotonicNs));
  }
  return writtenNs;
}

/** From each write until it was seen. Throws where they are not as many. */
export function delaysOf(writtenNs: readonly bigint[], seenNs: readonly bigint[]) {
  if (seenNs.length !== writtenNs.length) throw new Error("not every appended call was seen");
  const delaysMs = writtenNs.map((ns, n) => Number((seenNs[n] ?? 0n) - ns) / NS_PER_MS);
  return { p50Ms: quantile(delaysMs, 0.5), p95Ms: quantile(delaysMs, 0.95), p99Ms: quantile(delaysMs, 0.99) };
}
