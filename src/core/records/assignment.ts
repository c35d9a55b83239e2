import type { JsonObject } from "./json.ts";

/** A line of `agent_assignments.jsonl`; the last line per assignment id holds. */
export interface AssignmentRecord {
  readonly kind: "assignment";
  readonly assignmentId: string | null;
  readonly atMs: number | null;
  readonly taskId: string | null;
  readonly taskTitle: string | null;
  readonly assignedAgent: string | null;
  readonly status: string | null;
  readonly startedAtMs: number | null;
  readonly completedAtMs: number | null;
  readonly estimatedDurationHours: number | null;
  readonly actualDurationHours: number | null;
  readonly success: boolean | null;
  readonly workflowId: string | null;
  readonly metadata: JsonObject;
  readonly extra: JsonObject;
}
