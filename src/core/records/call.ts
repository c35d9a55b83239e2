import type { JsonObject } from "./json.ts";

/** One model call: a line of `llm_calls.jsonl`. `null` is "not reported", never a default. */
export interface CallRecord {
  readonly kind: "call";
  /** Not unique: the producer's own tests repeat one id for ever. */
  readonly callId: string | null;
  /** End of the call, Unix epoch ms with its fraction (twins are less than 1 ms apart). */
  readonly atMs: number | null;
  readonly workflow: string | null;
  readonly step: string | null;
  readonly userId: string | null;
  readonly sessionId: string | null;
  readonly taskType: string | null;
  readonly provider: string | null;
  /** As recorded: "capable" nearly always. */
  readonly tier: string | null;
  /** The tier that was asked for: the suffix of a step name such as `llm_call_premium`. */
  readonly requestedTier: string | null;
  readonly model: string | null;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  /** `actual_cost ?? estimated_cost` in nano-dollars (an integer, rounded half to even). */
  readonly costNano: number | null;
  readonly estimatedCostNano: number | null;
  readonly isCostActual: boolean;
  readonly latencyMs: number | null;
  readonly fallbackUsed: boolean | null;
  readonly fallbackChain: readonly string[];
  readonly originalProvider: string | null;
  readonly originalModel: string | null;
  readonly retryCount: number | null;
  /** Lower case, `-` between words: `closed`, `open`, `half-open`. */
  readonly breakerState: string | null;
  readonly success: boolean | null;
  readonly errorType: string | null;
  readonly errorMessage: string | null;
  readonly runId: string | null;
  /** True when `metadata` has the key `run_id`, even with the value null: marks the second twin. */
  readonly hasRunIdKey: boolean;
  readonly parentRunId: string | null;
  readonly tags: readonly string[];
  readonly metadata: JsonObject;
  /** Fields this version does not know, verbatim. */
  readonly extra: JsonObject;
}
