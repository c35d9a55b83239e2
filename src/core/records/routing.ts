import type { JsonObject } from "./json.ts";

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
