import type { CallRow, RunRow } from "../rollup/record-rows.ts";
import type { CallDetails, RunDetails } from "./export-details.ts";
import { isoInstant } from "./iso-instant.ts";

/** A call as programs get it: the row and its instant as ISO text in the shown zone. */
export type CallJsonRow = CallRow & { readonly at: string | null };

/** A run as programs get it. */
export type RunJsonRow = RunRow & {
  readonly at: string | null;
  readonly startedAt: string | null;
  readonly completedAt: string | null;
};

export function callJsonRow(row: CallRow, timeZone: string): CallJsonRow {
  return { ...row, at: isoInstant(row.atMs, timeZone) };
}

export function runJsonRow(row: RunRow, timeZone: string): RunJsonRow {
  return {
    ...row,
    at: isoInstant(row.atMs, timeZone),
    startedAt: isoInstant(row.startedAtMs, timeZone),
    completedAt: isoInstant(row.completedAtMs, timeZone),
  };
}

/** Columns of calls, in the order of a table. */
export const CALL_COLUMNS = [
  "at",
  "workflow",
  "step",
  "provider",
  "model",
  "tier",
  "requestedTier",
  "costUsd",
  "tokens",
  "inputTokens",
  "outputTokens",
  "latencyMs",
  "status",
  "errorType",
  "taskType",
  "fallbackUsed",
  "retryCount",
  "breakerState",
  "runId",
  "callId",
  "aliasCallId",
  "isTwinMerged",
  "tags",
  "atMs",
  "id",
] as const satisfies readonly (keyof CallJsonRow)[];

/** Columns of runs, in the order of a table. */
export const RUN_COLUMNS = [
  "at",
  "workflow",
  "status",
  "costUsd",
  "baselineCostUsd",
  "savingsUsd",
  "durationMs",
  "tokens",
  "inputTokens",
  "outputTokens",
  "stageCount",
  "skippedStageCount",
  "providers",
  "tiers",
  "error",
  "trigger",
  "project",
  "hasNoModelCall",
  "runId",
  "parentRunId",
  "tags",
  "startedAt",
  "completedAt",
  "atMs",
  "startedAtMs",
  "completedAtMs",
  "id",
] as const satisfies readonly (keyof RunJsonRow)[];

/** Further columns of exported calls: only the line itself holds them. */
export const CALL_DETAIL_COLUMNS = [
  "userId",
  "sessionId",
  "errorMessage",
  "fallbackChain",
  "originalProvider",
  "originalModel",
] as const satisfies readonly (keyof CallDetails)[];

/** Further columns of exported runs. */
export const RUN_DETAIL_COLUMNS = ["userId", "sessionId"] as const satisfies readonly (keyof RunDetails)[];

/** An exported run's stages, in their order: JSON text in a CSV file. */
export const STAGES_COLUMN = "stages_json";

/** The last column of an exported CSV file: the record's metadata as JSON text. */
export const METADATA_COLUMN = "metadata_json";
