import type { ProducerValue } from "./producer-json.ts";
import { dumpLine, naiveIso, utcIso } from "./producer-json.ts";
import type { Random } from "./random.ts";
import { logNormal, uuid } from "./random.ts";
import type { SampleStage, SampleWorkflow } from "./workflows.ts";
import { MODELS, TIER_PRICES } from "./workflows.ts";

/** One line that a producer would append, and when. */
export interface SampleLine {
  readonly file: string;
  readonly atMs: number;
  readonly text: string;
}

export interface SampleRunOptions {
  readonly workflow: SampleWorkflow;
  readonly startMs: number;
  /** Zone of the producer's clock: its naive times are local there. */
  readonly timeZone: string;
  /** Multiplies tokens: a prompt that grew. */
  readonly tokenFactor: number;
  readonly isFailing: boolean;
  readonly parentRunId: string | null;
  readonly tags: readonly string[];
}

interface RunInProgress {
  readonly random: Random;
  readonly options: SampleRunOptions;
  readonly runId: string;
  readonly lines: SampleLine[];
  readonly stages: ProducerValue[];
  nowMs: number;
  inputTokens: number;
  outputTokens: number;
  cost: number;
  baselineCost: number;
}

const round = (value: number, decimals: number) => Math.round(value * 10 ** decimals) / 10 ** decimals;

/** The lines of one run, in the order in which its producer writes them. */
export function sampleRun(
  random: Random,
  options: SampleRunOptions,
): { readonly runId: string; readonly lines: readonly SampleLine[] } {
  const run: RunInProgress = {
    random,
    options,
    runId: uuid(random),
    lines: [],
    stages: [],
    nowMs: options.startMs,
    inputTokens: 0,
    outputTokens: 0,
    cost: 0,
    baselineCost: 0,
  };
  writeRouting(run, "running");
  run.nowMs += 5 + random() * 40;
  const { stages } = options.workflow;
  // A failed run marks every stage failed and omits the one that raised.
  const reached = options.isFailing ? Math.max(1, Math.floor(random() * stages.length)) : stages.length;
  for (const stage of stages.slice(0, reached)) runStage(run, stage);
  if (options.isFailing) run.nowMs += logNormal(random, 4_000, 0.8);
  writeRun(run);
  writeRouting(run, options.isFailing ? "failed" : "completed");
  return { runId: run.runId, lines: run.lines };
}

function runStage(run: RunInProgress, stage: SampleStage): void {
  const { random, options } = run;
  if (random() < stage.skipRatio) {
    run.stages.push(stageLine(run, stage, { input: 0, output: 0, latencyMs: 0, cost: 0 }));
    return;
  }
  const callsModel = stage.inputTokens > 0;
  const input = callsModel
    ? Math.round(logNormal(random, stage.inputTokens, 0.45) * options.tokenFactor)
    : Math.round(random() * 60);
  const output = callsModel
    ? Math.round(logNormal(random, stage.outputTokens, 0.4))
    : Math.round(random() * 140);
  const latencyMs = Math.round(logNormal(random, stage.latencyMs, 0.35));
  const price = TIER_PRICES[stage.tier];
  const cost = round((input * price.input + output * price.output) / 1e6, 7);
  run.nowMs += latencyMs + random() * 3;
  if (callsModel) writeTwins(run, stage, input + output, latencyMs);
  run.inputTokens += input;
  run.outputTokens += output;
  run.cost += cost;
  run.baselineCost += (input * TIER_PRICES.premium.input + output * TIER_PRICES.premium.output) / 1e6;
  run.stages.push(stageLine(run, stage, { input, output, latencyMs, cost }));
}

function stageLine(
  run: RunInProgress,
  stage: SampleStage,
  used: {
    readonly input: number;
    readonly output: number;
    readonly latencyMs: number;
    readonly cost: number;
  },
): ProducerValue {
  const isSkipped = used.latencyMs === 0;
  return {
    stage_name: stage.name,
    tier: stage.tier,
    model_id: modelOf(run, stage),
    input_tokens: used.input,
    output_tokens: used.output,
    cost: used.cost,
    latency_ms: used.latencyMs,
    success: !isSkipped && !run.options.isFailing,
    skipped: isSkipped,
    skip_reason: isSkipped ? stage.skipReason : null,
    error: null,
  };
}

function modelOf(run: RunInProgress, stage: SampleStage): string {
  return MODELS[run.options.workflow.provider]?.[stage.tier] ?? "";
}

/** The producer writes each call twice: the executor's line, then the workflow layer's. */
function writeTwins(run: RunInProgress, stage: SampleStage, tokens: number, latencyMs: number): void {
  const { workflow, timeZone, tags, parentRunId } = run.options;
  const gapMs = 0.25 + run.random() * 2;
  const line = (second: boolean, atMs: number): SampleLine => ({
    file: "llm_calls.jsonl",
    atMs,
    text: dumpLine({
      call_id: uuid(run.random),
      timestamp: naiveIso(timeZone, atMs),
      workflow_name: workflow.name,
      step_name: `llm_call_${stage.tier}`,
      user_id: second ? null : "workflow",
      session_id: null,
      task_type: "general",
      provider: workflow.provider,
      tier: "capable",
      model_id: modelOf(run, stage),
      input_tokens: tokens,
      output_tokens: 0,
      estimated_cost: round((tokens * TIER_PRICES[stage.tier].input) / 1e6, 7),
      actual_cost: null,
      latency_ms: latencyMs + (second ? Math.round(gapMs) : 0),
      fallback_used: false,
      fallback_chain: [],
      original_provider: null,
      original_model: null,
      retry_count: 0,
      circuit_breaker_state: null,
      success: true,
      error_type: null,
      error_message: null,
      metadata: second
        ? {
            run_id: run.runId,
            ...(tags.length > 0 ? { tags } : {}),
            ...(parentRunId === null ? {} : { parent_run_id: parentRunId }),
          }
        : {},
    }),
  });
  run.lines.push(line(false, run.nowMs), line(true, run.nowMs + gapMs));
  run.nowMs += gapMs;
}

function writeRun(run: RunInProgress): void {
  const { workflow, timeZone, startMs, isFailing, parentRunId, tags } = run.options;
  const savings = run.baselineCost - run.cost;
  const metadata = {
    ...(parentRunId === null ? {} : { parent_run_id: parentRunId }),
    ...(tags.length > 0 ? { tags } : {}),
  };
  run.lines.push({
    file: "workflow_runs.jsonl",
    atMs: run.nowMs,
    text: dumpLine({
      run_id: run.runId,
      workflow_name: workflow.name,
      started_at: naiveIso(timeZone, startMs),
      completed_at: naiveIso(timeZone, run.nowMs),
      user_id: null,
      session_id: null,
      trigger: parentRunId === null ? "manual" : "attune-rec",
      project: "sample-workspace",
      stages: run.stages,
      total_input_tokens: run.inputTokens,
      total_output_tokens: run.outputTokens,
      total_cost: run.cost,
      baseline_cost: run.baselineCost,
      savings,
      savings_percent: run.baselineCost > 0 ? (savings / run.baselineCost) * 100 : 0,
      total_duration_ms: Math.trunc(run.nowMs - startMs),
      success: !isFailing,
      error: isFailing ? workflow.error : null,
      providers_used: [workflow.provider],
      tiers_used: [...new Set(workflow.stages.map((stage) => stage.tier))],
      ...(Object.keys(metadata).length > 0 ? { metadata } : {}),
    }),
  });
}

function writeRouting(run: RunInProgress, status: "running" | "completed" | "failed"): void {
  const { workflow, startMs } = run.options;
  const hasEnded = status !== "running";
  run.lines.push({
    file: "task_routing.jsonl",
    atMs: run.nowMs,
    text: dumpLine({
      routing_id: `routing-${run.runId}`,
      timestamp: utcIso(startMs),
      task_description: `${workflow.name}: ${workflow.doc}`,
      task_type: workflow.name,
      task_complexity: "moderate",
      assigned_agent: workflow.name,
      assigned_tier: workflow.provider,
      routing_strategy: "rule_based",
      task_dependencies: [],
      confidence_score: 1,
      status,
      started_at: utcIso(startMs),
      completed_at: hasEnded ? utcIso(run.nowMs) : null,
      success: status === "completed",
      quality_score: null,
      retry_count: 0,
      error_type: status === "failed" ? "runtime" : null,
      error_message: status === "failed" ? workflow.error : null,
      estimated_cost: 0,
      actual_cost: hasEnded ? run.cost : null,
      user_id: null,
      session_id: null,
      metadata: {},
    }),
  });
}
