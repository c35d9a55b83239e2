import { FieldReader } from "./field-reader.ts";
import type { JsonObject } from "./json.ts";
import type { ParseContext, ParsedRecord } from "./parse-context.ts";

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

const KNOWN_FIELDS: ReadonlySet<string> = new Set([
  "assignment_id",
  "timestamp",
  "task_id",
  "task_title",
  "assigned_agent",
  "status",
  "started_at",
  "completed_at",
  "estimated_duration_hours",
  "actual_duration_hours",
  "success",
  "workflow_id",
  "metadata",
]);

/** One object of `agent_assignments.jsonl`. No writer is known: a naive time is taken as local. */
export function parseAssignment(json: JsonObject, context: ParseContext): ParsedRecord<AssignmentRecord> {
  const fields = new FieldReader(json, context);
  const record: AssignmentRecord = {
    kind: "assignment",
    assignmentId: fields.id("assignment_id"),
    atMs: fields.requiredTime("timestamp", "local"),
    taskId: fields.text("task_id"),
    taskTitle: fields.text("task_title"),
    assignedAgent: fields.text("assigned_agent"),
    status: fields.text("status"),
    startedAtMs: fields.time("started_at", "local"),
    completedAtMs: fields.time("completed_at", "local"),
    estimatedDurationHours: fields.amount("estimated_duration_hours"),
    actualDurationHours: fields.amount("actual_duration_hours"),
    success: fields.flag("success"),
    workflowId: fields.text("workflow_id"),
    metadata: fields.object("metadata"),
    extra: fields.extra(KNOWN_FIELDS),
  };
  return { record, issues: fields.issues };
}
