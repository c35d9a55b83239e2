import type { JsonObject } from "../records/json.ts";
import type { FileKind } from "../records/record.ts";

interface RecordShape {
  /** Any one of them must be there. */
  readonly ids: readonly string[];
  /** Further fields that tell a record of this kind from the objects inside of records. */
  readonly fields: readonly string[];
}

const SHAPES: Readonly<Record<FileKind, RecordShape>> = {
  call: {
    ids: ["call_id"],
    fields: [
      "timestamp",
      "workflow_name",
      "step_name",
      "task_type",
      "provider",
      "tier",
      "model_id",
      "input_tokens",
      "estimated_cost",
      "latency_ms",
    ],
  },
  run: {
    ids: ["run_id"],
    fields: [
      "workflow_name",
      "started_at",
      "completed_at",
      "stages",
      "total_input_tokens",
      "total_output_tokens",
      "total_cost",
      "baseline_cost",
      "savings",
      "total_duration_ms",
    ],
  },
  routing: {
    ids: ["routing_id"],
    fields: [
      "timestamp",
      "task_description",
      "task_type",
      "task_complexity",
      "assigned_agent",
      "assigned_tier",
      "routing_strategy",
      "status",
    ],
  },
  test: {
    ids: ["execution_id"],
    fields: ["timestamp", "test_suite", "triggered_by", "command", "total_tests", "passed", "exit_code"],
  },
  coverage: {
    ids: ["record_id"],
    fields: ["timestamp", "overall_percentage", "lines_total", "lines_covered", "files_total"],
  },
  fileTest: {
    ids: ["file_path"],
    fields: ["timestamp", "last_test_result", "test_count", "passed", "failed", "skipped", "errors"],
  },
  assignment: {
    ids: ["assignment_id"],
    fields: ["timestamp", "task_id", "task_title", "assigned_agent", "status"],
  },
  overlap: {
    ids: ["timestamp", "ts"],
    fields: ["model", "tier", "task_type", "workflow", "actual_cost", "cost", "tokens"],
  },
};

/**
 * How much an object looks like a record of a kind, by its own fields: `none`; `some` with an id and a further
 * field; `full` with an id and at least half of the others, as the producer always writes them.
 */
export function recordShape(kind: FileKind, json: JsonObject): "none" | "some" | "full" {
  const { ids, fields } = SHAPES[kind];
  if (!ids.some((id) => Object.hasOwn(json, id))) return "none";
  const present = fields.filter((field) => Object.hasOwn(json, field)).length;
  if (present * 2 >= fields.length) return "full";
  return present > 0 ? "some" : "none";
}
