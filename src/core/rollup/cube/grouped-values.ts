import { bucketOfMs, DURATION_BUCKETS } from "../duration-buckets.ts";
import { select } from "../percentile.ts";
import type { DurationStats } from "../stats.ts";
import { CellSums } from "./cell-sums.ts";
import { CellTable } from "./cell-table.ts";
import { addDuration, REPORTS, statsOfTotal, TOTAL_WIDTH } from "./duration-total.ts";
import { addSum, SUM_WIDTH, type Sign } from "./flat-tally.ts";
import { LIST_WIDTH, ValueBlocks } from "./value-blocks.ts";

/**
 * Durations in ms by source, from which the exact quantiles of any union of sources are read: values are kept in one
 * list for each (source, bucket) of `duration-buckets.ts`, so that a rank's bucket is found by counting, and only its
 * values are looked at. Adding a value costs the same however many there are; removing looks from the newest on.
 */
export class GroupedValues {
  /** The list of each (source, bucket) that holds values, or has held some. */
  readonly #lists = new CellTable(LIST_WIDTH);
  readonly #values = new ValueBlocks();
  /** By source. */
  readonly #totals = new CellSums(TOTAL_WIDTH);

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
    const groupOfSource = this.#sources(groupOf, -1);
    for (const [source, number] of groupOfSource.entries()) {
      const group = groups[number];
      if (group === undefined) continue;
      const at = this.#totals.at(source);
      group.sources.push(source);
      for (let sum = 0; sum < TOTAL_WIDTH; sum += SUM_WIDTH)
        addSum(group.total, sum, this.#totals.values, at + sum);
    }
    const { count, values } = this.#lists;
    for (let list = 0; list < count; list++) {
      const histogram = groups[groupOfSource[this.#lists.groupOf(list)] ?? -1]?.histogram;
      if (histogram === undefined) continue;
      const bucket = this.#lists.slotOf(list);
      histogram[bucket] = (histogram[bucket] ?? 0) + (values[list * LIST_WIDTH] ?? 0);
    }
    return groups.map((group) =>
      statsOfTotal(group.total, (ranks) => new Map(ranks.map((rank) => [rank, this.#valueAt(group, rank)]))),
    );
  }

  /** How many values a bucket holds, of the sources that count; a bucket comes once for each of them. */
  visit(counts: (source: number) => boolean, visit: (bucket: number, count: number) => void): void {
    const isCounted = this.#sources(counts, false);
    const { count, values } = this.#lists;
    for (let list = 0; list < count; list++) {
      if (isCounted[this.#lists.groupOf(list)] === true)
        visit(this.#lists.slotOf(list), values[list * LIST_WIDTH] ?? 0);
    }
  }

  /** Something of each source, by number; `none` for those without a value. */
  #sources<T>(valueOf: (source: number) => T, none: T): readonly T[] {
    const { count, values } = this.#totals;
    return Array.from({ length: count }, (_, source) =>
      values[this.#totals.at(source) + REPORTS] === 0 ? none : valueOf(source),
    );
  }

  /** The value of a rank among all of a group; ranks are asked in ascending order. */
  #valueAt(group: Group, rank: number): number {
    const last = DURATION_BUCKETS - 1;
    while (group.bucket < last && group.before + (group.histogram[group.bucket] ?? 0) <= rank) {
      group.before += group.histogram[group.bucket++] ?? 0;
      group.opened = null;
    }
    const values = (group.opened ??= this.#valuesOf(group, group.bucket));
    select(values, rank - group.before);
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

  #count(source: number, value: number, sign: Sign): void {
    const at = this.#totals.at(source);
    addDuration(this.#totals.values, at, value, sign);
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
  readonly total = new Float64Array(TOTAL_WIDTH);
}
