import { durationStats } from "./percentile.ts";
import type { DurationStats } from "./stats.ts";

const FIRST_CAPACITY = 1024;

/** Durations of many groups in two flat columns, so that exact quantiles per group need no array each. */
export class GroupedDurations {
  #groups = new Uint32Array(FIRST_CAPACITY);
  #valuesMs = new Float64Array(FIRST_CAPACITY);
  #count = 0;

  /** NaN is not reported, and left out. */
  add(group: number, durationMs: number): void {
    if (Number.isNaN(durationMs)) return;
    if (this.#count === this.#groups.length) this.#grow();
    this.#groups[this.#count] = group;
    this.#valuesMs[this.#count] = durationMs;
    this.#count++;
  }

  /** Statistics of the groups 0 to `groupCount` - 1. */
  stats(groupCount: number): readonly DurationStats[] {
    const ends = new Uint32Array(groupCount);
    for (let index = 0; index < this.#count; index++) increment(ends, this.#groups[index] ?? 0);
    let end = 0;
    for (let group = 0; group < groupCount; group++) ends[group] = end += ends[group] ?? 0;
    // Each group is filled from its end backwards, which leaves its start.
    const sorted = new Float64Array(this.#count);
    const starts = ends.slice();
    for (let index = 0; index < this.#count; index++) {
      const group = this.#groups[index] ?? 0;
      const place = (starts[group] ?? 0) - 1;
      starts[group] = place;
      sorted[place] = this.#valuesMs[index] ?? NaN;
    }
    return Array.from(ends, (groupEnd, group) => durationStats(sorted.subarray(starts[group], groupEnd)));
  }

  #grow(): void {
    const groups = new Uint32Array(this.#groups.length * 2);
    const valuesMs = new Float64Array(groups.length);
    groups.set(this.#groups);
    valuesMs.set(this.#valuesMs);
    this.#groups = groups;
    this.#valuesMs = valuesMs;
  }
}

function increment(counts: Uint32Array, index: number): void {
  counts[index] = (counts[index] ?? 0) + 1;
}
