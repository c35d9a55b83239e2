import type { DurationParts } from "../../store/archived-days.ts";
import { bucketOfMs, middleOfBucketMs } from "../duration-buckets.ts";
import { NO_DURATIONS } from "../percentile.ts";
import type { DurationStats } from "../stats.ts";
import { KnownSum } from "../tally.ts";

const US_PER_MS = 1000;
/** 285 years. What is longer counts as that: sums of anything longer would not be exact. */
const LONGEST_US = 9e15;

/** Durations that need not be kept one by one: their quantiles are estimates, to 1.6 %, or 1 ms below 64 ms. */
export class DurationSums {
  readonly #sumUs = new KnownSum();
  #maxUs = 0;
  #count = 0;
  readonly #buckets = new Map<number, number>();

  /** NaN is not reported, and left out. */
  add(durationMs: number): void {
    if (Number.isNaN(durationMs)) return;
    const durationUs = Math.min(LONGEST_US, Math.max(-LONGEST_US, Math.round(durationMs * US_PER_MS)));
    this.#sumUs.add(durationUs);
    this.#maxUs = Math.max(this.#maxUs, durationUs);
    this.#put(bucketOfMs(durationMs), 1);
  }

  addParts({ sumUs, maxUs, buckets }: DurationParts): void {
    this.#sumUs.addParts(sumUs);
    this.#maxUs = Math.max(this.#maxUs, maxUs);
    for (const [bucket, count] of buckets) this.#put(bucket, count);
  }

  /** Adds what is kept one by one elsewhere: `visit` tells how many each bucket holds. */
  addKept({ mean, max }: DurationStats, visit: (put: (bucket: number, count: number) => void) => void): void {
    if (mean === null || max === null) return;
    const before = this.#count;
    visit((bucket, count) => this.#put(bucket, count));
    this.#sumUs.add(Math.round(mean * (this.#count - before) * US_PER_MS));
    this.#maxUs = Math.max(this.#maxUs, Math.min(LONGEST_US, Math.round(max * US_PER_MS)));
  }

  toParts(): DurationParts {
    return { sumUs: this.#sumUs.toParts(), maxUs: this.#maxUs, buckets: this.#sorted() };
  }

  /** Mean and maximum to the microsecond; quantiles are the middles of their buckets. */
  estimate(): DurationStats {
    if (this.#count === 0) return NO_DURATIONS;
    const sorted = this.#sorted();
    const maxMs = this.#maxUs / US_PER_MS;
    const quantile = (percent: number): number =>
      Math.min(maxMs, middleOfBucketMs(bucketAt(sorted, ((this.#count - 1) * percent) / 100)));
    return {
      mean: this.#sumUs.value / this.#count / US_PER_MS,
      p50: quantile(50),
      p95: quantile(95),
      p99: quantile(99),
      max: maxMs,
    };
  }

  #put(bucket: number, count: number): void {
    this.#buckets.set(bucket, (this.#buckets.get(bucket) ?? 0) + count);
    this.#count += count;
  }

  #sorted(): DurationParts["buckets"] {
    return [...this.#buckets].toSorted(([a], [b]) => a - b);
  }
}

/** The bucket that holds the value of this rank (from 0, fractions rounded). */
function bucketAt(buckets: DurationParts["buckets"], rank: number): number {
  let left = Math.round(rank);
  for (const [bucket, count] of buckets) {
    if (left < count) return bucket;
    left -= count;
  }
  return 0;
}
