import type { TelemetryDataset } from "../store/tables.ts";
import { recordsOf, spanOf } from "./basis-records.ts";
import type { BasisRecords, Span } from "./basis-records.ts";
import { ArchivedScope } from "./daily/archived-scope.ts";
import { archivedTallies, spanOfArchived } from "./daily/archived-tallies.ts";
import type { ArchivedTally } from "./daily/archived-tallies.ts";
import { GroupedDurations } from "./grouped-durations.ts";
import type { Basis, TelemetryQuery } from "./query.ts";
import { Tally } from "./tally.ts";

/** One value per equal slice of the range, oldest first; `null` is a gap. Lengths are all the same. */
export interface Spark {
  /** USD. */
  readonly cost: readonly (number | null)[];
  readonly count: readonly (number | null)[];
  /** 0 to 1. */
  readonly successRate: readonly (number | null)[];
  /** ms. */
  readonly latencyP50: readonly (number | null)[];
}

const NO_SPARK: Spark = { cost: [], count: [], successRate: [], latencyP50: [] };

/**
 * The small lines of the cards. A slice without records costs 0, has no rate and no latency; one that lies
 * ahead of now has nothing at all. The success rate is that of runs where any reports one, as on the card.
 * Empty for a range that is open and holds no records.
 */
export function computeSpark(
  dataset: TelemetryDataset,
  query: TelemetryQuery,
  basis: Basis,
  points = 24,
): Spark {
  const records = recordsOf(dataset, query, basis);
  const archived = new ArchivedScope(dataset, query);
  const others = spanOfArchived(archivedTallies(archived, basis));
  const span = spanOf(query.window, records, query.nowMs, Infinity, others);
  if (span === null || !(span.fromMs < span.toMs)) return NO_SPARK;
  const durations = new GroupedDurations();
  const tallies = sliceUp(records, span, points, durations);
  addArchived(tallies, archivedTallies(archived, basis), span);
  const runTallies = basis === "runs" ? tallies : sliceUp(recordsOf(dataset, query, "runs"), span, points);
  if (basis !== "runs") addArchived(runTallies, archivedTallies(archived, "runs"), span);
  const rateTallies = runTallies.some((tally) => tally.successRate !== null) ? runTallies : tallies;
  const latencies = durations.stats(points);
  const sliceMs = (span.toMs - span.fromMs) / points;
  const isAhead = (slice: number) => span.fromMs + slice * sliceMs > query.nowMs;
  const line = (tally: readonly Tally[], select: (tally: Tally, slice: number) => number | null) =>
    tally.map((of, slice) => (isAhead(slice) ? null : select(of, slice)));
  return {
    cost: line(tallies, (tally) => tally.costNano.usdOf(tally.count)),
    count: line(tallies, (tally) => tally.count),
    successRate: line(rateTallies, (tally) => tally.successRate),
    latencyP50: line(tallies, (_, slice) => latencies[slice]?.p50 ?? null),
  };
}

/** An archived day stands in the slice of its noon: on a line of a few pixels nobody sees the difference. */
function addArchived(tallies: readonly Tally[], days: readonly ArchivedTally[], span: Span): void {
  for (const { day, tally } of days) {
    if (day.fromMs === null || day.toMs === null) continue;
    const ratio = ((day.fromMs + day.toMs) / 2 - span.fromMs) / (span.toMs - span.fromMs);
    tallies[Math.floor(ratio * tallies.length)]?.addParts(tally);
  }
}

function sliceUp(
  records: BasisRecords,
  span: Span,
  points: number,
  durations?: GroupedDurations,
): readonly Tally[] {
  const tallies = Array.from({ length: points }, () => new Tally());
  for (let row = 0; row < records.rowCount; row++) {
    if (!records.counts(row)) continue;
    const slice = Math.floor(((records.atMs(row) - span.fromMs) / (span.toMs - span.fromMs)) * points);
    const tally = tallies[slice];
    // Without a usable time, or outside the calls' span: in no slice.
    if (tally === undefined) continue;
    tally.addRecord(records.costNano(row), records.success(row));
    durations?.add(slice, records.durationMs(row));
  }
  return tallies;
}
