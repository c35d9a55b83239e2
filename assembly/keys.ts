import { putText, sameShort } from "./bytes";
import { KEY_NAMES, KEY_SLOTS } from "./layout";

// The fields of a call, numbered in the order in which the producer writes them.
export const CALL_ID: i32 = 0;
export const TIMESTAMP: i32 = 1;
export const WORKFLOW_NAME: i32 = 2;
export const STEP_NAME: i32 = 3;
export const USER_ID: i32 = 4;
export const SESSION_ID: i32 = 5;
export const TASK_TYPE: i32 = 6;
export const PROVIDER: i32 = 7;
export const TIER: i32 = 8;
export const MODEL_ID: i32 = 9;
export const INPUT_TOKENS: i32 = 10;
export const OUTPUT_TOKENS: i32 = 11;
export const ESTIMATED_COST: i32 = 12;
export const ACTUAL_COST: i32 = 13;
export const LATENCY_MS: i32 = 14;
export const FALLBACK_USED: i32 = 15;
export const FALLBACK_CHAIN: i32 = 16;
export const ORIGINAL_PROVIDER: i32 = 17;
export const ORIGINAL_MODEL: i32 = 18;
export const RETRY_COUNT: i32 = 19;
export const BREAKER_STATE: i32 = 20;
export const SUCCESS: i32 = 21;
export const ERROR_TYPE: i32 = 22;
export const ERROR_MESSAGE: i32 = 23;
export const METADATA: i32 = 24;
// Fields of the metadata that matter.
export const RUN_ID: i32 = 25;
export const TAGS: i32 = 26;
/** Any other field. */
export const UNKNOWN: i32 = -1;

const SLOTS: i32 = 128;
const NAME_BYTES: usize = 32;

function putKey(key: i32, name: string): void {
  const at = KEY_NAMES + <usize>key * NAME_BYTES;
  putText(at, name);
  store<u8>(at + 31, <u8>name.length);
  let slot = hashOf(at, name.length);
  while (load<u8>(KEY_SLOTS + slot) != 0) slot = (slot + 1) & (SLOTS - 1);
  store<u8>(KEY_SLOTS + slot, <u8>(key + 1));
}

function hashOf(at: usize, length: i32): i32 {
  const last = load<u8>(at + length - 1);
  return (length * 7 + load<u8>(at) * 31 + last * 5) & (SLOTS - 1);
}

/** The number of the field whose name stands at an address. */
export function keyOf(at: usize, length: i32): i32 {
  if (length == 0 || length > 30) return UNKNOWN;
  let slot = hashOf(at, length);
  let key = <i32>load<u8>(KEY_SLOTS + slot) - 1;
  while (key >= 0 && !isKey(key, at, length)) {
    slot = (slot + 1) & (SLOTS - 1);
    key = <i32>load<u8>(KEY_SLOTS + slot) - 1;
  }
  return key;
}

function isKey(key: i32, at: usize, length: i32): bool {
  const name = KEY_NAMES + <usize>key * NAME_BYTES;
  return <i32>load<u8>(name + 31) == length && sameShort(name, at, length);
}

export function putKeys(): void {
  putKey(CALL_ID, "call_id");
  putKey(TIMESTAMP, "timestamp");
  putKey(WORKFLOW_NAME, "workflow_name");
  putKey(STEP_NAME, "step_name");
  putKey(USER_ID, "user_id");
  putKey(SESSION_ID, "session_id");
  putKey(TASK_TYPE, "task_type");
  putKey(PROVIDER, "provider");
  putKey(TIER, "tier");
  putKey(MODEL_ID, "model_id");
  putKey(INPUT_TOKENS, "input_tokens");
  putKey(OUTPUT_TOKENS, "output_tokens");
  putKey(ESTIMATED_COST, "estimated_cost");
  putKey(ACTUAL_COST, "actual_cost");
  putKey(LATENCY_MS, "latency_ms");
  putKey(FALLBACK_USED, "fallback_used");
  putKey(FALLBACK_CHAIN, "fallback_chain");
  putKey(ORIGINAL_PROVIDER, "original_provider");
  putKey(ORIGINAL_MODEL, "original_model");
  putKey(RETRY_COUNT, "retry_count");
  putKey(BREAKER_STATE, "circuit_breaker_state");
  putKey(SUCCESS, "success");
  putKey(ERROR_TYPE, "error_type");
  putKey(ERROR_MESSAGE, "error_message");
  putKey(METADATA, "metadata");
  putKey(RUN_ID, "run_id");
  putKey(TAGS, "tags");
}
