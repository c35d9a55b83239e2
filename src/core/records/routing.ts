import { FieldReader } from "./field-reader.ts";
import type { JsonObject } from "./json.ts";
import type { ParseContext, ParsedRecord } from "./parse-context.ts";

/** A line of `task_routing.jsonl`: the first of two (`running`) is the only live sign of a run. */
export interface RoutingRecord {
  readonly kind: "routing";
  readonly routingId: string | null;
  /** `routingId` without its `routing-` prefix. */
  readonly runId: string | null;
  readonly atMs: number | null;
  readonly description: string | null;
  readonly workflow: string | null;
  readonly complexity: string | null;
  readonly assignedAgent: string | null;
  /** The producer writes the provider here; shown as "assigned to", never used as a tier. */
  readonly assignedTier: string | null;
  readonly strategy: string | null;
  readonly confidence: number | null;
  readonly status: string | null;
  readonly startedAtMs: number | null;
  readonly completedAtMs: number | null;
  readonly success: boolean | null;
  readonly retryCount: number | null;
  readonly errorType: string | null;
  readonly errorMessage: string | null;
  readonly estimatedCostNano: number | null;
  readonly actualCostNano: number | null;
  readonly metadata: JsonObject;
  readonly extra: JsonObject;
}

const KNOWN_FIELDS: ReadonlySet<string> = new Set([
  "routing_id",
  "timestamp",
  "task_description",
  "task_type",
  "task_complexity",
  "assigned_agent",
  "assigned_tier",
  "routing_strategy",
  "confidence_score",
  "status",
  "started_at",
  "completed_at",
  "success",
  "retry_count",
  "error_type",
  "error_message",
  "estimated_cost",
  "actual_cost",
  "metadata",
]);

/** One object of `task_routing.jsonl`. Its times are UTC. */
export function parseRouting(json: JsonObject, context: ParseContext): ParsedRecord<RoutingRecord> {
  const fields = new FieldReader(json, context);
  const routingId = fields.id("routing_id");
  const record: RoutingRecord = {
    kind: "routing",
    routingId,
    runId: runIdOf(routingId),
    atMs: fields.requiredTime("timestamp", "utc"),
    description: fields.text("task_description"),
    workflow: fields.text("task_type"),
    complexity: fields.text("task_complexity"),
    assignedAgent: fields.text("assigned_agent"),
    assignedTier: fields.text("assigned_tier"),
    strategy: fields.text("routing_strategy"),
    confidence: fields.number("confidence_score"),
    status: fields.text("status"),
    startedAtMs: fields.time("started_at", "utc"),
    completedAtMs: fields.time("completed_at", "utc"),
    success: fields.flag("success"),
    retryCount: fields.amount("retry_count"),
    errorType: fields.text("error_type"),
    errorMessage: fields.text("error_message"),
    estimatedCostNano: fields.cost("estimated_cost"),
    actualCostNano: fields.cost("actual_cost"),
    metadata: fields.object("metadata"),
    extra: fields.extra(KNOWN_FIELDS),
  };
  return { record, issues: fields.issues };
}

const ID_PREFIX = "routing-";

function runIdOf(routingId: string | null): string | null {
  if (routingId === null || !routingId.startsWith(ID_PREFIX)) return null;
  return routingId.length > ID_PREFIX.length ? routingId.slice(ID_PREFIX.length) : null;
}
