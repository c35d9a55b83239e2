import type { TelemetryDataset } from "../store/tables.ts";
import { aggregatesOf } from "./cube/aggregates.ts";
import { TALLY_WIDTH } from "./cube/flat-tally.ts";
import type { SliceSums } from "./cube/slice-sums.ts";
import { ArchivedScope } from "./daily/archived-scope.ts";
import { archivedTallies, spanOfArchived } from "./daily/archived-tallies.ts";
import type { ArchivedTally } from "./daily/archived-tallies.ts";
import type { Basis, TelemetryQuery, TimeWindow } from "./query.ts";
import { spanOf, type Span } from "./span-of.ts";
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
  const archived = new ArchivedScope(dataset, query);
  const others = spanOfArchived(archivedTallies(archived, basis));
  const found = spanOf(dataset, query, basis, Infinity, others);
  if (found === null || !(found.fromMs < found.toMs)) return NO_SPARK;
  const span = steadySpan(found, query.window);
  const slices = sliceUp(dataset, query, basis, span, points);
  const tallies = withArchived(slices, points, archivedTallies(archived, basis), span);
  const runSlices = basis === "runs" ? slices : sliceUp(dataset, query, "runs", span, points);
  const runTallies =
    basis === "runs" ? tallies : withArchived(runSlices, points, archivedTallies(archived, "runs"), span);
  const rateTallies = runTallies.some((tally) => tally.successRate !== null) ? runTallies : tallies;
  const latencies = slices.durations.stats(points, (slice) => slice);
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

/**
 * Open ends move with every record: rounded outwards to a thousandth of the length, slices stay what they are for long.
 */
function steadySpan({ fromMs, toMs }: Span, window: TimeWindow): Span {
  const stepMs = 2 ** Math.floor(Math.log2((toMs - fromMs) / 1024));
  return {
    fromMs: window.fromMs ?? Math.floor(fromMs / stepMs) * stepMs,
    toMs: window.toMs ?? Math.ceil(toMs / stepMs) * stepMs,
  };
}

function sliceUp(
  dataset: TelemetryDataset,
  { nowMs, mergeTwins: mergesTwins, hiddenWorkflows }: TelemetryQuery,
  basis: Basis,
  { fromMs, toMs }: Span,
  points: number,
): SliceSums {
  const aggregates = aggregatesOf(dataset);
  return aggregates.slices(basis, {
    fromMs,
    toMs,
    points,
    mergesTwins,
    hiddenWorkflows,
    endMs: aggregates.endMs(nowMs),
  });
}

/** An archived day stands in the slice of its noon: on a line of a few pixels nobody sees the difference. */
function withArchived(
  { tallies: values }: SliceSums,
  points: number,
  days: readonly ArchivedTally[],
  span: Span,
): readonly Tally[] {
  const tallies = Array.from({ length: points }, (_, slice) => {
    const tally = new Tally();
    tally.addFlat(values, slice * TALLY_WIDTH);
    return tally;
  });
  for (const { day, tally } of days) {
    if (day.fromMs === null || day.toMs === null) continue;
    const ratio = ((day.fromMs + day.toMs) / 2 - span.fromMs) / (span.toMs - span.fromMs);
    tallies[Math.floor(ratio * points)]?.addParts(tally);
  }
  return tallies;
}
