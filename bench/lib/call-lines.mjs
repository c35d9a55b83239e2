import { createRandom } from "./random.mjs";

const workflows = [
  "code-review", "security-audit", "perf-audit", "bug-predict", "test-gen", "refactor-plan", "release-prep",
  "dependency-check", "document-gen", "research-synthesis", "health-check", "pr-review",
]; // prettier-ignore
const tiers = /** @type {const} */ ([
  { name: "cheap", model: "claude-3-5-haiku-20241022", usdPerToken: 8e-7 },
  { name: "capable", model: "claude-sonnet-4-5", usdPerToken: 3e-6 },
  { name: "premium", model: "claude-opus-4-5-20251101", usdPerToken: 1.5e-5 },
]);
/** Of 70 real lines, 66 are twins and 4 come from the producer's own tests. */
const pairsPerGroup = 33;
const testsPerGroup = 4;
/** One broken line in so many: 0.03 %. */
const linesPerDirt = 3333;
const firstAtMs = Date.UTC(2025, 8, 1);
/** The last line of a file of any size stands before this. */
const spanMs = 400 * 86_400_000;

/**
 * Lines of `llm_calls.jsonl` as the producer writes them, deterministic: twins that are mostly neighbours,
 * run ids of four pairs each, tests with a repeated id, and a little dirt.
 * @param {number} count
 * @returns {Generator<string>} each with its line break
 */
export function* callLines(count) {
  const random = createRandom(0x5eed + count);
  const stepUs = Math.floor((spanMs * 1000) / count);
  let atUs = 0;
  let written = 0;
  let held = "";
  let runId = random.uuid();
  let pairsOfRun = 0;
  while (written < count) {
    for (let n = 0; n < pairsPerGroup + testsPerGroup && written < count; n++) {
      atUs += 2 * stepUs - random.below(stepUs);
      if (pairsOfRun-- === 0) [runId, pairsOfRun] = [random.uuid(), 1 + random.below(6)];
      for (const line of group(n < pairsPerGroup ? pair(random, atUs, runId) : [testLine(random, atUs)])) {
        if (written >= count) return;
        yield written % linesPerDirt === linesPerDirt - 1 ? soil(random, line) : line;
        written += 1;
      }
    }
  }

  /** Concurrent workflows put other lines between two twins: one pair in sixteen waits for the next one. */
  function* group(/** @type {readonly string[]} */ [first = "", second]) {
    yield first;
    if (held !== "") yield held;
    held = second !== undefined && random.below(16) === 0 ? second : "";
    if (second !== undefined && held === "") yield second;
  }
}

/** @param {import("./random.mjs").Random} random */
function pair(random, /** @type {number} */ atUs, /** @type {string} */ runId) {
  const asked = random.pick(tiers);
  const tokens = 200 + random.below(24_000);
  const latencyMs = 400 + random.below(58_000);
  const shared = {
    workflow: random.pick(workflows),
    step: `llm_call_${asked.name}`,
    task: "general",
    tier: "capable",
    model: asked.model,
    tokens,
    output: 0,
    cost: pythonFloat(tokens * asked.usdPerToken),
  };
  const gapUs = 230 + random.below(2600);
  const first = callLine({ ...shared, id: random.uuid(), atUs, user: '"workflow"', latencyMs, meta: "{}" });
  const meta = `{"run_id": "${runId}"}`;
  const later = { id: random.uuid(), atUs: atUs + gapUs, latencyMs: latencyMs + Math.round(gapUs / 1000) };
  return [first, callLine({ ...shared, ...later, user: "null", meta })];
}

/** @param {import("./random.mjs").Random} random */
function testLine(random, /** @type {number} */ atUs) {
  const workflow = random.pick(["test", "test-workflow", "test5"]);
  const shared = {
    task: "unknown",
    tier: "cheap",
    model: "test-model",
    tokens: 10,
    output: 20,
    cost: "0.001",
  };
  const call = { id: "test-call-123", atUs, workflow, step: "test_step", user: "null", latencyMs: 1000 };
  return callLine({ ...shared, ...call, meta: "{}" });
}

/**
 * @param {{ id: string, atUs: number, workflow: string, step: string, user: string, task: string, tier: string,
 *   model: string, tokens: number, output: number, cost: string, latencyMs: number, meta: string }} call
 */
function callLine(call) {
  const { id, atUs, workflow, step, user, task, tier, model, tokens, output, cost, latencyMs, meta } = call;
  return (
    `{"call_id": "${id}", "timestamp": "${isoMicros(atUs)}", "workflow_name": "${workflow}", ` +
    `"step_name": "${step}", "user_id": ${user}, "session_id": null, "task_type": "${task}", ` +
    `"provider": "anthropic", "tier": "${tier}", "model_id": "${model}", "input_tokens": ${tokens}, ` +
    `"output_tokens": ${output}, "estimated_cost": ${cost}, "actual_cost": null, "latency_ms": ${latencyMs}, ` +
    `"fallback_used": false, "fallback_chain": [], "original_provider": null, "original_model": null, ` +
    `"retry_count": 0, "circuit_breaker_state": null, "success": true, "error_type": null, ` +
    `"error_message": null, "metadata": ${meta}}\n`
  );
}

/** Naive time with microseconds; without a fraction where they are 0, as `datetime.isoformat` has it. */
export function isoMicros(/** @type {number} */ us) {
  const whole = new Date(firstAtMs + Math.floor(us / 1000)).toISOString().slice(0, 19);
  const micros = us % 1_000_000;
  return micros === 0 ? whole : `${whole}.${String(micros).padStart(6, "0")}`;
}

/** As `repr` of Python: an exponent of two digits, and below 1e-4 already. */
export function pythonFloat(/** @type {number} */ value) {
  if (value !== 0 && Math.abs(value) < 1e-4) {
    return value.toExponential().replace(/e([+-])(\d)$/, "e$10$2");
  }
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

/** @param {import("./random.mjs").Random} random @param {string} line */
function soil(random, line) {
  const kinds = [
    () => `${line.slice(0, 200 + random.below(200))}\n`,
    () => `${line.slice(0, -1)}${line}`,
    () => line.replace(/"estimated_cost": [^,]+/, '"estimated_cost": NaN'),
    () => line.replace('"user_id"', '"trigger": {"by": ["x", 1e3]}, "user_id"'),
    () => line.replace("anthropic", "anthropi\\u0063"),
    () => `${line.slice(0, -1)}\r\n`,
    () => `\n`,
    () => line.replace('"success": true', '"success": "yes"'),
  ];
  return random.pick(kinds)();
}
