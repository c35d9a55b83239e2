import type { BreakdownRow } from "../rollup/breakdown.ts";
import type { CallRow, RunRow } from "../rollup/record-rows.ts";
import type { RunDetail, StageRow } from "../rollup/run-detail.ts";
import { clipText } from "./format.ts";

/** Longest name that a view carries: hostile ones come by the megabyte. */
export const MAX_NAME_LENGTH = 120;
/** Ids go back to the host, so they stay whole up to a length that none of ours reaches. */
const MAX_ID_LENGTH = 512;
const MAX_LIST_ITEMS = 8;

export function clipName(text: string, maxLength = MAX_NAME_LENGTH): string {
  return clipText(text, maxLength);
}

export function clipNullable(text: string | null, maxLength = MAX_NAME_LENGTH): string | null {
  return text === null ? null : clipText(text, maxLength);
}

export function clipId(id: string): string {
  return clipText(id, MAX_ID_LENGTH);
}

function clipNullableId(id: string | null): string | null {
  return id === null ? null : clipId(id);
}

export function clipList(items: readonly string[], maxLength: number): readonly string[] {
  return items.slice(0, MAX_LIST_ITEMS).map((item) => clipText(item, maxLength));
}

export function clipCallRow(row: CallRow, maxLength = MAX_NAME_LENGTH): CallRow {
  return {
    ...row,
    id: clipId(row.id),
    callId: clipNullableId(row.callId),
    aliasCallId: clipNullableId(row.aliasCallId),
    workflow: clipNullable(row.workflow, maxLength),
    step: clipNullable(row.step, maxLength),
    taskType: clipNullable(row.taskType, maxLength),
    provider: clipNullable(row.provider, maxLength),
    model: clipNullable(row.model, maxLength),
    tier: clipNullable(row.tier, maxLength),
    requestedTier: clipNullable(row.requestedTier, maxLength),
    errorType: clipNullable(row.errorType, maxLength),
    breakerState: clipNullable(row.breakerState, maxLength),
    runId: clipNullableId(row.runId),
    tags: clipList(row.tags, maxLength),
  };
}

export function clipRunRow(row: RunRow, maxLength = MAX_NAME_LENGTH): RunRow {
  return {
    ...row,
    id: clipId(row.id),
    runId: clipNullableId(row.runId),
    parentRunId: clipNullableId(row.parentRunId),
    workflow: clipNullable(row.workflow, maxLength),
    providers: clipList(row.providers, maxLength),
    tiers: clipList(row.tiers, maxLength),
    error: clipNullable(row.error, maxLength),
    trigger: clipNullable(row.trigger, maxLength),
    project: clipNullable(row.project, maxLength),
    tags: clipList(row.tags, maxLength),
  };
}

export function clipBreakdownRow<Row extends BreakdownRow>(row: Row, maxLength = MAX_NAME_LENGTH): Row {
  return { ...row, key: clipText(row.key, maxLength) };
}

function clipStage(stage: StageRow, maxLength: number): StageRow {
  return {
    ...stage,
    name: clipNullable(stage.name, maxLength),
    tier: clipNullable(stage.tier, maxLength),
    model: clipNullable(stage.model, maxLength),
    skipReason: clipNullable(stage.skipReason, maxLength),
    error: clipNullable(stage.error, maxLength),
    callId: clipNullableId(stage.callId),
  };
}

function clipRouting(routing: RunDetail["routing"], maxLength: number): RunDetail["routing"] {
  return routing === null
    ? null
    : {
        ...routing,
        id: clipId(routing.id),
        status: clipNullable(routing.status, maxLength),
        complexity: clipNullable(routing.complexity, maxLength),
        strategy: clipNullable(routing.strategy, maxLength),
        description: clipNullable(routing.description, maxLength * 2),
        errorType: clipNullable(routing.errorType, maxLength),
      };
}

export interface DetailLimits {
  readonly stages: number;
  readonly calls: number;
  readonly chain: number;
  readonly nameLength: number;
}

/** A run's detail with at most so many stages, calls and relatives; `callsTotal` says how many there are. */
export function clipRunDetail(detail: RunDetail, limits: DetailLimits): RunDetail {
  const { nameLength } = limits;
  return {
    run: clipRunRow(detail.run, nameLength * 2),
    stages: detail.stages.slice(0, limits.stages).map((stage) => clipStage(stage, nameLength)),
    calls: detail.calls.slice(0, limits.calls).map((call) => clipCallRow(call, nameLength)),
    callsTotal: detail.callsTotal,
    routing: clipRouting(detail.routing, nameLength),
    chain: detail.chain
      .slice(0, limits.chain)
      .map((node) => ({ ...node, run: clipRunRow(node.run, nameLength) })),
  };
}
