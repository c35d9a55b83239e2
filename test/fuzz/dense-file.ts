import { newState } from "./call-text.ts";
import { fuzzLine, type FuzzKind } from "./mutate.ts";
import { FuzzRandom } from "./random.ts";

/** More than are staged at once, of short lines that a block has room for. */
const CALLS = 6000;
const RUNS = 1400;
const LINES_PER_MUTATION = 5000;
const LONG_TEXT_BYTES = 150_000;
const firstAtMs = Date.UTC(2026, 1, 1);

/**
 * A file of which nearly every line is one that the scanner takes, so that its staging area fills up: with rows, or with
 * stages of runs. One line is longer than what may be held of the start of a line.
 */
export function denseFile(kind: FuzzKind, seed: number): Uint8Array {
  const random = new FuzzRandom(seed);
  const state = newState();
  const stageCount = random.pick([0, 3, 8]);
  const line = (n: number): Uint8Array => {
    if (random.isOneIn(LINES_PER_MUTATION)) return fuzzLine(kind, random, state);
    return Buffer.from(`${kind === "call" ? callLine(random, n) : runLine(random, n, stageCount)}\n`);
  };
  const lines = Array.from({ length: kind === "call" ? CALLS : RUNS }, (_, n) => line(n));
  if (random.isOneIn(2)) lines.splice(random.below(lines.length), 0, longLine(kind, random));
  return Uint8Array.from(Buffer.concat(lines));
}

function timeAt(n: number): string {
  return JSON.stringify(new Date(firstAtMs + n * 60_000).toISOString().replace("Z", "000"));
}

/** Every other one the twin of the one before; runs are of some lines each. */
function callLine(random: FuzzRandom, n: number): string {
  const isFirst = n % 2 === 0;
  const fields = [
    `"call_id": "${random.uuid()}"`,
    `"timestamp": ${timeAt(n >> 1)}`,
    `"user_id": ${isFirst ? '"workflow"' : "null"}`,
    `"tier": "${(n >> 1) % 3 === 0 ? "cheap" : "premium"}"`,
    `"input_tokens": ${n >> 1}`,
    `"metadata": ${isFirst ? "{}" : `{"run_id": "run ${n >> 4}"}`}`,
  ];
  return `{${fields.join(", ")}}`;
}

function runLine(random: FuzzRandom, n: number, stageCount: number): string {
  const stage =
    '{"stage_name": "r", "tier": "cheap", "model_id": "m", "input_tokens": 1, "output_tokens": 2, "cost": 0.25, ' +
    `"latency_ms": ${n}, "success": true, "skipped": false, "skip_reason": null, "error": null}`;
  return (
    `{"run_id": "${random.uuid()}", "workflow_name": "x", "started_at": ${timeAt(n)}, "completed_at": null, ` +
    `"user_id": null, "session_id": null, "stages": [${Array.from({ length: stageCount }, () => stage).join(", ")}], ` +
    `"total_input_tokens": ${n}, "total_output_tokens": 0, "total_cost": 0.25, "baseline_cost": 1, "savings": 0.75, ` +
    '"savings_percent": 75, "total_duration_ms": 9, "success": true, "error": null, "providers_used": [], "tiers_used": []}'
  );
}

function longLine(kind: FuzzKind, random: FuzzRandom): Uint8Array {
  const text = "s".repeat(LONG_TEXT_BYTES);
  const line = kind === "call" ? callLine(random, 0) : runLine(random, 0, 1);
  const field = kind === "call" ? `"error_message": "${text}"` : `"trigger": "${text}"`;
  return Buffer.from(`${line.slice(0, -1)}, ${field}}\n`);
}
