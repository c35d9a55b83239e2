import type { BreakdownRow } from "../rollup/breakdown.ts";
import { computeTimeSeries } from "../rollup/compute-time-series.ts";
import type { TimeBucket, TimeSeries } from "../rollup/time-series.ts";
import { plural } from "./figures.ts";
import { formatBucket, formatUsd } from "./format.ts";
import type { PanelScope } from "./panel-scope.ts";
import type { PanelView, ProviderSlice, TierBar, WorkflowRow } from "./panel-view.ts";
import { rangeLabel } from "./range-label.ts";
import { roundKnown, roundTo } from "./round-number.ts";

const MAX_PROVIDERS = 8;
const MAX_TIERS = 8;
const TOP_WORKFLOWS = 5;
const MAX_BREAKDOWN_ROWS = 10;
const RATIO_DIGITS = 4;
const DURATION_DIGITS = 6;
const COST_DIGITS = 9;

const KNOWN_TIERS = ["cheap", "capable", "premium"];

/** Cost over time, and the same in one sentence for those who do not see the chart. */
export function buildCost(scope: PanelScope): PanelView["cost"] {
  const { dataset, intent } = scope.input;
  const series = computeTimeSeries(dataset, scope.query, scope.basis, intent.range);
  return { ...series, summary: costSummary(scope, series) };
}

function costSummary(scope: PanelScope, series: TimeSeries): string {
  const { intent, timeZone, locale } = scope.input;
  const total = scope.stats[scope.basis];
  const range = rangeLabel(intent.range, scope.window, timeZone, locale);
  if (total.count === 0) return `${range}: no records.`;
  const counted = plural(total.count, scope.basis === "calls" ? "call" : "run", locale);
  const peak = highest(series.buckets);
  const sum = `${range}: ${formatUsd(total.costUsd, locale)} in ${counted}`;
  if (peak === null) return `${sum}.`;
  const when = formatBucket(peak.fromMs, series.unit, timeZone, locale);
  return `${sum}, by ${series.unit}; the most on ${when}: ${formatUsd(peak.costUsd, locale)}.`;
}

function highest(buckets: readonly TimeBucket[]): TimeBucket | null {
  let best: TimeBucket | null = null;
  for (const bucket of buckets) if ((bucket.costUsd ?? 0) > (best?.costUsd ?? 0)) best = bucket;
  return best;
}

/** Parts of the whole; small ones beyond the eighth are joined as "other". */
export function buildProviders(scope: PanelScope): readonly ProviderSlice[] {
  const rows = scope.breakdown("provider");
  const head = rows.slice(0, rows.length > MAX_PROVIDERS ? MAX_PROVIDERS - 1 : MAX_PROVIDERS);
  const rest = rows.slice(head.length);
  // Negative costs are in the sums, but no slice can show them.
  const totalUsd = rows.reduce((sum, row) => sum + Math.max(0, row.costUsd ?? 0), 0);
  const totalCount = rows.reduce((sum, row) => sum + row.count, 0);
  const slices = rest.length === 0 ? head : [...head, joinRows(rest)];
  return slices.map(({ key, costUsd, count }) => {
    const share = totalUsd > 0 ? Math.max(0, costUsd ?? 0) / totalUsd : count / Math.max(1, totalCount);
    return { key, costUsd, count, shareRatio: roundTo(share, RATIO_DIGITS) };
  });
}

function joinRows(rows: readonly BreakdownRow[]): Pick<BreakdownRow, "key" | "costUsd" | "count"> {
  const costs = rows.map((row) => row.costUsd).filter((costUsd) => costUsd !== null);
  return {
    key: `other (${rows.length})`,
    costUsd: costs.length === 0 ? null : costs.reduce((sum, costUsd) => sum + costUsd, 0),
    count: rows.reduce((sum, row) => sum + row.count, 0),
  };
}

/** The known tiers from cheap to premium, then all others by cost. */
export function buildTiers(scope: PanelScope): readonly TierBar[] {
  const rows = scope.breakdown("tier");
  const known = KNOWN_TIERS.flatMap((tier) => rows.filter((row) => row.key === tier));
  const others = rows.filter((row) => !KNOWN_TIERS.includes(row.key));
  return [...known, ...others]
    .slice(0, MAX_TIERS)
    .map(({ key, costUsd, count, inputTokens, outputTokens, tokens }) => ({
      key,
      costUsd,
      count,
      inputTokens,
      outputTokens,
      tokens,
    }));
}

/** The five most expensive ones. */
export function buildWorkflows(scope: PanelScope): readonly WorkflowRow[] {
  const rows = scope.breakdown("workflow").slice(0, TOP_WORKFLOWS);
  const mostUsd = rows.reduce((most, row) => Math.max(most, row.costUsd ?? 0), 0);
  return rows.map((row) => ({
    key: row.key,
    costUsd: row.costUsd,
    count: row.count,
    averageCostUsd: averageCostUsd(row),
    p95Ms: roundKnown(row.durationMs.p95, DURATION_DIGITS),
    costChangeRatio: roundKnown(row.costChangeRatio, RATIO_DIGITS),
    barRatio: mostUsd > 0 ? roundTo(Math.max(0, row.costUsd ?? 0) / mostUsd, RATIO_DIGITS) : 0,
  }));
}

/** The first rows of the chosen dimension; `moreCount` says how many there are beyond. */
export function buildBreakdown(scope: PanelScope): PanelView["breakdown"] {
  const { dimension } = scope.input.intent;
  const rows = scope.breakdown(dimension);
  const shown = rows.slice(0, MAX_BREAKDOWN_ROWS).map((row) => ({
    ...row,
    averageCostUsd: averageCostUsd(row),
    durationMs: {
      mean: roundKnown(row.durationMs.mean, DURATION_DIGITS),
      p50: roundKnown(row.durationMs.p50, DURATION_DIGITS),
      p95: roundKnown(row.durationMs.p95, DURATION_DIGITS),
      p99: roundKnown(row.durationMs.p99, DURATION_DIGITS),
      max: roundKnown(row.durationMs.max, DURATION_DIGITS),
    },
    costChangeRatio: roundKnown(row.costChangeRatio, RATIO_DIGITS),
  }));
  return { dimension, rows: shown, moreCount: rows.length - shown.length };
}

/** Per record of the row, those without a cost too; null where none reports one. */
function averageCostUsd({ costUsd, count }: BreakdownRow): number | null {
  return costUsd === null || count === 0 ? null : roundTo(costUsd / count, COST_DIGITS);
}
