import type { CallRow, RunRow } from "../rollup/record-rows.ts";
import { clipId, clipList, clipNullable, MAX_NAME_LENGTH } from "./clip-rows.ts";
import type { FeedCallRow, FeedRow, FeedRunRow } from "./panel-view.ts";

type CallFields = Omit<FeedCallRow, "kind">;
type RunFields = Omit<FeedRunRow, "kind">;

/** The part of a call that the list shows, with names of bounded length. */
export function feedCallRow(row: CallRow | CallFields, maxLength = MAX_NAME_LENGTH): FeedCallRow {
  return {
    kind: "call",
    id: clipId(row.id),
    atMs: row.atMs,
    workflow: clipNullable(row.workflow, maxLength),
    step: clipNullable(row.step, maxLength),
    provider: clipNullable(row.provider, maxLength),
    model: clipNullable(row.model, maxLength),
    tier: clipNullable(row.tier, maxLength),
    requestedTier: clipNullable(row.requestedTier, maxLength),
    costUsd: row.costUsd,
    tokens: row.tokens,
    latencyMs: row.latencyMs,
    status: row.status,
    tags: clipList(row.tags, maxLength),
  };
}

/** The part of a run that the list shows, with names of bounded length. */
export function feedRunRow(row: RunRow | RunFields, maxLength = MAX_NAME_LENGTH): FeedRunRow {
  return {
    kind: "run",
    id: clipId(row.id),
    atMs: row.atMs,
    workflow: clipNullable(row.workflow, maxLength),
    providers: clipList(row.providers, maxLength),
    tiers: clipList(row.tiers, maxLength),
    stageCount: row.stageCount,
    costUsd: row.costUsd,
    savingsUsd: row.savingsUsd,
    tokens: row.tokens,
    durationMs: row.durationMs,
    status: row.status,
    tags: clipList(row.tags, maxLength),
  };
}

/** The same row with shorter names. */
export function clipFeedRow(row: FeedRow, maxLength: number): FeedRow {
  return row.kind === "call" ? feedCallRow(row, maxLength) : feedRunRow(row, maxLength);
}
