import { putText, sameShort } from "./bytes";
import { RUN_LITERALS } from "./layout";

// Fixed texts.
export const RUN_ID: i32 = 0;
export const WORKFLOW_NAME: i32 = 1;
export const STARTED_AT: i32 = 2;
export const COMPLETED_AT: i32 = 3;
export const USER_AND_SESSION: i32 = 4;
export const STAGES: i32 = 5;
export const TOTAL_INPUT: i32 = 6;
export const TOTAL_OUTPUT: i32 = 7;
export const TOTAL_COST: i32 = 8;
export const BASELINE_COST: i32 = 9;
export const SAVINGS_COST: i32 = 10;
export const SAVINGS_PERCENT: i32 = 11;
export const TOTAL_DURATION: i32 = 12;
export const SUCCEEDED: i32 = 13;
export const ERROR_TEXT: i32 = 14;
export const PROVIDERS_USED: i32 = 15;
export const TIERS_USED: i32 = 16;
export const TRIGGER_TEXT: i32 = 17;
export const PROJECT_TEXT: i32 = 18;
export const NAME_OF_STAGE: i32 = 19;
export const TIER_OF_STAGE: i32 = 20;
export const MODEL_OF_STAGE: i32 = 21;
export const INPUT_OF_STAGE: i32 = 22;
export const OUTPUT_OF_STAGE: i32 = 23;
export const COST_OF_STAGE: i32 = 24;
export const LATENCY_OF_STAGE: i32 = 25;
export const SKIPPED_STAGE: i32 = 26;
export const SKIP_REASON: i32 = 27;
const LITERAL_BYTES: usize = 64;
/** Room for six words behind the texts. */
export const STAGE_KEY: usize = RUN_LITERALS + 60 * LITERAL_BYTES;

function putLiteral(literal: i32, text: string): void {
  const at = RUN_LITERALS + <usize>literal * LITERAL_BYTES;
  putText(at, text);
  store<u8>(at + 63, <u8>text.length);
}

export function putRunLiterals(): void {
  putLiteral(RUN_ID, '{"run_id": "');
  putLiteral(WORKFLOW_NAME, '", "workflow_name": "');
  putLiteral(STARTED_AT, '", "started_at": "');
  putLiteral(COMPLETED_AT, '", "completed_at": ');
  putLiteral(USER_AND_SESSION, ', "user_id": null, "session_id": null, ');
  putLiteral(STAGES, '"stages": [');
  putLiteral(TOTAL_INPUT, ', "total_input_tokens": ');
  putLiteral(TOTAL_OUTPUT, ', "total_output_tokens": ');
  putLiteral(TOTAL_COST, ', "total_cost": ');
  putLiteral(BASELINE_COST, ', "baseline_cost": ');
  putLiteral(SAVINGS_COST, ', "savings": ');
  putLiteral(SAVINGS_PERCENT, ', "savings_percent": ');
  putLiteral(TOTAL_DURATION, ', "total_duration_ms": ');
  putLiteral(SUCCEEDED, ', "success": ');
  putLiteral(ERROR_TEXT, ', "error": ');
  putLiteral(PROVIDERS_USED, ', "providers_used": ');
  putLiteral(TIERS_USED, ', "tiers_used": ');
  putLiteral(TRIGGER_TEXT, '"trigger": ');
  putLiteral(PROJECT_TEXT, ', "project": ');
  putLiteral(NAME_OF_STAGE, '{"stage_name": "');
  putLiteral(TIER_OF_STAGE, '", "tier": "');
  putLiteral(MODEL_OF_STAGE, '", "model_id": "');
  putLiteral(INPUT_OF_STAGE, '", "input_tokens": ');
  putLiteral(OUTPUT_OF_STAGE, ', "output_tokens": ');
  putLiteral(COST_OF_STAGE, ', "cost": ');
  putLiteral(LATENCY_OF_STAGE, ', "latency_ms": ');
  putLiteral(SKIPPED_STAGE, ', "skipped": ');
  putLiteral(SKIP_REASON, ', "skip_reason": ');
}

/** The address behind a fixed text, else 0. Takes 0 for "nothing was read before". */
// @ts-ignore: decorator
@inline
export function after(literal: i32, at: usize): usize {
  const text = RUN_LITERALS + <usize>literal * LITERAL_BYTES;
  const length = <i32>load<u8>(text + 63);
  return at != 0 && sameShort(at, text, length) ? at + length : 0;
}
