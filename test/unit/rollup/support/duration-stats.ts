import { GroupedValues } from "../../../../src/core/rollup/cube/grouped-values.ts";
import { NO_DURATIONS } from "../../../../src/core/rollup/percentile.ts";
import type { DurationStats } from "../../../../src/core/rollup/stats.ts";

/** The published figures of durations in ms, of one source. */
export function durationStats(values: Iterable<number>): DurationStats {
  const kept = new GroupedValues();
  for (const value of values) kept.add(0, value);
  return kept.stats(1, () => 0)[0] ?? NO_DURATIONS;
}
