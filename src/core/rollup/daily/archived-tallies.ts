import type { TallyParts } from "../../store/archived-days.ts";
import type { Span } from "../span-of.ts";
import type { BucketFinder } from "../bucket-edges.ts";
import type { Basis } from "../query.ts";
import type { ArchivedDay, ArchivedScope } from "./archived-scope.ts";

/** Calls or runs of an archived day that share a workflow. */
export interface ArchivedTally {
  readonly day: ArchivedDay;
  readonly workflow: string | null;
  readonly tally: TallyParts;
}

export function archivedTallies(archived: ArchivedScope, basis: Basis): readonly ArchivedTally[] {
  if (basis === "runs")
    return Array.from(archived.runs(), ({ cell, day }) => ({
      day,
      workflow: cell.workflow,
      tally: cell.tally,
    }));
  return Array.from(archived.calls(), ({ cell, day, counted }) => ({
    day,
    workflow: cell.workflow,
    tally: counted.tally,
  }));
}

/** From the first to the last day that holds something; null without any. */
export function spanOfArchived(days: readonly ArchivedTally[]): Span | null {
  let fromMs = Infinity;
  let toMs = -Infinity;
  for (const { day, tally } of days) {
    if (day.fromMs === null || day.toMs === null || tally.count === 0) continue;
    fromMs = Math.min(fromMs, day.fromMs);
    toMs = Math.max(toMs, day.toMs);
  }
  return fromMs < toMs ? { fromMs, toMs } : null;
}

/** The bucket that holds a whole day; -1 when none does. */
export function bucketOfDay(finder: BucketFinder, { fromMs, toMs }: ArchivedDay): number {
  if (fromMs === null || toMs === null) return -1;
  const bucket = finder.find(fromMs);
  return bucket === finder.find(toMs - 1) ? bucket : -1;
}
