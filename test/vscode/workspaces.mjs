import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** What `writeTelemetry` writes, for the tests that read it back. Money in nano-dollars. */
export const telemetryFacts = Object.freeze({
  calls: 4,
  callLines: 8,
  costNano: 10_000_000 + 20_000_000 + 30_000_000 + 40_000_000,
  tokens: 1000 + 2000 + 3000 + 4000,
  runs: 2,
  failedRuns: 1,
});

/**
 * A call as the framework's two writers log it: the same call twice, a millisecond apart.
 * @param {number} index from 1
 */
function callLines(index) {
  const minute = String(index).padStart(2, "0");
  const runId = index <= 2 ? "run-succeeded" : "run-failed";
  const common = {
    workflow_name: "perf-audit",
    step_name: "llm_call_premium",
    session_id: null,
    task_type: "general",
    provider: "anthropic",
    tier: "capable",
    model_id: "claude-sonnet-4-5",
    input_tokens: index * 1000,
    output_tokens: 0,
    estimated_cost: index / 100,
    actual_cost: null,
    fallback_used: false,
    success: true,
  };
  return [
    {
      call_id: `call-${index}-a`,
      timestamp: `2026-01-15T10:${minute}:00.400000`,
      user_id: "workflow",
      ...common,
      latency_ms: 1500,
      metadata: {},
    },
    {
      call_id: `call-${index}-b`,
      timestamp: `2026-01-15T10:${minute}:00.401000`,
      user_id: null,
      ...common,
      latency_ms: 1501,
      metadata: { run_id: runId },
    },
  ];
}

/**
 * @param {string} runId
 * @param {string} minute two digits
 * @param {string | null} error
 */
function runLine(runId, minute, error) {
  return {
    run_id: runId,
    workflow_name: "perf-audit",
    started_at: `2026-01-15T10:${minute}:00.000000`,
    completed_at: `2026-01-15T10:${minute}:59.000000`,
    stages: [stageLine("profile", "cheap", error), stageLine("analyze", "premium", error)],
    total_input_tokens: 200,
    total_output_tokens: 100,
    total_cost: 0.02,
    baseline_cost: 0.05,
    savings: 0.03,
    savings_percent: 60,
    total_duration_ms: 59_000,
    success: error === null,
    error,
    providers_used: ["anthropic"],
    tiers_used: ["cheap", "premium"],
  };
}

/**
 * @param {string} name
 * @param {string} tier
 * @param {string | null} error
 */
function stageLine(name, tier, error) {
  return {
    stage_name: name,
    tier,
    model_id: "claude-sonnet-4-5",
    input_tokens: 100,
    output_tokens: 50,
    cost: 0.01,
    latency_ms: 29_500,
    success: error === null,
    skipped: false,
    skip_reason: null,
    error: null,
  };
}

/** @param {readonly object[]} records */
function toJsonl(records) {
  return records.map((record) => `${JSON.stringify(record)}\n`).join("");
}

/**
 * Four calls (each logged twice) and two runs, one of them failed; see `telemetryFacts`.
 * @param {string} folder workspace folder
 */
export async function writeTelemetry(folder) {
  const dir = join(folder, ".empathy");
  await mkdir(dir, { recursive: true });
  await writeFile(join(dir, "llm_calls.jsonl"), toJsonl([1, 2, 3, 4].flatMap(callLines)));
  const failure = "Workflow execution error (timeout/API/connection): timed out";
  const runs = [runLine("run-succeeded", "02", null), runLine("run-failed", "04", failure)];
  await writeFile(join(dir, "workflow_runs.jsonl"), toJsonl(runs));
}

/**
 * The source file that the workflow's name leads to.
 * @param {string} folder workspace folder
 */
export async function writePythonWorkflow(folder) {
  const dir = join(folder, "workflows");
  await mkdir(dir, { recursive: true });
  const source = `class PerformanceAuditWorkflow(BaseWorkflow):
    name = "perf-audit"
    stages = ["profile", "analyze"]
`;
  await writeFile(join(dir, "perf_audit.py"), source);
}
