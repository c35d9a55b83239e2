import { describe, expect, it } from "vitest";
import { fileKindOf } from "../../../src/core/records/file-kind.ts";

describe("fileKindOf", () => {
  it.each([
    ["llm_calls.jsonl", "call"],
    ["workflow_runs.jsonl", "run"],
    ["task_routing.jsonl", "routing"],
    ["test_executions.jsonl", "test"],
    ["coverage_history.jsonl", "coverage"],
    ["file_tests.jsonl", "fileTest"],
    ["agent_assignments.jsonl", "assignment"],
    ["costs.jsonl", "overlap"],
    ["usage.jsonl", "overlap"],
  ])("knows %s", (name, kind) => {
    expect(fileKindOf(name)).toBe(kind);
  });

  it.each([
    ["usage.2026-01-31.jsonl", "overlap"],
    ["usage.2026-01-31.2.jsonl", "overlap"],
    ["llm_calls.2026-01-01.jsonl", "call"],
    ["llm_calls.jsonl.1", "call"],
    ["workflow_runs.20260719T101500Z.jsonl", "run"],
    ["workflow_runs.jsonl.2026-07-19", "run"],
    ["llm_calls.jsonl-20260101", "call"],
    ["llm_calls-20260101.jsonl", "call"],
    ["usage-2026-01-31.jsonl", "overlap"],
    ["llm_calls.2026-01-01T10-00-00Z.jsonl", "call"],
  ])("knows the rotated file %s", (name, kind) => {
    expect(fileKindOf(name)).toBe(kind);
  });

  it.each([
    "",
    "usage.tmp",
    "costs.json",
    "costs_summary.json",
    "usage_summary.json",
    "memory_events.jsonl",
    "progressive_events.jsonl",
    "llm_calls.jsonl.bak",
    "llm_calls.jsonl.gz",
    "llm_calls.jsonl~",
    "my_llm_calls.jsonl",
    "llm_calls.backup.jsonl",
    "LLM_CALLS.jsonl",
    "constructor.jsonl",
    "sub/llm_calls.jsonl",
    "llm_calls.jsonl-old",
    "llm_calls-.jsonl",
  ])("leaves %j alone", (name) => {
    expect(fileKindOf(name)).toBeNull();
  });

  it("decides at once about a name that is made to have many readings", () => {
    expect(fileKindOf(`llm_calls${"-1.1".repeat(50_000)}x`)).toBeNull();
  });
});
