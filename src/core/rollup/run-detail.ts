import type { CallRow, RunRow } from "./record-rows.ts";

export interface StageRow {
  readonly name: string | null;
  readonly tier: string | null;
  readonly model: string | null;
  /** Relative to the run's start. Stages carry no times: laid end to end by latency, an estimate. */
  readonly startOffsetMs: number;
  readonly latencyMs: number | null;
  readonly costUsd: number | null;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly state: "success" | "failed" | "skipped" | "unknown";
  readonly skipReason: string | null;
  readonly error: string | null;
  /** The call that this stage made, when tokens and latency say so. */
  readonly callId: string | null;
}

/** A run in a chain of runs (`parent_run_id`), depth first. Cycles are cut and flagged. */
export interface ChainNode {
  readonly run: RunRow;
  readonly depth: number;
  readonly cumulativeCostUsd: number | null;
  readonly isCycle: boolean;
}

export interface RunDetail {
  readonly run: RunRow;
  readonly stages: readonly StageRow[];
  readonly calls: readonly CallRow[];
  readonly callsTotal: number;
  /** What `task_routing.jsonl` says of the run. */
  readonly routing: {
    readonly id: string;
    readonly status: string | null;
    readonly complexity: string | null;
    readonly strategy: string | null;
    readonly description: string | null;
    readonly startedAtMs: number | null;
    readonly completedAtMs: number | null;
    readonly errorType: string | null;
    readonly actualCostUsd: number | null;
  } | null;
  /** Empty for a run that has neither parent nor child. */
  readonly chain: readonly ChainNode[];
}
