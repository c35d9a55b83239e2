import type { CallRecord } from "../../../../src/core/records/call.ts";
import type { RunRecord } from "../../../../src/core/records/run.ts";
import type { TelemetryQuery, TimeWindow } from "../../../../src/core/rollup/query.ts";
import { linesOf } from "./scenario.ts";
import type { LoggedCall } from "./scenario.ts";

/** The rules again, over plain objects, the slow and obvious way: nothing here is shared with the product. */

const DAY_MS = 86_400_000;

export function isInWindow(atMs: number | null, window: TimeWindow, nowMs: number): boolean {
  if (window.fromMs === null && window.toMs === null) return true;
  if (isOutside(atMs, nowMs) || atMs === null) return false;
  return (window.fromMs === null || window.fromMs <= atMs) && (window.toMs === null || atMs < window.toMs);
}

/** Without a time, or with one before 2020 or more than a day ahead of now. */
export function isOutside(atMs: number | null, nowMs: number): boolean {
  return atMs === null || atMs < Date.parse("2020-01-01T00:00:00Z") || atMs - nowMs > DAY_MS;
}

function isHidden(workflow: string | null, query: TelemetryQuery): boolean {
  return query.hiddenWorkflows.some((glob) => {
    const pattern = glob
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replaceAll("*", ".*")
      .replaceAll("?", ".");
    return workflow !== null && new RegExp(`^${pattern}$`).test(workflow);
  });
}

/** The lines that the query counts as calls, twins merged by hand. */
export function countedCalls(calls: readonly LoggedCall[], query: TelemetryQuery): CallRecord[] {
  const merged = calls.map(({ first, second }) =>
    second === null
      ? first
      : { ...first, latencyMs: second.latencyMs ?? first.latencyMs, runId: second.runId },
  );
  return (query.mergeTwins ? merged : linesOf(calls)).filter((call) => isCounted(call, query));
}

export function isCounted(call: CallRecord, query: TelemetryQuery): boolean {
  return isInWindow(call.atMs, query.window, query.nowMs) && !isHidden(call.workflow, query);
}

export function runAtMs(run: RunRecord): number | null {
  return run.completedAtMs ?? run.startedAtMs;
}

export function countedRuns(runs: readonly RunRecord[], query: TelemetryQuery): RunRecord[] {
  return runs.filter(
    (run) => isInWindow(runAtMs(run), query.window, query.nowMs) && !isHidden(run.workflow, query),
  );
}

/** Sum of known values; null when there are records and none is known. */
export function sumKnown(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  if (values.length > 0 && known.length === 0) return null;
  return Number(known.reduce((sum, value) => sum + BigInt(value), 0n));
}

export function usdOf(nanos: readonly (number | null)[]): number | null {
  const nano = sumKnown(nanos);
  return nano === null ? null : Number(`${nano}e-9`);
}

export function tokensOf(record: Pick<CallRecord, "inputTokens" | "outputTokens">): number | null {
  const { inputTokens, outputTokens } = record;
  if (inputTokens === null) return outputTokens;
  return outputTokens === null ? inputTokens : inputTokens + outputTokens;
}

export function isSplitRecorded(calls: readonly CallRecord[]): boolean {
  const withTokens = calls.filter((call) => (tokensOf(call) ?? 0) > 0);
  const withoutOutput = withTokens.filter((call) => call.outputTokens === 0);
  return withoutOutput.length <= withTokens.length / 2;
}

export function quantile(values: readonly number[], ratio: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * ratio;
  const [low, high] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return low === undefined || high === undefined ? null : low + (high - low) * (at - Math.floor(at));
}

export function durationsOf(values: readonly (number | null)[]) {
  const known = values.filter((value) => value !== null);
  const round = (value: number | null) => (value === null ? null : Math.round(value * 1e6) / 1e6);
  const sum = known.reduce((total, value) => total + value, 0);
  return {
    mean: round(known.length === 0 ? null : sum / known.length),
    p50: round(quantile(known, 0.5)),
    p95: round(quantile(known, 0.95)),
    p99: round(quantile(known, 0.99)),
    max: round(known.length === 0 ? null : Math.max(...known)),
  };
}

export function rateOf(successes: readonly (boolean | null)[]): number | null {
  const known = successes.filter((success) => success !== null);
  return known.length === 0 ? null : known.filter(Boolean).length / known.length;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Calendar day by `Intl` alone. */
export function dayOf(atMs: number | null, query: Pick<TelemetryQuery, "timeZone" | "nowMs">): string {
  if (atMs === null || isOutside(atMs, query.nowMs)) return "(none)";
  let format = formats.get(query.timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-CA", { timeZone: query.timeZone, dateStyle: "short" });
    formats.set(query.timeZone, format);
  }
  return format.format(atMs);
}

export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string | null): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item) ?? "(none)";
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return groups;
}

/** Cost descending, unknown last, then key. */
export function inCostOrder<R extends { readonly key: string; readonly costUsd: number | null }>(
  rows: R[],
): R[] {
  return rows.toSorted(
    (a, b) => (b.costUsd ?? -1e300) - (a.costUsd ?? -1e300) || Number(a.key > b.key) - Number(a.key < b.key),
  );
}
