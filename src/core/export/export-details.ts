import { FieldReader } from "../records/field-reader.ts";
import type { JsonObject } from "../records/json.ts";
import type { StageRow } from "../rollup/run-detail.ts";

/** What is exported of a call beyond its row. `null` is "not reported". */
export interface CallDetails {
  readonly userId: string | null;
  readonly sessionId: string | null;
  readonly errorMessage: string | null;
  readonly fallbackChain: readonly string[];
  readonly originalProvider: string | null;
  readonly originalModel: string | null;
}

/** What is exported of a run beyond its row. */
export interface RunDetails {
  readonly userId: string | null;
  readonly sessionId: string | null;
}

/** A stage as programs get it: canonical names, `null` where nothing was reported. */
export type StageJsonRow = Omit<StageRow, "startOffsetMs" | "callId">;

/** No time is read by it, so no clock and no zone matter. */
const TIMELESS = { naiveTimeZone: "UTC", nowMs: 0 };

/** A line as a record's fields, where only texts and numbers are asked for. */
export function timelessFields(json: JsonObject): FieldReader {
  return new FieldReader(json, TIMELESS);
}

/** Of the lines of one call: two of merged twins, where each value is the first one reported. */
export function callDetails(lines: readonly JsonObject[]): CallDetails {
  const readers = lines.map(timelessFields);
  const text = (field: string) => firstText(readers, field);
  const chains = readers.map((fields) => fields.texts("fallback_chain"));
  return {
    userId: text("user_id"),
    sessionId: text("session_id"),
    errorMessage: text("error_message"),
    fallbackChain: chains.find((chain) => chain.length > 0) ?? [],
    originalProvider: text("original_provider"),
    originalModel: text("original_model"),
  };
}

/** Of the line of a run, or of none for a run in progress. */
export function runDetails(lines: readonly JsonObject[]): RunDetails {
  const readers = lines.map(timelessFields);
  return { userId: firstText(readers, "user_id"), sessionId: firstText(readers, "session_id") };
}

/** Without what is only an estimate for pictures. */
export function stageJsonRow(stage: StageRow): StageJsonRow {
  const { name, tier, model, state, costUsd, inputTokens, outputTokens, latencyMs, skipReason, error } =
    stage;
  return { name, tier, model, state, costUsd, inputTokens, outputTokens, latencyMs, skipReason, error };
}

function firstText(readers: readonly FieldReader[], field: string): string | null {
  return readers.map((fields) => fields.text(field)).find((text) => text !== null) ?? null;
}
