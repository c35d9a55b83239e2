import * as fc from "fast-check";
import type { CallRecord } from "../../../../src/core/records/call.ts";
import type { RunRecord } from "../../../../src/core/records/run.ts";
import { EMPTY_FILTER } from "../../../../src/core/rollup/query.ts";
import type { RecordFilter, RecordStatus, TelemetryQuery } from "../../../../src/core/rollup/query.ts";
import { uuidOf } from "../../../fixtures/records.ts";
import { NOW_MS } from "./arbitrary.ts";
import { isInWindow, runAtMs } from "./reference.ts";

const some = (...values: readonly string[]) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, fc.subarray([...values]));
const edge = fc.option(fc.integer({ min: NOW_MS - 30 * 864e5, max: NOW_MS }), { nil: null });

/** Filters that leave some of the arbitrary calls and runs, and often several dimensions at once. */
export const callFilter: fc.Arbitrary<RecordFilter> = fc.record({
  workflows: some("code-review", "test-one", "(none)"),
  providers: some("anthropic", "(none)"),
  models: some("claude-sonnet-4-5", "gpt-5"),
  tiers: some("cheap", "capable", "(none)"),
  statuses: fc.oneof(fc.constant([]), fc.subarray<RecordStatus>(["success", "error", "unknown", "running"])),
  tags: some("ci", "manual"),
  stages: some("llm_call_cheap", "report", "scan"),
  runId: fc.oneof({ weight: 8, arbitrary: fc.constant(null) }, fc.constantFrom(uuidOf(100), uuidOf(101))),
  window: fc.option(fc.record({ fromMs: edge, toMs: edge }), { nil: null }),
});

function accepts(wanted: readonly string[], values: readonly (string | null)[]): boolean {
  const keys = values.length === 0 ? ["(none)"] : values.map((value) => value ?? "(none)");
  return wanted.length === 0 || keys.some((key) => wanted.includes(key));
}

function statusOf(success: boolean | null): RecordStatus {
  if (success === null) return "unknown";
  return success ? "success" : "error";
}

/** Whether a filter leaves a call that the query counts. */
export function isLeft(call: CallRecord, filter: RecordFilter, query: TelemetryQuery): boolean {
  return (
    accepts(filter.workflows, [call.workflow]) &&
    accepts(filter.providers, [call.provider]) &&
    accepts(filter.models, [call.model]) &&
    accepts(filter.tiers, [call.requestedTier ?? call.tier]) &&
    accepts(filter.statuses, [statusOf(call.success)]) &&
    accepts(filter.tags, call.tags) &&
    accepts(filter.stages, [call.step]) &&
    (filter.runId === null || filter.runId === call.runId) &&
    (filter.window === null || isInWindow(call.atMs, filter.window, query.nowMs))
  );
}

export function tiersUsed(run: RunRecord): readonly string[] {
  if (run.tiers.length > 0) return run.tiers;
  return known(run.stages.filter((stage) => !stage.isSkipped).map((stage) => stage.tier));
}

export function modelsUsed(run: RunRecord): readonly string[] {
  return known(run.stages.filter((stage) => !stage.isSkipped).map((stage) => stage.model));
}

function known(values: readonly (string | null)[]): readonly string[] {
  return [...new Set(values)].filter((value) => value !== null);
}

/** Whether a filter leaves a run with a line that the query counts. */
export function isRunLeft(run: RunRecord, filter: RecordFilter, query: TelemetryQuery): boolean {
  const stageNames = run.stages.map((stage) => stage.name ?? "(none)");
  return (
    accepts(filter.workflows, [run.workflow]) &&
    accepts(filter.providers, run.providers) &&
    accepts(filter.models, modelsUsed(run)) &&
    accepts(filter.tiers, tiersUsed(run)) &&
    accepts(filter.statuses, [statusOf(run.success)]) &&
    accepts(filter.tags, run.tags) &&
    (filter.stages.length === 0 || stageNames.some((stage) => filter.stages.includes(stage))) &&
    (filter.runId === null || filter.runId === run.runId) &&
    (filter.window === null || isInWindow(runAtMs(run), filter.window, query.nowMs))
  );
}

export function filterOf(over: Partial<RecordFilter>): RecordFilter {
  return { ...EMPTY_FILTER, ...over };
}
