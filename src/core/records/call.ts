import { FieldReader, parentRunIdOf, tagsOf } from "./field-reader.ts";
import type { JsonObject } from "./json.ts";
import type { ParseContext, ParsedRecord } from "./parse-context.ts";

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

const KNOWN_FIELDS: ReadonlySet<string> = new Set([
  "call_id",
  "timestamp",
  "workflow_name",
  "step_name",
  "user_id",
  "session_id",
  "task_type",
  "provider",
  "tier",
  "model_id",
  "input_tokens",
  "output_tokens",
  "estimated_cost",
  "actual_cost",
  "latency_ms",
  "fallback_used",
  "fallback_chain",
  "original_provider",
  "original_model",
  "retry_count",
  "circuit_breaker_state",
  "success",
  "error_type",
  "error_message",
  "metadata",
  "parent_run_id",
  "parent_job_id",
]);

const STEP_PREFIX = "llm_call_";

/** One object of `llm_calls.jsonl`. Its naive time is local, the end of the call. */
export function parseCall(json: JsonObject, context: ParseContext): ParsedRecord<CallRecord> {
  const fields = new FieldReader(json, context);
  const metadata = fields.object("metadata");
  const step = fields.text("step_name");
  const actualCostNano = fields.cost("actual_cost");
  const estimatedCostNano = fields.cost("estimated_cost");
  const runId = metadata["run_id"];
  const record: CallRecord = {
    kind: "call",
    callId: fields.id("call_id"),
    atMs: fields.requiredTime("timestamp", "local"),
    workflow: fields.text("workflow_name"),
    step,
    userId: fields.text("user_id"),
    sessionId: fields.text("session_id"),
    taskType: fields.text("task_type"),
    provider: fields.text("provider"),
    tier: fields.text("tier"),
    requestedTier: requestedTierOf(step),
    model: fields.text("model_id"),
    inputTokens: fields.amount("input_tokens"),
    outputTokens: fields.amount("output_tokens"),
    costNano: actualCostNano ?? estimatedCostNano,
    estimatedCostNano,
    isCostActual: actualCostNano !== null,
    latencyMs: fields.amount("latency_ms"),
    fallbackUsed: fields.flag("fallback_used"),
    fallbackChain: fields.texts("fallback_chain"),
    originalProvider: fields.text("original_provider"),
    originalModel: fields.text("original_model"),
    retryCount: fields.amount("retry_count"),
    breakerState: breakerStateOf(fields.text("circuit_breaker_state")),
    success: fields.flag("success"),
    errorType: fields.text("error_type"),
    errorMessage: fields.text("error_message"),
    runId: typeof runId === "string" && runId !== "" ? runId : null,
    hasRunIdKey: Object.hasOwn(metadata, "run_id"),
    parentRunId: parentRunIdOf(metadata, json),
    tags: tagsOf(metadata),
    metadata,
    extra: fields.extra(KNOWN_FIELDS),
  };
  return { record, issues: fields.issues };
}

/** The tier that a step name such as `llm_call_premium` asks for. */
export function requestedTierOf(step: string | null): string | null {
  return step !== null && step.startsWith(STEP_PREFIX) && step.length > STEP_PREFIX.length
    ? step.slice(STEP_PREFIX.length)
    : null;
}

/** Writers disagree on `half-open`, `HALF_OPEN` and `half open`. */
function breakerStateOf(state: string | null): string | null {
  return state === null
    ? null
    : state
        .trim()
        .toLowerCase()
        .replaceAll(/[_\s]+/g, "-");
}
