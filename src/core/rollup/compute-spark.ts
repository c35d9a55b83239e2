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
 * A range that is open has between half as many slices as asked for and one more; none where it holds no records.
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
  const { span, cut, shown } = cutUp(found, query.window, points);
  const slices = sliceUp(dataset, query, basis, span, cut);
  const tallies = withArchived(slices, cut, archivedTallies(archived, basis), span);
  const runSlices = basis === "runs" ? slices : sliceUp(dataset, query, "runs", span, cut);
  const runTallies =
    basis === "runs" ? tallies : withArchived(runSlices, cut, archivedTallies(archived, "runs"), span);
  const rateTallies = runTallies.some((tally) => tally.successRate !== null) ? runTallies : tallies;
  const latencies = slices.durations.stats(cut, (slice) => slice);
  const sliceMs = (span.toMs - span.fromMs) / cut;
  const isAhead = (slice: number) => span.fromMs + slice * sliceMs > query.nowMs;
  const line = (tally: readonly Tally[], select: (tally: Tally, slice: number) => number | null) =>
    tally.slice(0, shown).map((of, slice) => (isAhead(slice) ? null : select(of, slice)));
  return {
    cost: line(tallies, (tally) => tally.costNano.usdOf(tally.count)),
    count: line(tallies, (tally) => tally.count),
    successRate: line(rateTallies, (tally) => tally.successRate),
    latencyP50: line(tallies, (_, slice) => latencies[slice]?.p50 ?? null),
  };
}

/**
 * Slices of a range. Open ends move with every record: there, slices begin at multiples of a power of two of ms and
 * stay what they are until the records need twice as many. `cut` slices make the span, `shown` of them hold records.
 */
function cutUp(
  { fromMs, toMs }: Span,
  window: TimeWindow,
  points: number,
): { readonly span: Span; readonly cut: number; readonly shown: number } {
  if (window.fromMs !== null && window.toMs !== null)
    return { span: { fromMs, toMs }, cut: points, shown: points };
  const sliceMs = 2 ** Math.ceil(Math.log2((toMs - fromMs) / points));
  const firstMs = Math.floor(fromMs / sliceMs) * sliceMs;
  const span = { fromMs: firstMs, toMs: firstMs + (points + 1) * sliceMs };
  return { span, cut: points + 1, shown: Math.ceil((toMs - firstMs) / sliceMs) };
}

function sliceUp(
  dataset: TelemetryDataset,
  { window, nowMs, mergeTwins: mergesTwins, hiddenWorkflows }: TelemetryQuery,
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
    window,
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
