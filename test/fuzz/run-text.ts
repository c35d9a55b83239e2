import { numberText, timeText, type Field } from "./call-text.ts";
import type { FuzzRandom } from "./random.ts";

const WORKFLOWS = ["code-review", "perf-audit", "x"];
const STAGES = ["classify", "analyze a longer thing", "r"];
const MODELS = ["claude-sonnet-4-5", "claude-3-5-haiku-20241022", ""];
const ERRORS = ["null", "null", '"Workflow execution failed: KeyError"', '"with \\"escape\\""', '"é"', "7"];

/** The fields of a run as the producer writes them, in its order; some are lines of a run id that came before. */
export function runFields(random: FuzzRandom, knownRun: string): Field[] {
  const stages = Array.from({ length: random.below(random.isOneIn(20) ? 60 : 5) }, () => stageText(random));
  const isNewer = random.isOneIn(3);
  return [
    ["run_id", JSON.stringify(random.isOneIn(4) ? knownRun : random.isOneIn(9) ? "run 7" : random.uuid())],
    ["workflow_name", JSON.stringify(random.pick(WORKFLOWS))],
    ["started_at", JSON.stringify(timeText(random))],
    ["completed_at", random.isOneIn(5) ? "null" : JSON.stringify(timeText(random))],
    ["user_id", random.isOneIn(30) ? '"u"' : "null"],
    ["session_id", "null"],
    ...(isNewer ? newerFields(random) : []),
    ["stages", `[${stages.join(", ")}]`],
    ["total_input_tokens", String(random.below(90_000))],
    ["total_output_tokens", String(random.below(9000))],
    ["total_cost", dollars(random)],
    ["baseline_cost", dollars(random)],
    ["savings", `${random.isOneIn(4) ? "-" : ""}${dollars(random)}`],
    ["savings_percent", random.isOneIn(5) ? numberText(random) : "80.26788432267885"],
    ["total_duration_ms", String(random.below(900_000))],
    ["success", random.pick(["true", "true", "false", "null"])],
    ["error", random.pick(ERRORS)],
    ["providers_used", random.pick(['["anthropic"]', "[]", "null", '["a", 1]', '["\\u0041"]'])],
    ["tiers_used", random.pick(['["cheap", "capable"]', '["cheap","capable"]', '["premium"]', "[]"])],
  ];
}

function newerFields(random: FuzzRandom): Field[] {
  return [
    ["trigger", random.pick(['"manual"', "null", '"attune-rec"'])],
    ["project", random.pick(['"repo"', "null"])],
  ];
}

function dollars(random: FuzzRandom): string {
  return random.isOneIn(6) ? numberText(random) : String(random.below(20_000_000) / 1e6);
}

function stageText(random: FuzzRandom): string {
  const isSkipped = random.isOneIn(4);
  const fields: Field[] = [
    ["stage_name", JSON.stringify(random.pick(STAGES))],
    ["tier", JSON.stringify(random.pick(["cheap", "premium"]))],
    ["model_id", JSON.stringify(random.pick(MODELS))],
    ["input_tokens", String(random.below(9000))],
    ["output_tokens", String(random.below(9000))],
    ["cost", dollars(random)],
    ["latency_ms", String(random.below(90_000))],
    ["success", isSkipped ? "false" : random.pick(["true", "false", "null"])],
    ["skipped", isSkipped ? "true" : random.pick(["false", "false", "null"])],
    ["skip_reason", isSkipped ? '"no issues"' : "null"],
    ["error", random.isOneIn(20) ? random.pick(ERRORS) : "null"],
  ];
  if (random.isOneIn(40)) fields.reverse();
  return `{${fields.map(([name, value]) => `"${name}": ${value}`).join(", ")}}`;
}
