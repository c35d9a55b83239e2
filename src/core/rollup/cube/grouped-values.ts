import { NO_DURATIONS, durationStats, interpolate, placeOf, select } from "../percentile.ts";
import type { DurationStats } from "../stats.ts";

/** Newest values, not sorted in yet: more of them are sorted in at once. */
const MAX_FRESH = 4096;
const FIRST_CAPACITY = 16;
const GROWTH = 4;
const NO_VALUES = new Float64Array(0);
const NO_NUMBERS = new Uint32Array(0);
/** With more sources than this their histograms would take more room than the values. */
const MAX_HISTOGRAMS = 1024;
const BUCKETS = 897;
const EXACT_LIMIT = 2 ** 53;
const NO_PLACE = { rank: 0, hundredths: 0 };

/**
 * Durations in ms by source, from which the exact quantiles of any union of sources are read: values are kept sorted
 * by (source, bucket) with 32 buckets an octave, so that a rank's bucket is found by counting, and only its values are
 * looked at. Adding and removing a value costs the same however many there are.
 */
export class GroupedValues {
  /** Sorted by source, then bucket; a bucket's values stand from its start on, in no order. */
  #sorted = NO_VALUES;
  #starts = NO_NUMBERS;
  #lengths = NO_NUMBERS;
  #buckets = BUCKETS;
  #freshSources = new Int32Array(FIRST_CAPACITY);
  #freshValues = new Float64Array(FIRST_CAPACITY);
  #freshCount = 0;
  readonly #maxFresh: number;
  /** By source. */
  readonly #sums: number[] = [];
  readonly #counts: number[] = [];
  readonly #oddValues: number[] = [];

  constructor(maxFresh = MAX_FRESH) {
    this.#maxFresh = maxFresh;
  }

  /** NaN is not reported, and left out. */
  add(source: number, value: number): void {
    if (Number.isNaN(value)) return;
    this.#count(source, value, 1);
    if (this.#freshCount === this.#freshValues.length) this.#grow();
    this.#freshSources[this.#freshCount] = source;
    this.#freshValues[this.#freshCount++] = value;
  }

  /** Takes a value out again that was added. */
  remove(source: number, value: number): void {
    if (Number.isNaN(value)) return;
    this.#count(source, value, -1);
    for (let at = this.#freshCount - 1; at >= 0; at--) {
      if (this.#freshSources[at] !== source || this.#freshValues[at] !== value) continue;
      this.#freshCount--;
      this.#freshSources[at] = this.#freshSources[this.#freshCount] ?? 0;
      this.#freshValues[at] = this.#freshValues[this.#freshCount] ?? 0;
      return;
    }
    const bucket = source * this.#buckets + this.#bucketOf(value);
    const start = this.#starts[bucket] ?? 0;
    const last = start + (this.#lengths[bucket] ?? 0) - 1;
    const at = this.#sorted.subarray(start, last + 1).indexOf(value);
    if (at < 0) throw new Error("a duration is removed that was never added");
    this.#sorted[start + at] = this.#sorted[last] ?? 0;
    this.#lengths[bucket] = last - start;
  }

  /** Statistics of the groups 0 to `groupCount` - 1; a source of a negative group is in none. */
  stats(groupCount: number, groupOf: (source: number) => number): readonly DurationStats[] {
    if (this.#freshCount > this.#maxFresh) this.#sortIn();
    if (this.#sorted.length === 0) return this.#freshStats(groupCount, groupOf);
    const groups = Array.from({ length: groupCount }, () => new Group(this.#buckets));
    for (let source = 0; source < this.#counts.length; source++) {
      const group = groups[groupOf(source)];
      if (group === undefined || (this.#counts[source] ?? 0) === 0) continue;
      group.sources.push(source);
      group.sum += this.#sums[source] ?? 0;
      group.count += this.#counts[source] ?? 0;
      if ((this.#oddValues[source] ?? 0) > 0) group.isOdd = true;
      const from = source * this.#buckets;
      for (let bucket = 0; bucket < this.#buckets; bucket++) {
        const length = this.#lengths[from + bucket];
        if (length === undefined) break;
        if (length > 0) group.histogram[bucket] = (group.histogram[bucket] ?? 0) + length;
      }
    }
    for (let at = 0; at < this.#freshCount; at++) {
      const group = groups[groupOf(this.#freshSources[at] ?? 0)];
      if (group === undefined) continue;
      const value = this.#freshValues[at] ?? 0;
      const bucket = this.#bucketOf(value);
      group.fresh.push(value);
      group.histogram[bucket] = (group.histogram[bucket] ?? 0) + 1;
    }
    return groups.map((group) => this.#statsOf(group));
  }

  /** Few values need no buckets. */
  #freshStats(groupCount: number, groupOf: (source: number) => number): readonly DurationStats[] {
    const groups = Array.from({ length: groupCount }, (): number[] => []);
    for (let at = 0; at < this.#freshCount; at++) {
      groups[groupOf(this.#freshSources[at] ?? 0)]?.push(this.#freshValues[at] ?? 0);
    }
    return groups.map((values) => durationStats(Float64Array.from(values)));
  }

  #statsOf(group: Group): DurationStats {
    const { count, sum } = group;
    if (count === 0) return NO_DURATIONS;
    // Fractions, and sums beyond what is exact, are summed in an order that does not depend on that of the records.
    if (group.isOdd || !Number.isSafeInteger(sum)) return durationStats(this.#allOf(group));
    const [p50 = NO_PLACE, p95 = NO_PLACE, p99 = NO_PLACE] = [50, 95, 99].map((percent) =>
      placeOf(count, percent),
    );
    const valueAt = this.#valuesAt(group, [p50.rank, p95.rank, p99.rank, count - 2]);
    const quantile = ({ rank, hundredths }: typeof NO_PLACE) =>
      hundredths > 0 ? interpolate(valueAt(rank), valueAt(rank + 1), hundredths) : valueAt(rank);
    return {
      mean: sum / count,
      p50: quantile(p50),
      p95: quantile(p95),
      p99: quantile(p99),
      max: valueAt(count - 1),
    };
  }

  /** The values of some ranks and of the ranks behind them, found in one walk. */
  #valuesAt(group: Group, ranks: readonly number[]): (rank: number) => number {
    const wanted = new Set(ranks.flatMap((rank) => [rank, rank + 1]));
    const ascending = [...wanted].filter((rank) => rank >= 0 && rank < group.count).toSorted((a, b) => a - b);
    const values = new Map(ascending.map((rank) => [rank, this.#valueAt(group, rank)]));
    return (rank) => values.get(rank) ?? Number.NaN;
  }

  /** The value of a rank among all of a group; ranks are asked in ascending order. */
  #valueAt(group: Group, rank: number): number {
    const last = this.#buckets - 1;
    while (group.bucket < last && group.before + (group.histogram[group.bucket] ?? 0) <= rank) {
      group.before += group.histogram[group.bucket++] ?? 0;
      group.opened = null;
    }
    const values = (group.opened ??= this.#valuesOf(group, group.bucket));
    select(values, rank - group.before, 0);
    return values[rank - group.before] ?? Number.NaN;
  }

  #valuesOf(group: Group, bucket: number): Float64Array {
    const values = new Float64Array(group.histogram[bucket] ?? 0);
    let filled = 0;
    for (const source of group.sources) {
      const place = source * this.#buckets + bucket;
      const length = this.#lengths[place] ?? 0;
      if (length === 0) continue;
      const start = this.#starts[place] ?? 0;
      values.set(this.#sorted.subarray(start, start + length), filled);
      filled += length;
    }
    for (const value of group.fresh) if (this.#bucketOf(value) === bucket) values[filled++] = value;
    return values;
  }

  #allOf(group: Group): Float64Array {
    const values = new Float64Array(group.count);
    let filled = 0;
    for (let bucket = 0; bucket < this.#buckets; bucket++) {
      if ((group.histogram[bucket] ?? 0) === 0) continue;
      const some = this.#valuesOf(group, bucket);
      values.set(some, filled);
      filled += some.length;
    }
    return values;
  }

  #count(source: number, value: number, sign: 1 | -1): void {
    while (this.#counts.length <= source) {
      this.#counts.push(0);
      this.#sums.push(0);
      this.#oddValues.push(0);
    }
    this.#counts[source] = (this.#counts[source] ?? 0) + sign;
    if (!Number.isSafeInteger(value)) this.#oddValues[source] = (this.#oddValues[source] ?? 0) + sign;
    const sum = (this.#sums[source] ?? 0) + sign * value;
    // Not exact from here on, and never again: as if one value were odd.
    if (Math.abs(sum) > EXACT_LIMIT) this.#oddValues[source] = Infinity;
    this.#sums[source] = sum;
  }

  /** Monotone: 0 to 63 have a bucket each, then 32 an octave. */
  #bucketOf(value: number): number {
    if (this.#buckets === 1 || !(value >= 1)) return 0;
    if (value >= 2 ** 32) return BUCKETS - 1;
    const whole = value >>> 0;
    const octave = 31 - Math.clz32(whole);
    return octave < 6 ? whole : (octave - 4) * 32 + ((whole >>> (octave - 5)) & 31);
  }

  /** Sorts all values by counting. */
  #sortIn(): void {
    const { sources, values } = this.#all();
    this.#buckets = this.#counts.length > MAX_HISTOGRAMS ? 1 : BUCKETS;
    const places = this.#counts.length * this.#buckets;
    this.#lengths = new Uint32Array(places);
    this.#starts = new Uint32Array(places);
    const placeOfValue = new Uint32Array(values.length);
    for (let at = 0; at < values.length; at++) {
      const place = (sources[at] ?? 0) * this.#buckets + this.#bucketOf(values[at] ?? 0);
      placeOfValue[at] = place;
      this.#lengths[place] = (this.#lengths[place] ?? 0) + 1;
    }
    let next = 0;
    for (let place = 0; place < places; place++) {
      this.#starts[place] = next;
      next += this.#lengths[place] ?? 0;
    }
    const free = this.#starts.slice();
    this.#sorted = new Float64Array(values.length);
    for (let at = 0; at < values.length; at++) {
      const place = placeOfValue[at] ?? 0;
      const to = free[place] ?? 0;
      this.#sorted[to] = values[at] ?? 0;
      free[place] = to + 1;
    }
    this.#freshCount = 0;
    this.#freshSources = new Int32Array(FIRST_CAPACITY);
    this.#freshValues = new Float64Array(FIRST_CAPACITY);
  }

  /** Those that were sorted in, then those that were not. */
  #all(): { readonly sources: Int32Array; readonly values: Float64Array } {
    const fresh = {
      sources: this.#freshSources.subarray(0, this.#freshCount),
      values: this.#freshValues.subarray(0, this.#freshCount),
    };
    const old = this.#lengths.reduce((sum, length) => sum + length, 0);
    if (old === 0) return fresh;
    const sources = new Int32Array(old + this.#freshCount);
    const values = new Float64Array(sources.length);
    let filled = 0;
    for (let place = 0; place < this.#lengths.length; place++) {
      const length = this.#lengths[place] ?? 0;
      if (length === 0) continue;
      const start = this.#starts[place] ?? 0;
      sources.fill(Math.floor(place / this.#buckets), filled, filled + length);
      values.set(this.#sorted.subarray(start, start + length), filled);
      filled += length;
    }
    sources.set(fresh.sources, old);
    values.set(fresh.values, old);
    return { sources, values };
  }

  #grow(): void {
    const sources = new Int32Array(this.#freshSources.length * GROWTH);
    const values = new Float64Array(sources.length);
    sources.set(this.#freshSources);
    values.set(this.#freshValues);
    this.#freshSources = sources;
    this.#freshValues = values;
  }
}

/** A union of sources while its statistics are read. */
class Group {
  readonly sources: number[] = [];
  readonly fresh: number[] = [];
  readonly histogram: Uint32Array;
  /** The bucket that was looked at last, the values before it, and its values. */
  bucket = 0;
  before = 0;
  opened: Float64Array | null = null;
  count = 0;
  sum = 0;
  isOdd = false;

  constructor(buckets: number) {
    this.histogram = new Uint32Array(buckets);
  }
}
