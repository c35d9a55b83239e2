import { addDaysMs, startOfDayMs, startOfHourMs, startOfMonthMs, startOfWeekMs } from "../time/zone.ts";
import type { RangeChoice } from "./query.ts";
import type { BucketUnit } from "./time-series.ts";

const MS_PER_HOUR = 3_600_000;
const MS_PER_DAY = 86_400_000;
/** More bars than this are thinner than a finger is wide: take the next coarser unit. */
const MAX_FINE_BUCKETS = 62;
/** However long a span is, its chart stays drawable. */
const MAX_BUCKETS = 130;

/** `edgesMs` has one more entry than there are buckets, ascending; the first and last are the span's ends. */
export interface BucketEdges {
  readonly unit: BucketUnit;
  readonly edgesMs: Float64Array;
}

/** Cuts `fromMs`..`toMs` at the calendar of the zone: the unit follows the range, then the length. */
export function cutBuckets(choice: RangeChoice, timeZone: string, fromMs: number, toMs: number): BucketEdges {
  const unit = unitOf(choice, fromMs, toMs);
  if (!(fromMs < toMs)) return { unit, edgesMs: new Float64Array(0) };
  const { startOf, next, shortestMs } = CALENDAR[unit];
  const steps = Math.ceil((toMs - fromMs) / (MAX_BUCKETS * shortestMs));
  const edges = [fromMs];
  let edgeMs = startOf(timeZone, fromMs);
  for (;;) {
    for (let step = 0; step < steps; step++) edgeMs = next(timeZone, edgeMs);
    if (!(edgeMs < toMs)) break;
    edges.push(edgeMs);
  }
  edges.push(toMs);
  return { unit, edgesMs: Float64Array.from(edges) };
}

function unitOf(choice: RangeChoice, fromMs: number, toMs: number): BucketUnit {
  if (choice.kind === "today") return "hour";
  if (choice.kind === "7d" || choice.kind === "30d") return "day";
  const days = Math.round((toMs - fromMs) / MS_PER_DAY);
  if (days <= MAX_FINE_BUCKETS) return "day";
  return days <= MAX_FINE_BUCKETS * 7 ? "week" : "month";
}

/** How each unit finds the start of the bucket that holds an instant, and the start of the next one. */
const CALENDAR: Readonly<
  Record<BucketUnit, { readonly startOf: StartOf; readonly next: StartOf; readonly shortestMs: number }>
> = {
  hour: { startOf: startOfHourMs, next: nextHourMs, shortestMs: MS_PER_HOUR / 2 },
  day: {
    startOf: startOfDayMs,
    next: (zone, edgeMs) => addDaysMs(zone, edgeMs, 1),
    shortestMs: MS_PER_DAY - 2 * MS_PER_HOUR,
  },
  week: {
    startOf: startOfWeekMs,
    next: (zone, edgeMs) => addDaysMs(zone, edgeMs, 7),
    shortestMs: 7 * MS_PER_DAY - 2 * MS_PER_HOUR,
  },
  month: {
    startOf: startOfMonthMs,
    // 32 days after its start a month is over and the next one is not.
    next: (zone, edgeMs) => startOfMonthMs(zone, edgeMs + 32 * MS_PER_DAY),
    shortestMs: 28 * MS_PER_DAY - 2 * MS_PER_HOUR,
  },
};

type StartOf = (timeZone: string, atMs: number) => number;

function nextHourMs(timeZone: string, edgeMs: number): number {
  const nextMs = startOfHourMs(timeZone, edgeMs + MS_PER_HOUR);
  // Where a fold repeats half an hour, one hour later is still in the same hour.
  return nextMs > edgeMs ? nextMs : startOfHourMs(timeZone, edgeMs + 2 * MS_PER_HOUR);
}

/** Finds the bucket of an instant; instants mostly come in order, so the last answer is tried first. */
export class BucketFinder {
  readonly #edgesMs: Float64Array;
  #last = 0;

  constructor(edgesMs: Float64Array) {
    this.#edgesMs = edgesMs;
  }

  /** Number of the bucket that holds the instant; -1 when none does (also for NaN). */
  find(atMs: number): number {
    const edges = this.#edgesMs;
    if (!(atMs >= (edges[0] ?? Infinity) && atMs < (edges[edges.length - 1] ?? -Infinity))) return -1;
    if (atMs >= (edges[this.#last] ?? NaN) && atMs < (edges[this.#last + 1] ?? NaN)) return this.#last;
    let low = 0;
    let high = edges.length - 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((edges[middle] ?? NaN) <= atMs) low = middle;
      else high = middle;
    }
    this.#last = low;
    return low;
  }
}
