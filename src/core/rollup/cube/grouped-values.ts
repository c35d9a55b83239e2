import { bucketOfMs, DURATION_BUCKETS } from "../duration-buckets.ts";
import { NO_DURATIONS, durationStats, interpolate, placeOf, select } from "../percentile.ts";
import type { DurationStats } from "../stats.ts";
import { CellTable } from "./cell-table.ts";
import { LIST_WIDTH, ValueBlocks } from "./value-blocks.ts";

const EXACT_LIMIT = 2 ** 53;
const NO_PLACE = { rank: 0, hundredths: 0 };

/**
 * Durations in ms by source, from which the exact quantiles of any union of sources are read: values are kept in one
 * list for each (source, bucket) of `duration-buckets.ts`, so that a rank's bucket is found by counting, and only its
 * values are looked at. Adding and removing a value costs the same however many there are.
 */
export class GroupedValues {
  /** The list of each (source, bucket) that holds values, or has held some. */
  readonly #lists = new CellTable(LIST_WIDTH);
  readonly #values = new ValueBlocks();
  /** By source. */
  readonly #sums: number[] = [];
  readonly #counts: number[] = [];
  readonly #oddValues: number[] = [];

  /** NaN is not reported, and left out. */
  add(source: number, value: number): void {
    if (Number.isNaN(value)) return;
    this.#count(source, value, 1);
    const at = this.#lists.at(source, bucketOfMs(value));
    this.#values.push(this.#lists.values, at, value);
  }

  /** Takes a value out again that was added. */
  remove(source: number, value: number): void {
    if (Number.isNaN(value)) return;
    const at = this.#lists.find(source, bucketOfMs(value));
    if (at < 0 || !this.#values.remove(this.#lists.values, at, value))
      throw new Error("a duration is removed that was never added");
    this.#count(source, value, -1);
  }

  /** Statistics of the groups 0 to `groupCount` - 1; a source of a negative group is in none. */
  stats(groupCount: number, groupOf: (source: number) => number): readonly DurationStats[] {
    const groups = Array.from({ length: groupCount }, () => new Group());
    const groupOfSource = this.#counts.map((count, source) => (count === 0 ? -1 : groupOf(source)));
    for (const [source, number] of groupOfSource.entries()) {
      const group = groups[number];
      if (group === undefined) continue;
      group.sources.push(source);
      group.sum += this.#sums[source] ?? 0;
      group.count += this.#counts[source] ?? 0;
      if ((this.#oddValues[source] ?? 0) > 0) group.isOdd = true;
    }
    const { count, values } = this.#lists;
    for (let list = 0; list < count; list++) {
      const histogram = groups[groupOfSource[this.#lists.groupOf(list)] ?? -1]?.histogram;
      if (histogram === undefined) continue;
      const bucket = this.#lists.slotOf(list);
      histogram[bucket] = (histogram[bucket] ?? 0) + (values[list * LIST_WIDTH] ?? 0);
    }
    return groups.map((group) => this.#statsOf(group));
  }

  /** How many values a bucket holds, of the sources that count; a bucket comes once for each of them. */
  visit(counts: (source: number) => boolean, visit: (bucket: number, count: number) => void): void {
    const isCounted = this.#counts.map((count, source) => count > 0 && counts(source));
    const { count, values } = this.#lists;
    for (let list = 0; list < count; list++) {
      if (isCounted[this.#lists.groupOf(list)] === true)
        visit(this.#lists.slotOf(list), values[list * LIST_WIDTH] ?? 0);
    }
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
    const last = DURATION_BUCKETS - 1;
    while (group.bucket < last && group.before + (group.histogram[group.bucket] ?? 0) <= rank) {
      group.before += group.histogram[group.bucket++] ?? 0;
      group.opened = null;
    }
    const values = (group.opened ??= this.#valuesOf(group, group.bucket));
    select(values, rank - group.before, 0);
    return values[rank - group.before] ?? Number.NaN;
  }

  #valuesOf(group: Group, bucket: number): Float64Array {
    const found = new Float64Array(group.histogram[bucket] ?? 0);
    const { values } = this.#lists;
    let filled = 0;
    for (const source of group.sources) {
      const at = this.#lists.find(source, bucket);
      if (at < 0) continue;
      this.#values.read(values, at, found, filled);
      filled += values[at] ?? 0;
    }
    return found;
  }

  #allOf(group: Group): Float64Array {
    const values = new Float64Array(group.count);
    let filled = 0;
    for (let bucket = 0; bucket < DURATION_BUCKETS; bucket++) {
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
}

/** A union of sources while its statistics are read. */
class Group {
  readonly sources: number[] = [];
  readonly histogram = new Uint32Array(DURATION_BUCKETS);
  /** The bucket that was looked at last, the values before it, and its values. */
  bucket = 0;
  before = 0;
  opened: Float64Array | null = null;
  count = 0;
  sum = 0;
  isOdd = false;
}
