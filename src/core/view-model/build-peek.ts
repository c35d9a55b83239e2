import { callRowAt } from "../rollup/describe-call.ts";
import { describeRun } from "../rollup/describe-run.ts";
import { buildRecordLine } from "./build-record-line.ts";
import { buildExplain } from "./build-explain.ts";
import { buildHealthPeek } from "./build-health.ts";
import { clipCallRow, clipId, clipRunDetail, MAX_NAME_LENGTH } from "./clip-rows.ts";
import type { PanelScope } from "./panel-scope.ts";
import type { PeekView } from "./panel-view.ts";
import { callSummary, runSummary } from "./record-summary.ts";

/** What the first build carries at most; what does not fit the message is cut further. */
const MAX_STAGES = 48;
const MAX_CALLS = 20;
const MAX_CHAIN = 20;

/** What stands beside the overview: one record, data health, or an explained number. */
export function buildPeek(scope: PanelScope): PeekView | null {
  const { peek } = scope.input.intent;
  if (peek === null) return null;
  if (peek.kind === "health") return buildHealthPeek(scope.input);
  if (peek.kind === "explain") return buildExplain(scope, peek.figure);
  if (peek.kind === "run") return buildRunPeek(scope, peek.id);
  return buildCallPeek(scope, peek.id);
}

function buildCallPeek({ input, query }: PanelScope, id: string): PeekView {
  const call = callRowAt(input.dataset, query, id);
  if (call === null) return { kind: "missing", id: clipId(id) };
  return {
    kind: "call",
    id: clipId(id),
    call: clipCallRow(call),
    summary: callSummary(call, input.locale),
    // Of the line that was asked for: a merged twin has one of its own.
    ...buildRecordLine(input, id),
  };
}

function buildRunPeek({ input, query }: PanelScope, id: string): PeekView {
  const detail = describeRun(input.dataset, query, id, MAX_CALLS);
  if (detail === null) return { kind: "missing", id: clipId(id) };
  const limits = { stages: MAX_STAGES, calls: MAX_CALLS, chain: MAX_CHAIN, nameLength: MAX_NAME_LENGTH };
  return {
    kind: "run",
    id: clipId(id),
    detail: clipRunDetail(detail, limits),
    summary: runSummary(detail, input.locale),
    ...buildRecordLine(input, detail.run.id),
  };
}
