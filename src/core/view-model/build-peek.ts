import { callRowAt } from "../rollup/describe-call.ts";
import { describeRun } from "../rollup/describe-run.ts";
import { buildCallPeek } from "./build-call-peek.ts";
import { buildExplain } from "./build-explain.ts";
import { buildHealthPeek } from "./build-health.ts";
import { clipId, clipRunDetail, MAX_NAME_LENGTH } from "./clip-rows.ts";
import type { PanelScope } from "./panel-scope.ts";
import type { PeekView } from "./panel-view.ts";
import { runSummary } from "./record-summary.ts";

/** What the first build carries at most; what does not fit the message is cut further. */
const MAX_STAGES = 48;
const MAX_CALLS = 20;
const MAX_CHAIN = 20;

/** What stands beside the overview: one record, data health, or an explained number. */
export function buildPeek(scope: PanelScope): PeekView | null {
  const { intent, dataset } = scope.input;
  const { peek } = intent;
  if (peek === null) return null;
  if (peek.kind === "health") return buildHealthPeek(scope.input);
  if (peek.kind === "explain") return buildExplain(scope, peek.figure);
  if (peek.kind === "run") return buildRunPeek(scope, peek.id);
  const call = callRowAt(dataset, scope.query, peek.id);
  return call === null ? { kind: "missing", id: clipId(peek.id) } : buildCallPeek(scope.input, peek.id, call);
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
  };
}
