import { spawn } from "node:child_process";
import { constants, copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { createInterface } from "node:readline";
import { computeStats } from "../../src/core/rollup/compute-stats.ts";
import { resolveRange } from "../../src/core/rollup/range.ts";
import { systemTimeZone } from "../../src/node/system-time-zone.ts";
import type { TelemetrySource } from "../../src/node/telemetry-source.ts";
import { quantile } from "../lib/statistics.mjs";
import { liveSource } from "./live-source.ts";
import type { Outcome } from "./outcome.ts";

const APPENDS = 300;
const MEAN_GAP_MS = 25;
const NS_PER_MS = 1e6;

/**
 * Another process appends calls to a copy of the file, one at a time. Measured is from just before its write until
 * every published figure of all time has the call in it here.
 */
export async function watchAppends(path: string, appender: string): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), "empathy-bench-"));
  try {
    const copy = join(folder, basename(path));
    copyFileSync(path, copy, constants.COPYFILE_FICLONE);
    const source = liveSource(copy, () => Date.now());
    await source.start();
    const seenNs = noteArrivals(source);
    const writtenNs = await runAppender(appender, copy);
    await source.refresh();
    source.dispose();
    const delaysMs = writtenNs.map((ns, n) => Number((seenNs[n] ?? 0n) - ns) / NS_PER_MS);
    if (seenNs.length !== writtenNs.length) throw new Error("not every appended call was seen");
    return {
      rows: delaysMs.length,
      columnBytes: 0,
      detail: {
        p50Ms: quantile(delaysMs, 0.5),
        p95Ms: quantile(delaysMs, 0.95),
        p99Ms: quantile(delaysMs, 0.99),
      },
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** When each further call stood in the figures, in the order of their lines; grows while the source lives. */
function noteArrivals(source: TelemetrySource): readonly bigint[] {
  const seenNs: bigint[] = [];
  const countBefore = callCount(source);
  source.onDidChange((event) => {
    if (event.kind !== "changed") return;
    const fresh = callCount(source) - countBefore;
    const nowNs = process.hrtime.bigint();
    while (seenNs.length < fresh) seenNs.push(nowNs);
  });
  return seenNs;
}

/** Of the published figures: to know it, all of them are computed. */
function callCount({ dataset }: TelemetrySource): number {
  const timeZone = systemTimeZone();
  const nowMs = Date.now();
  const window = resolveRange({ kind: "all" }, timeZone, nowMs);
  return computeStats(dataset, { window, timeZone, nowMs, mergeTwins: true, hiddenWorkflows: [] }).calls
    .count;
}

async function runAppender(appender: string, path: string): Promise<readonly bigint[]> {
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
