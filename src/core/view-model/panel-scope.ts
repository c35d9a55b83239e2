import type { BreakdownRow, Dimension } from "../rollup/breakdown.ts";
import { computeBreakdown } from "../rollup/compute-breakdown.ts";
import type { Basis, TelemetryQuery, TimeWindow } from "../rollup/query.ts";
import { aggregatesOf } from "../rollup/cube/aggregates.ts";
import { previousWindow, resolveRange } from "../rollup/range.ts";
import type { Stats } from "../rollup/stats.ts";
import type { PanelViewInput } from "./panel-input.ts";
import { statsOf } from "./stats-memo.ts";

const MS_PER_MINUTE = 60_000;

/** What all parts of one view share: the question, and the answers more than one part shows. */
export interface PanelScope {
  readonly input: PanelViewInput;
  readonly query: TelemetryQuery;
  readonly window: TimeWindow;
  /** The period to compare with; null for an open range. */
  readonly previous: { readonly window: TimeWindow; readonly stats: Stats } | null;
  readonly stats: Stats;
  /** The current period's, for both periods. */
  readonly basis: Basis;
  readonly breakdown: (dimension: Dimension) => readonly BreakdownRow[];
}

/** Throws RangeError for a custom range of dates that do not exist: the host asks `isValidRange` first. */
export function panelScope(input: PanelViewInput): PanelScope {
  const { dataset, intent, nowMs, timeZone, mergeTwins, hiddenWorkflows } = input;
  const window = resolveRange(intent.range, timeZone, nowMs);
  const query: TelemetryQuery = { window, timeZone, nowMs, mergeTwins, hiddenWorkflows };
  // "Yesterday up to now" by whole minutes: else each look would be a question of its own, answered anew.
  const before = previousWindow(intent.range, timeZone, nowMs - (nowMs % MS_PER_MINUTE));
  // The breakdown needs each latency of the window: they are listed now, rather than counted for the figures first.
  aggregatesOf(dataset).callDurations(query);
  const stats = statsOf(dataset, query);
  const basis = intent.basis === "auto" ? stats.basis : intent.basis;
  const breakdowns = new Map<Dimension, readonly BreakdownRow[]>();
  return {
    input,
    query,
    window,
    previous:
      before === null ? null : { window: before, stats: statsOf(dataset, { ...query, window: before }) },
    stats,
    basis,
    breakdown: (dimension) => {
      const known = breakdowns.get(dimension);
      if (known !== undefined) return known;
      const rows = computeBreakdown(dataset, query, basis, dimension, before);
      breakdowns.set(dimension, rows);
      return rows;
    },
  };
}
