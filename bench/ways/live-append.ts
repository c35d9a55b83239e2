import { constants, copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { computeStats } from "../../src/core/rollup/compute-stats.ts";
import { resolveRange } from "../../src/core/rollup/range.ts";
import { systemTimeZone } from "../../src/node/system-time-zone.ts";
import type { TelemetrySource } from "../../src/node/telemetry-source.ts";
import { delaysOf, runAppender } from "./appender-process.ts";
import { liveSource } from "./live-source.ts";
import type { Outcome } from "./outcome.ts";
import { ALL_TIME, viewOf } from "./panel-question.ts";

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
    return { rows: writtenNs.length, columnBytes: 0, detail: delaysOf(writtenNs, seenNs) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** When each further call stood in the figures, in the order of their lines; grows while the source lives. */
function noteArrivals(source: TelemetrySource): readonly bigint[] {
  const seenNs: bigint[] = [];
  // As a panel that shows all time: what it needs is kept up from then on.
  viewOf(source.dataset, ALL_TIME);
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
