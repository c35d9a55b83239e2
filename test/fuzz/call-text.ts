import type { FuzzRandom } from "./random.ts";

const WORKFLOWS = ["code-review", "security-audit", "test", "bug predict.2"];
const TIERS = ["cheap", "capable", "premium"];
const MODELS = ["claude-sonnet-4-5", "claude-3-5-haiku-20241022"];
/** Days around 2026-03-08 and 2026-11-01, when New York changes its clocks, and ordinary ones. */
const DATES = [
  "2026-03-07",
  "2026-03-08",
  "2026-03-09",
  "2026-11-01",
  "2026-02-28",
  "2024-02-29",
  "2025-12-31",
];

/** One field of a line: its name and its JSON text. */
export type Field = [name: string, value: string];

/** The last call that was made, for its twin. */
export interface FuzzState {
  last: readonly Field[];
  run: string;
  /** Many calls with one key within seconds, so that twins are hard to tell apart. */
  readonly isCrowd: boolean;
  atMs: number;
  /** Moves on every few lines of a crowd: old lines that wait must not decide everything. */
  burst: number;
}

export function newState(isCrowd = false): FuzzState {
  return { last: [], run: "", isCrowd, atMs: Date.UTC(2026, 4, 1), burst: 0 };
}

/** The fields of a call as the producer writes them, in its order. A third are twins of the one before. */
export function callFields(random: FuzzRandom, state: FuzzState): Field[] {
  if (state.run === "" || random.isOneIn(4)) state.run = random.uuid();
  if (state.isCrowd) return crowdFields(random, state);
  if (state.last.length > 0 && random.isOneIn(3)) return twinFields(random, state);
  const tier = random.pick(TIERS);
  const tokens = random.below(40_000);
  const isFirst = !random.isOneIn(3);
  const fields: Field[] = [
    [
      "call_id",
      JSON.stringify(random.isOneIn(9) ? random.pick(["test-call-123", "c", "x-1"]) : random.uuid()),
    ],
    ["timestamp", JSON.stringify(timeText(random))],
    ["workflow_name", JSON.stringify(random.pick(WORKFLOWS))],
    ["step_name", JSON.stringify(`llm_call_${tier}`)],
    ["user_id", isFirst ? '"workflow"' : "null"],
    ["session_id", "null"],
    ["task_type", '"general"'],
    ["provider", '"anthropic"'],
    ["tier", JSON.stringify(random.isOneIn(5) ? tier : "capable")],
    ["model_id", JSON.stringify(random.pick(MODELS))],
    ["input_tokens", String(tokens)],
    ["output_tokens", random.isOneIn(4) ? String(random.below(300)) : "0"],
    ["estimated_cost", random.isOneIn(3) ? numberText(random) : String(tokens * 3e-6)],
    ["actual_cost", random.isOneIn(40) ? numberText(random) : "null"],
    ["latency_ms", String(random.below(90_000))],
    ["fallback_used", random.isOneIn(20) ? "true" : "false"],
    ["fallback_chain", random.isOneIn(20) ? '["a", "b"]' : "[]"],
    ["original_provider", "null"],
    ["original_model", "null"],
    ["retry_count", random.isOneIn(9) ? String(random.below(70_000)) : "0"],
    ["circuit_breaker_state", "null"],
    ["success", random.pick(["true", "true", "true", "false", "null"])],
    ["error_type", "null"],
    ["error_message", random.isOneIn(20) ? '"went \\"wrong\\" \\u00e9"' : "null"],
    ["metadata", isFirst ? "{}" : metadataText(random, state)],
  ];
  state.last = fields;
  return fields;
}

function crowdFields(random: FuzzRandom, state: FuzzState): Field[] {
  state.atMs += random.below(random.pick([2, 900, 4000]));
  if (random.isOneIn(5)) state.burst = random.isOneIn(4) ? random.below(3) : state.burst + 3;
  const calm: FuzzState = { ...newState(), run: state.run };
  const isFirst = random.isOneIn(2);
  const values = new Map([
    ["timestamp", JSON.stringify(new Date(state.atMs - random.below(3)).toISOString().replace("Z", "000"))],
    ["workflow_name", '"crowd"'],
    ["step_name", '"llm_call_cheap"'],
    ["user_id", isFirst ? '"workflow"' : "null"],
    ["tier", '"cheap"'],
    ["model_id", '"m"'],
    ["input_tokens", String(state.burst)],
    ["output_tokens", "0"],
    ["estimated_cost", "0.25"],
    ["latency_ms", String(random.below(random.pick([3, 900])))],
    ["success", "true"],
    ["metadata", isFirst ? "{}" : `{"run_id": "${state.run}"}`],
  ]);
  return callFields(random, calm).map(([name, value]): Field => [name, values.get(name) ?? value]);
}

function twinFields(random: FuzzRandom, state: FuzzState): Field[] {
  const isFirst = state.last.some(([name, value]) => name === "user_id" && value === "null");
  return state.last.map(([name, value]): Field => {
    if (name === "call_id") return [name, JSON.stringify(random.uuid())];
    if (name === "user_id") return [name, isFirst ? '"workflow"' : "null"];
    if (name === "metadata") return [name, isFirst ? "{}" : metadataText(random, state)];
    if (name === "latency_ms") return [name, String(Number(value) + random.below(3))];
    return [name, value];
  });
}

function metadataText(random: FuzzRandom, state: FuzzState): string {
  const texts = [
    `{"run_id": "${state.run}"}`,
    `{"run_id": "${state.run}"}`,
    `{"run_id": "${state.run}"}`,
    '{"run_id": null}',
    '{"run_id": "run-7"}',
    '{"run_id": ""}',
    '{"run_id": 7}',
    `{"run_id": "x", "run_id": "${state.run}"}`,
    `{"parent_run_id": "p", "run_id": "${state.run}"}`,
    `{"nested": {"run_id": "no", "list": [1, {"a": null}]}}`,
    '{"tags": ["a", "b", "a"]}',
    "null",
  ];
  return random.pick(texts);
}

export function timeText(random: FuzzRandom): string {
  const two = (limit: number): string => String(random.below(limit)).padStart(2, "0");
  const clock = `${two(24)}:${two(60)}:${two(60)}`;
  const fraction = `.${String(random.below(1_000_000)).padStart(6, "0")}`;
  const plain = `${random.pick(DATES)}T${clock}${fraction}`;
  if (!random.isOneIn(6)) return plain;
  return random.pick([
    `${plain}Z`,
    plain.slice(0, 19),
    `${plain.slice(0, 19)}Z`,
    plain.slice(0, 23),
    `${plain}+05:30`,
    plain.replace("T", " "),
    `${random.pick(["2026-02-30", "2023-02-29", "2026-13-01", "2026-00-10", "2026-04-31"])}T${clock}${fraction}`,
    `${random.pick(["1999-01-01", "2019-12-31", "2020-01-01", "2027-06-01", "0000-01-01", "9999-12-31"])}T${clock}`,
    `${plain.slice(0, 11)}24:00:00.000000`,
    `${plain.slice(0, 11)}23:60:00.000000`,
    plain.slice(0, 16),
    "",
  ]);
}

/** A number as JSON or nearly so, most of them near the edges of rounding. */
export function numberText(random: FuzzRandom): string {
  const digits = (count: number): string =>
    Array.from({ length: count }, () => String(random.below(10))).join("");
  const forms = [
    () => `0.${digits(1 + random.below(20))}`,
    () => `${random.below(9)}.${digits(9)}5${random.isOneIn(2) ? "" : digits(random.below(9))}`,
    () =>
      `0.${digits(9)}${random.pick(["4999999999", "5000000000", "5000000001", "49999999999"]).slice(0, 4 + random.below(8))}`,
    () => `0.0${digits(8)}49999${digits(random.below(4))}`,
    () => `${1 + random.below(9)}.${digits(random.below(16) + 1)}e-${1 + random.below(14)}`,
    () => digits(1 + random.below(21)).replace(/^0+(?=\d)/, ""),
    () => String(random.next() / 2 ** 32 / 10 ** random.below(12)),
    () => String((random.below(2_000_000) + 0.5) / 1e9),
    () => `${1 + random.below(99)}E+${random.below(12)}`,
    () => String(4_294_967_290 + random.below(10)),
    () =>
      random.pick(["-0.0", "-1.5", "-3", "1e400", "1e-400", "00.1", ".5", "5.", "1.e3", "0e0", "0x1f", "+1"]),
    () =>
      random.pick([
        "NaN",
        "Infinity",
        "-Infinity",
        '"0.1"',
        "null",
        "true",
        "[]",
        "4.294967294",
        "4.294967295",
      ]),
  ];
  return random.pick(forms)();
}
