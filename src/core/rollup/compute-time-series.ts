import { nanoToUsd } from "../records/money.ts";
import type { SumParts } from "../store/archived-days.ts";
import type { TelemetryDataset } from "../store/tables.ts";
import { visitDays, visitSlots, type BasisCell } from "./basis-cells.ts";
import { BucketFinder, cutBuckets } from "./bucket-edges.ts";
import { COST } from "./cube/flat-tally.ts";
import { ArchivedScope } from "./daily/archived-scope.ts";
import { archivedTallies, bucketOfDay, spanOfArchived } from "./daily/archived-tallies.ts";
import { NONE_KEY } from "./query.ts";
import type { Basis, RangeChoice, TelemetryQuery } from "./query.ts";
import { spanOf } from "./span-of.ts";
import { KnownSum, Tally } from "./tally.ts";
import type { TimeBucket, TimeSeries } from "./time-series.ts";

const TOP_PARTS = 4;
/** About 130 months; nothing is cut into buckets further than its records reach. */
const LONGEST_SPAN_MS = 130 * 28 * 86_400_000;

/**
 * Cost and count over time. Buckets cover the range without a gap (an open side begins or ends with the
 * records), empty ones too; every counted record is in one bucket or in `outside`. Bounded at about 130
 * buckets. `choice` decides the unit; which records count is decided by the query alone.
 */
export function computeTimeSeries(
  dataset: TelemetryDataset,
  query: TelemetryQuery,
  basis: Basis,
  choice: RangeChoice,
): TimeSeries {
  const archived = archivedTallies(new ArchivedScope(dataset, query), basis);
  const others = spanOfArchived(archived);
  const span = spanOf(dataset, query, basis, LONGEST_SPAN_MS, others) ?? { fromMs: 0, toMs: 0 };
  const { unit, edgesMs } = cutBuckets(choice, query.timeZone, span.fromMs, span.toMs);
  const finder = new BucketFinder(edgesMs);
  const bucketCount = Math.max(0, edgesMs.length - 1);
  const tallies = Array.from({ length: bucketCount }, () => new Tally());
  const parts = new BucketParts(bucketCount);
  const outside = new Tally();
  const count = ({ workflow, values, at }: BasisCell, bucket: number) => {
    (tallies[bucket] ?? outside).addFlat(values, at);
    if (bucket >= 0) parts.addFlat(bucket, workflow ?? NONE_KEY, values, at + COST);
  };
  // Any other bucket begins and ends with a day.
  if (unit === "hour") {
    const slots = { slotOf: (atMs: number) => finder.find(atMs) + 1 };
    visitSlots(dataset, query, basis, slots, (cell) => count(cell, cell.slot - 1));
  } else {
    visitDays(dataset, query, basis, (cell) =>
      count(cell, finder.find(Math.max(cell.fromMs, edgesMs[0] ?? NaN))),
    );
  }
  // -1 is outside.
  const withArchived = new Set<number>();
  for (const { day, workflow, tally } of archived) {
    const bucket = bucketOfDay(finder, day);
    withArchived.add(bucket);
    (tallies[bucket] ?? outside).addParts(tally);
    if (bucket >= 0) parts.addSum(bucket, workflow ?? NONE_KEY, tally.costNano);
  }
  const mark = (index: number) => (withArchived.has(index) ? { hasArchived: true as const } : {});
  const toBucket = (tally: Tally, index: number): TimeBucket => {
    const fromMs = edgesMs[index] ?? NaN;
    const toMs = edgesMs[index + 1] ?? NaN;
    return {
      fromMs,
      toMs,
      count: tally.count,
      failed: tally.failed,
      costUsd: tally.costNano.usdOf(tally.count),
      top: parts.topOf(index),
      isPartial: query.nowMs >= fromMs && query.nowMs < toMs,
      ...mark(index),
    };
  };
  return {
    unit,
    buckets: tallies.map(toBucket),
    outside: { count: outside.count, costUsd: outside.costNano.usdOf(outside.count), ...mark(-1) },
  };
}

/** Cost by workflow in each bucket: one short column per workflow, a hole where none was reported. */
class BucketParts {
  readonly #bucketCount: number;
  readonly #columns = new Map<string, (KnownSum | undefined)[]>();

  constructor(bucketCount: number) {
    this.#bucketCount = bucketCount;
  }

  /** From a sum that stands in a flat array. */
  addFlat(bucket: number, key: string, values: Float64Array, at: number): void {
    if ((values[at + 2] ?? 0) > 0) this.#sumOf(bucket, key).addFlat(values, at);
  }

  addSum(bucket: number, key: string, costNano: SumParts): void {
    if (costNano.reports > 0) this.#sumOf(bucket, key).addParts(costNano);
  }

  topOf(bucket: number): TimeBucket["top"] {
    const parts: { readonly key: string; readonly costNano: number }[] = [];
    for (const [key, column] of this.#columns) {
      const sum = column[bucket];
      if (sum !== undefined) parts.push({ key, costNano: sum.value });
    }
    return parts
      .toSorted((a, b) => b.costNano - a.costNano || (a.key < b.key ? -1 : 1))
      .slice(0, TOP_PARTS)
      .map(({ key, costNano }) => ({ key, costUsd: nanoToUsd(costNano) }));
  }

  #sumOf(bucket: number, key: string): KnownSum {
    let column = this.#columns.get(key);
    if (column === undefined) {
      column = Array.from<KnownSum | undefined>({ length: this.#bucketCount });
      this.#columns.set(key, column);
    }
    return (column[bucket] ??= new KnownSum());
  }
}
