import type { RecordStatus } from "../rollup/query.ts";
import type { CallRow } from "../rollup/record-rows.ts";
import type { RunDetail } from "../rollup/run-detail.ts";
import { clipName } from "./clip-rows.ts";
import { formatDuration, formatInteger, formatUsd } from "./format.ts";
import { plural } from "./figures.ts";

const RUN_STATUS: Readonly<Record<RecordStatus, string>> = {
  success: "succeeded",
  error: "failed",
  running: "is running",
  incomplete: "did not report its end",
  unknown: "ended without saying how",
};

const CALL_STATUS: Readonly<Record<RecordStatus, string>> = {
  success: "succeeded",
  error: "failed",
  running: "is running",
  incomplete: "did not report its end",
  unknown: "did not report whether it succeeded",
};

/** A run in one sentence: `code-review failed after 2.0 s: $0.011 (estimate), 3 of 4 stages ran, 2 calls.` */
export function runSummary(detail: RunDetail, locale: string): string {
  const { run } = detail;
  const took = run.durationMs === null ? "" : ` after ${formatDuration(run.durationMs, locale)}`;
  const facts = [
    run.costUsd === null ? null : `${formatUsd(run.costUsd, locale)} (estimate)`,
    stagesText(run.stageCount, run.skippedStageCount, locale),
    detail.callsTotal === 0 ? null : plural(detail.callsTotal, "linked call", locale),
    run.hasNoModelCall ? "most likely without a model call" : null,
  ].filter((fact) => fact !== null);
  const head = `${nameOf(run.workflow)} ${RUN_STATUS[run.status]}${took}`;
  return facts.length === 0 ? `${head}.` : `${head}: ${facts.join(", ")}.`;
}

function stagesText(stageCount: number | null, skipped: number | null, locale: string): string | null {
  if (stageCount === null || stageCount === 0) return null;
  if (skipped === null || skipped === 0) return plural(stageCount, "stage", locale);
  const ran = formatInteger(stageCount - skipped, locale);
  return `${ran} of ${plural(stageCount, "stage", locale)} ran`;
}

/** A call in one sentence: `code-review \u203a llm_call_premium succeeded in 29.7 s: $0.0099, 3,290 tokens.` */
export function callSummary(call: CallRow, locale: string): string {
  const step = call.step === null ? "" : ` \u203a ${clipName(call.step)}`;
  const took = call.latencyMs === null ? "" : ` in ${formatDuration(call.latencyMs, locale)}`;
  const facts = [
    call.costUsd === null ? null : formatUsd(call.costUsd, locale),
    call.tokens === null ? null : `${formatInteger(call.tokens, locale)} tokens`,
    call.model === null ? null : clipName(call.model),
    call.errorType === null ? null : clipName(call.errorType),
  ].filter((fact) => fact !== null);
  const head = `${nameOf(call.workflow)}${step} ${CALL_STATUS[call.status]}${took}`;
  return facts.length === 0 ? `${head}.` : `${head}: ${facts.join(", ")}.`;
}

function nameOf(workflow: string | null): string {
  return workflow === null ? "A workflow without a name" : clipName(workflow);
}
