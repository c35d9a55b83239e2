import { describe, expect, it } from "vitest";
import { sampleHistory } from "../../../src/core/sample/sample-history.ts";
import { sampleSources } from "../../../src/core/sample/sample-sources.ts";
import { SAMPLE_WORKFLOWS } from "../../../src/core/sample/workflows.ts";
import { findWorkflowDefinitions, readEntryPoints } from "../../../src/core/source/resolve-workflow.ts";

const nowMs = Date.UTC(2026, 2, 20, 15);
const options = { nowMs, days: 30, timeZone: "America/New_York", seed: 7 };

function linesOf(file: string): Record<string, unknown>[] {
  const text = sampleHistory(options).get(file) ?? "";
  return text
    .trimEnd()
    .split("\n")
    .flatMap((line) => {
      try {
        return [JSON.parse(line) as Record<string, unknown>];
      } catch {
        return [];
      }
    });
}

describe("sampleHistory", () => {
  it("gives the same bytes for the same options, and others for another seed", () => {
    expect(sampleHistory(options)).toEqual(sampleHistory(options));
    expect(sampleHistory({ ...options, seed: 8 })).not.toEqual(sampleHistory(options));
  });

  it("writes every file of the producer, and the overlapping one", () => {
    expect([...sampleHistory(options).keys()].toSorted()).toEqual([
      "costs.jsonl",
      "coverage_history.jsonl",
      "file_tests.jsonl",
      "llm_calls.jsonl",
      "task_routing.jsonl",
      "test_executions.jsonl",
      "workflow_runs.jsonl",
    ]);
  });

  it("writes each call twice, less than 100 ms apart, the second with the run id", () => {
    const calls = linesOf("llm_calls.jsonl").filter((call) => call["workflow_name"] !== "test");
    const first = calls.filter((call) => call["user_id"] === "workflow");
    const second = calls.filter((call) => call["user_id"] === null);
    expect(first.length).toBeGreaterThan(200);
    expect(second).toHaveLength(first.length);
    expect(second.every((call) => JSON.stringify(call["metadata"]).includes('"run_id"'))).toBe(true);
  });

  it("closes every routing line that a run line answers", () => {
    const runs = new Set(linesOf("workflow_runs.jsonl").map((run) => `routing-${String(run["run_id"])}`));
    const ended = linesOf("task_routing.jsonl").filter((line) => line["status"] !== "running");
    expect(ended.length).toBe(runs.size);
    expect(ended.every((line) => runs.has(String(line["routing_id"])))).toBe(true);
  });

  it("leaves one torn line for data health to show", () => {
    const text = sampleHistory(options).get("llm_calls.jsonl") ?? "";
    expect(text.trimEnd().split("\n").length - linesOf("llm_calls.jsonl").length).toBe(1);
  });

  it("ends before now", () => {
    expect(
      linesOf("task_routing.jsonl").every((line) => Date.parse(String(line["timestamp"])) <= nowMs),
    ).toBe(true);
  });
});

describe("sampleSources", () => {
  it.each(SAMPLE_WORKFLOWS.map((workflow) => workflow.name))("defines %s where a click finds it", (name) => {
    const sources = sampleSources();
    const files = [...sources].map(([path, text]) => ({ path, text }));
    const [best] = findWorkflowDefinitions(files, name, readEntryPoints(sources.get("pyproject.toml") ?? ""));
    const expected = SAMPLE_WORKFLOWS.find((workflow) => workflow.name === name);
    expect(best).toMatchObject({
      path: expected?.file,
      className: expected?.className,
      reason: "entry-point",
    });
  });
});
