import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { naiveStamp } from "../../fixtures/python-json.ts";
import { rawFile } from "../../fixtures/raw-lines-other.ts";
import { rawCall, rawRun, rawStage, rawTwinPair } from "../../fixtures/raw-lines.ts";

/** The zone that the folder's naive times are written in. */
export const CONTRACT_ZONE = "America/New_York";

/**
 * Latencies of the 33 calls as their second lines have them. With four test calls of 1,000 ms they give a
 * mean of 448,045 / 37, p50 11,591, p95 25,899.4, p99 32,963.08 and a maximum of 34,771.
 */
const LATENCIES_MS = [
  ...Array.from({ length: 14 }, () => 8000),
  11_591,
  ...Array.from({ length: 14 }, () => 15_400),
  15_397,
  24_937,
  29_749,
  34_771,
];

/** 32 x 2,929 + 2,928 = 96,656 tokens at $3 a million: $0.289968. */
const TOKENS = LATENCIES_MS.map((_, index) => (index === 0 ? 2928 : 2929));

const RUN_IDS = Array.from({ length: 9 }, (_, index) => `run-${index}`);

function callLines(): readonly string[] {
  const pairs = LATENCIES_MS.flatMap((latencyMs, index) => {
    const tokens = TOKENS[index] ?? 0;
    const fields = {
      timestamp: naiveStamp(Date.UTC(2026, 0, 13, 9, index, 0, 400)),
      workflow_name: index % 2 === 0 ? "bug-predict" : "code-review",
      step_name: index < 15 ? "llm_call_premium" : "llm_call_capable",
      input_tokens: tokens,
      estimated_cost: (tokens * 3) / 1e6,
      latency_ms: latencyMs - 1,
    };
    return rawTwinPair(fields, { runId: RUN_IDS[index] ?? null, gapMs: 1.5, latencyDeltaMs: 1 });
  });
  const tests = Array.from({ length: 4 }, (_, index) =>
    rawCall({
      call_id: "test-call-123",
      timestamp: naiveStamp(Date.UTC(2026, 1, 1, 0, 32, index, 797)),
      workflow_name: "test",
      step_name: "test_step",
      task_type: "unknown",
      tier: "cheap",
      model_id: "test-model",
      input_tokens: 10,
      output_tokens: 20,
      estimated_cost: 0.001,
      latency_ms: 1000,
    }),
  );
  return [...pairs, ...tests];
}

interface RunFigures {
  readonly workflow: string;
  readonly cost: number;
  readonly savings: number;
  readonly durationMs: number;
}

/** Sums: cost 0.2120454, savings 0.7709796, durations 108,545 ms. */
const RUNS: readonly RunFigures[] = [
  { workflow: "code-review", cost: 0.02, savings: 0.1, durationMs: 33_802 },
  { workflow: "code-review", cost: 0.004671, savings: 0.035244, durationMs: 33_506 },
  { workflow: "security-audit", cost: 0.1757284, savings: 0.6330116, durationMs: 27_360 },
  { workflow: "perf-audit", cost: 0.011646, savings: 0.002724, durationMs: 13_874 },
  { workflow: "test_workflow", cost: 0, savings: 0, durationMs: 2 },
  { workflow: "test_workflow_2", cost: 0, savings: 0, durationMs: 1 },
];

function runLines(): readonly string[] {
  return RUNS.map(({ workflow, cost, savings, durationMs }, index) => {
    const isFailed = workflow === "test_workflow";
    return rawRun({
      // The first four are named by calls.
      run_id: index < 4 ? (RUN_IDS[index] ?? "") : `lone-run-${index}`,
      workflow_name: workflow,
      started_at: naiveStamp(Date.UTC(2026, 0, 13, 12, index)),
      completed_at: naiveStamp(Date.UTC(2026, 0, 13, 12, index) + durationMs),
      stages: [rawStage({ cost, success: !isFailed })],
      total_cost: cost,
      savings,
      baseline_cost: cost + savings,
      total_duration_ms: durationMs,
      success: !isFailed,
      error: isFailed ? "Workflow execution failed: ValueError" : null,
    });
  });
}

/** A folder of 33 twin pairs, 4 test calls and 6 runs, whose figures are those of the JSON contract. */
export function makeContractFolder(): string {
  const dir = mkdtempSync(join(tmpdir(), "telemetry-contract-"));
  writeFileSync(join(dir, "llm_calls.jsonl"), rawFile(...callLines()));
  writeFileSync(join(dir, "workflow_runs.jsonl"), rawFile(...runLines()));
  return dir;
}
