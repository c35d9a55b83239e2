import type { DurationStats } from "./stats.ts";

export type Dimension = "workflow" | "model" | "provider" | "tier" | "stage";

/** One row of the breakdown table: cost and time of everything that shares a key. */
export interface BreakdownRow {
  readonly key: string;
  readonly count: number;
  readonly failed: number;
  readonly costUsd: number | null;
  readonly tokens: number | null;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly durationMs: DurationStats;
  /** Cost against the period before: 0.08 is +8 %. `null` when there is nothing to compare with. */
  readonly costChangeRatio: number | null;
}
