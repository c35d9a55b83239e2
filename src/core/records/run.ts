import { FieldReader, parentRunIdOf, tagsOf } from "./field-reader.ts";
import type { JsonObject } from "./json.ts";
import type { ParseContext, ParsedRecord } from "./parse-context.ts";

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

const KNOWN_FIELDS: ReadonlySet<string> = new Set([
  "run_id",
  "workflow_name",
  "started_at",
  "completed_at",
  "user_id",
  "session_id",
  "trigger",
  "project",
  "stages",
  "total_input_tokens",
  "total_output_tokens",
  "total_cost",
  "baseline_cost",
  "savings",
  "total_duration_ms",
  "success",
  "error",
  "providers_used",
  "tiers_used",
  "parent_run_id",
  "parent_job_id",
  "metadata",
]);

const KNOWN_STAGE_FIELDS: ReadonlySet<string> = new Set([
  "stage_name",
  "tier",
  "model_id",
  "input_tokens",
  "output_tokens",
  "cost",
  "latency_ms",
  "success",
  "skipped",
  "skip_reason",
  "error",
]);

/** One object of `workflow_runs.jsonl`. Its naive times are local. */
export function parseRun(json: JsonObject, context: ParseContext): ParsedRecord<RunRecord> {
  const fields = new FieldReader(json, context);
  const metadata = fields.object("metadata");
  const record: RunRecord = {
    kind: "run",
    runId: fields.id("run_id"),
    workflow: fields.text("workflow_name"),
    startedAtMs: fields.requiredTime("started_at", "local"),
    completedAtMs: fields.time("completed_at", "local"),
    userId: fields.text("user_id"),
    sessionId: fields.text("session_id"),
    trigger: fields.text("trigger"),
    project: fields.text("project"),
    stages: fields
      .objects("stages")
      .map((stage, index) => parseStage(fields.nested(stage, `stages[${index}].`))),
    inputTokens: fields.amount("total_input_tokens"),
    outputTokens: fields.amount("total_output_tokens"),
    costNano: fields.cost("total_cost"),
    baselineCostNano: fields.cost("baseline_cost"),
    savingsNano: fields.signedCost("savings"),
    durationMs: fields.amount("total_duration_ms"),
    success: fields.flag("success"),
    error: fields.text("error"),
    providers: fields.texts("providers_used"),
    tiers: fields.texts("tiers_used"),
    parentRunId: parentRunIdOf(metadata, json),
    tags: tagsOf(metadata),
    metadata,
    extra: fields.extra(KNOWN_FIELDS),
  };
  return { record, issues: fields.issues };
}

function parseStage(fields: FieldReader): StageRecord {
  return {
    name: fields.text("stage_name"),
    tier: fields.text("tier"),
    model: fields.text("model_id"),
    inputTokens: fields.amount("input_tokens"),
    outputTokens: fields.amount("output_tokens"),
    costNano: fields.cost("cost"),
    latencyMs: fields.amount("latency_ms"),
    success: fields.flag("success"),
    isSkipped: fields.flag("skipped") === true,
    skipReason: fields.text("skip_reason"),
    error: fields.text("error"),
    extra: fields.extra(KNOWN_STAGE_FIELDS),
  };
}
