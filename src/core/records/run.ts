import type { JsonObject } from "./json.ts";

/** One stage of a run. A skipped stage has `success: false` and is not a failure. */
export interface StageRecord {
  readonly name: string | null;
  readonly tier: string | null;
  readonly model: string | null;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly costNano: number | null;
  readonly latencyMs: number | null;
  readonly success: boolean | null;
  readonly isSkipped: boolean;
  readonly skipReason: string | null;
  readonly error: string | null;
  readonly extra: JsonObject;
}

/** One workflow run: a line of `workflow_runs.jsonl`, written when the run ends. */
export interface RunRecord {
  readonly kind: "run";
  readonly runId: string | null;
  readonly workflow: string | null;
  readonly startedAtMs: number | null;
  readonly completedAtMs: number | null;
  readonly userId: string | null;
  readonly sessionId: string | null;
  /** NEWER producers: "manual", ... */
  readonly trigger: string | null;
  readonly project: string | null;
  readonly stages: readonly StageRecord[];
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  /** The producer's estimate from stage prices; never added to the cost of calls. */
  readonly costNano: number | null;
  readonly baselineCostNano: number | null;
  readonly savingsNano: number | null;
  readonly durationMs: number | null;
  readonly success: boolean | null;
  readonly error: string | null;
  readonly providers: readonly string[];
  readonly tiers: readonly string[];
  /** `metadata.parent_run_id` or `metadata.parent_job_id` (or the same at top level). */
  readonly parentRunId: string | null;
  readonly tags: readonly string[];
  readonly metadata: JsonObject;
  readonly extra: JsonObject;
}
