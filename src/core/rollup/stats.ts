import type { Basis } from "./query.ts";

/** `stats --json`, and the numbers behind every card. `null` is "not reported". USD are decimal dollars. */
export interface Stats {
  readonly schema: 1;
  readonly range: { readonly from: string | null; readonly to: string | null; readonly timeZone: string };
  readonly basis: Basis;
  readonly costUsd: number | null;
  readonly calls: CallStats;
  readonly runs: RunStats;
  readonly health: {
    readonly twinsMerged: number;
    readonly unreadable: number;
    readonly repaired: number;
    readonly files: number;
    /** Bytes after the last line breaks: lines that are not finished, and not in any figure yet. */
    readonly pending: number;
  };
  /** Only where some day of the range is archived, or cut. */
  readonly archived?: ArchivedStats;
}

/** What part of the figures comes from sums of days whose records are archived. */
export interface ArchivedStats {
  /** Dates; `(none)` for records without a usable time. */
  readonly days: readonly string[];
  /** Dates that the range cuts: of them nothing is in any figure. */
  readonly cutDays: readonly string[];
  readonly calls: number;
  readonly runs: number;
  /** Estimates over all records of the range, archived ones included; the exact ones know the others only. */
  readonly latencyMs: DurationStats;
  readonly durationMs: DurationStats;
}

/** Exact, linear between closest ranks (type 7). All null when nothing was reported. */
export interface DurationStats {
  readonly mean: number | null;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly max: number | null;
}

export interface CallStats {
  readonly count: number;
  readonly costUsd: number | null;
  readonly failed: number;
  readonly successRate: number | null;
  readonly tokens: {
    readonly total: number | null;
    readonly input: number | null;
    readonly output: number | null;
  };
  readonly latencyMs: DurationStats;
  readonly withRunId: number;
  readonly linkedToRun: number;
  readonly raw: { readonly count: number; readonly costUsd: number | null };
  readonly byProvider: readonly CallBreakdown[];
  readonly byTier: readonly CallBreakdown[];
  readonly byRequestedTier: readonly CallBreakdown[];
  readonly byModel: readonly CallBreakdown[];
  readonly byWorkflow: readonly CallBreakdown[];
  readonly byDay: readonly CallBreakdown[];
}

/** Sorted by cost descending, then key; sums to its total. */
export interface CallBreakdown {
  readonly key: string;
  readonly count: number;
  readonly costUsd: number | null;
  readonly failed: number;
  readonly tokens: number | null;
}

export interface RunStats {
  readonly count: number;
  readonly failed: number;
  readonly successRate: number | null;
  readonly costUsd: number | null;
  readonly baselineCostUsd: number | null;
  readonly savingsUsd: number | null;
  readonly durationMs: DurationStats;
  readonly running: number;
  readonly incomplete: number;
  readonly byWorkflow: readonly RunBreakdown[];
  /** By stage tier; a difference between a run's cost and its stages' stands under "(none)". */
  readonly byTier: readonly StageTierBreakdown[];
  readonly byDay: readonly RunBreakdown[];
}

export interface RunBreakdown {
  readonly key: string;
  readonly count: number;
  readonly failed: number;
  readonly costUsd: number | null;
  readonly savingsUsd: number | null;
}

export interface StageTierBreakdown {
  readonly key: string;
  /** Stages that were not skipped. */
  readonly count: number;
  readonly costUsd: number | null;
  readonly tokens: number | null;
}
