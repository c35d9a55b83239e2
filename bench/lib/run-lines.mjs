import { isoMicros, pythonFloat } from "./call-lines.mjs";
import { createRandom } from "./random.mjs";

const workflows = ["code-review", "security-audit", "perf-audit", "bug-predict", "test-gen", "release-prep"];
const stageNames = ["classify", "scan", "profile", "analyze", "report", "optimize"];
const tiers = ["cheap", "capable", "premium"];
const models = ["claude-3-5-haiku-20241022", "claude-sonnet-4-5", "claude-opus-4-5-20251101"];
/** Dollars per million tokens, of each tier. */
const prices = /** @type {const} */ ([
  [0.8, 4],
  [3, 15],
  [15, 75],
]);
const stepUs = 300_000_000;

/**
 * Lines of `workflow_runs.jsonl`, about 1.6 KB each with three to six stages, deterministic.
 * @param {number} count
 * @returns {Generator<string>} each with its line break
 */
export function* runLines(count) {
  const random = createRandom(0xace + count);
  for (let n = 0; n < count; n++) yield runLine(random, n * stepUs + random.below(stepUs));
}

/** @param {import("./random.mjs").Random} random @param {number} atUs */
function runLine(random, atUs) {
  const stages = Array.from({ length: 3 + random.below(4) }, (_, at) => stageOf(random, at));
  const sum = (/** @type {"cost" | "input" | "output" | "latencyMs"} */ key) =>
    stages.reduce((total, stage) => total + (stage.isSkipped ? 0 : stage[key]), 0);
  const cost = sum("cost");
  const baseline = cost * (1 + random.below(400) / 100);
  const durationMs = sum("latencyMs");
  const isFailed = random.below(20) === 0;
  const error = isFailed ? '"Workflow execution error (timeout/API/connection): timed out"' : "null";
  return (
    `{"run_id": "${random.uuid()}", "workflow_name": "${random.pick(workflows)}", ` +
    `"started_at": "${isoMicros(atUs)}", "completed_at": "${isoMicros(atUs + durationMs * 1000)}", ` +
    `"user_id": null, "session_id": null, "stages": [${stages.map((stage) => stage.text).join(", ")}], ` +
    `"total_input_tokens": ${sum("input")}, "total_output_tokens": ${sum("output")}, ` +
    `"total_cost": ${pythonFloat(cost)}, "baseline_cost": ${pythonFloat(baseline)}, ` +
    `"savings": ${pythonFloat(baseline - cost)}, "savings_percent": ${pythonFloat((1 - cost / baseline) * 100 || 0)}, ` +
    `"total_duration_ms": ${durationMs}, "success": ${!isFailed}, "error": ${error}, ` +
    `"providers_used": ["anthropic"], "tiers_used": ["cheap", "capable", "premium"]}\n`
  );
}

/** @param {import("./random.mjs").Random} random @param {number} at */
function stageOf(random, at) {
  const tier = random.below(3);
  const isSkipped = random.below(8) === 0;
  const [input, output] = [random.below(9000), random.below(4000)];
  const latencyMs = random.below(9000);
  const [inputPrice, outputPrice] = prices[tier] ?? [0, 0];
  const cost = isSkipped ? 0 : (input * inputPrice + output * outputPrice) / 1e6;
  const text =
    `{"stage_name": "${stageNames[at]}", "tier": "${tiers[tier]}", "model_id": "${models[tier]}", ` +
    `"input_tokens": ${input}, "output_tokens": ${output}, "cost": ${pythonFloat(cost)}, ` +
    `"latency_ms": ${latencyMs}, "success": ${!isSkipped}, "skipped": ${isSkipped}, ` +
    `"skip_reason": ${isSkipped ? '"No issues found"' : "null"}, "error": null}`;
  return { text, input, output, latencyMs, cost, isSkipped };
}
