import type { RecordStatus } from "./query.ts";

/** One call as the feed, the CLI's `calls` and exports list it. Canonical names, units in them. */
export interface CallRow {
  /** `call:<file>:<byteOffset>`: stable, unique. */
  readonly id: string;
  readonly callId: string | null;
  /** The second twin's own id, when one was merged. */
  readonly aliasCallId: string | null;
  readonly atMs: number | null;
  readonly workflow: string | null;
  readonly step: string | null;
  readonly taskType: string | null;
  readonly provider: string | null;
  readonly model: string | null;
  readonly tier: string | null;
  readonly requestedTier: string | null;
  readonly costUsd: number | null;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly tokens: number | null;
  readonly latencyMs: number | null;
  readonly status: RecordStatus;
  readonly errorType: string | null;
  readonly fallbackUsed: boolean | null;
  readonly retryCount: number | null;
  readonly breakerState: string | null;
  readonly runId: string | null;
  readonly tags: readonly string[];
  readonly isTwinMerged: boolean;
}

/** One run. A run in progress has no line yet: its id is `run:<runId>` and what is unknown is null. */
export interface RunRow {
  /** `run:<file>:<byteOffset>`, or `run:<runId>` for a run known only from routing or calls. */
  readonly id: string;
  readonly runId: string | null;
  readonly atMs: number | null;
  readonly startedAtMs: number | null;
  readonly completedAtMs: number | null;
  readonly workflow: string | null;
  readonly status: RecordStatus;
  readonly costUsd: number | null;
  readonly baselineCostUsd: number | null;
  readonly savingsUsd: number | null;
  readonly durationMs: number | null;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly tokens: number | null;
  /** Unknown of a run in progress, as `skippedStageCount`. */
  readonly stageCount: number | null;
  readonly skippedStageCount: number | null;
  readonly providers: readonly string[];
  readonly tiers: readonly string[];
  readonly error: string | null;
  readonly trigger: string | null;
  readonly project: string | null;
  readonly parentRunId: string | null;
  readonly tags: readonly string[];
  /**
   * True when no stage took 50 ms or more: its cost is most likely no provider call. Unknown of a run in
   * progress.
   */
  readonly hasNoModelCall: boolean | null;
}

export interface RowPage<R> {
  /** Rows that match, before paging. */
  readonly total: number;
  readonly rows: readonly R[];
}
