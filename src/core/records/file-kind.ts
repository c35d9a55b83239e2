import { splitFileName } from "./file-name.ts";
import type { FileKind } from "./record.ts";

const KINDS: ReadonlyMap<string, FileKind> = new Map([
  ["llm_calls", "call"],
  ["workflow_runs", "run"],
  ["task_routing", "routing"],
  ["test_executions", "test"],
  ["coverage_history", "coverage"],
  ["file_tests", "fileTest"],
  ["agent_assignments", "assignment"],
  ["costs", "overlap"],
  ["usage", "overlap"],
]);

/** What a file (its name without folder) holds; null when it is none of the producer's JSONL files. */
export function fileKindOf(fileName: string): FileKind | null {
  const stem = splitFileName(fileName)?.stem;
  return stem === undefined ? null : (KINDS.get(stem) ?? null);
}
