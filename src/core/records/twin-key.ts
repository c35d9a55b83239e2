import type { CallRecord } from "./call.ts";

const MIN_TWIN_DISTANCE_MS = -5;
const MAX_TWIN_DISTANCE_MS = 5000;

/**
 * Upstream logs each workflow call twice: first the executor (with a user id, no run id), then the workflow
 * layer (no user id, with the key `run_id`, whose value may be null). Everything else stands alone.
 */
export function twinRole(call: Pick<CallRecord, "userId" | "hasRunIdKey">): "first" | "second" | "single" {
  if (call.userId !== null) return call.hasRunIdKey ? "single" : "first";
  return call.hasRunIdKey ? "second" : "single";
}

export type TwinKeyFields = Pick<
  CallRecord,
  | "workflow"
  | "step"
  | "taskType"
  | "provider"
  | "tier"
  | "model"
  | "inputTokens"
  | "outputTokens"
  | "estimatedCostNano"
  | "success"
>;

/** Equal exactly for calls that agree in every field that twins share. */
export function twinKey(call: TwinKeyFields): string {
  return (
    part(call.workflow) +
    part(call.step) +
    part(call.taskType) +
    part(call.provider) +
    part(call.tier) +
    part(call.model) +
    `${call.inputTokens},${call.outputTokens},${call.estimatedCostNano},${call.success}`
  );
}

/** The length in front makes the concatenation injective, whatever the text holds. */
function part(text: string | null): string {
  return text === null ? "~" : `${text.length}:${text}`;
}

/** Whether a second line may belong to a first one, by time stamp of the second minus that of the first. */
export function isTwinDistance(dtMs: number): boolean {
  return dtMs >= MIN_TWIN_DISTANCE_MS && dtMs <= MAX_TWIN_DISTANCE_MS;
}

/**
 * How badly two lines fit as twins: both have the same start, so time stamps and latencies differ by the
 * same amount. With a latency unknown (NaN) the time alone decides.
 */
export function twinDistance(dtMs: number, dLatencyMs: number): number {
  return Math.abs(Number.isNaN(dLatencyMs) ? dtMs : dtMs - dLatencyMs);
}
