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

/** Name, then dates or numbers of a rotation on either side of the ending: `x.2026-01-01.2.jsonl`, `x.jsonl.1`. */
const FILE_NAME = /^([a-z_]+)(?:\.\d[\dTZ_-]*)*\.jsonl(?:\.\d[\dTZ_-]*)*$/;

/** What a file (its name without folder) holds; null when it is none of the producer's JSONL files. */
export function fileKindOf(fileName: string): FileKind | null {
  const name = FILE_NAME.exec(fileName)?.[1];
  return name === undefined ? null : (KINDS.get(name) ?? null);
}
