import { ROW_IS_CALL } from "../store/call-block.ts";
import type { TelemetryDataset } from "../store/tables.ts";
import { visitDays } from "./basis-cells.ts";
import { aggregatesOf } from "./cube/aggregates.ts";
import { CallFollower } from "./cube/call-follower.ts";
import { runRowsIn } from "./cube/cell-parts.ts";
import type { Basis, TelemetryQuery, TimeWindow } from "./query.ts";
import { remembering } from "./remember.ts";
import { intersectWindows, WindowTest } from "./time-window.ts";
import { HiddenWorkflows } from "./workflow-glob.ts";

export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * Both ends of a question's window: an open end is where the records begin or end. `null` when that cannot be said
 * because there are none. `longestMs` bounds a span that is wider than its records for no use. `others` is the
 * span of what counts and has no row.
 */
export function spanOf(
  dataset: TelemetryDataset,
  query: TelemetryQuery,
  basis: Basis,
  longestMs: number,
  others: Span | null = null,
): Span | null {
  const { fromMs, toMs } = query.window;
  if (fromMs !== null && toMs !== null && toMs - fromMs <= longestMs) return { fromMs, toMs };
  const records = recordSpan(dataset, { query, basis });
  const firstMs = Math.min(records.fromMs, others?.fromMs ?? Infinity);
  const endMs = Math.max(records.toMs, others?.toMs ?? -Infinity);
  if (!(firstMs < endMs)) return null;
  const span = { fromMs: fromMs ?? firstMs, toMs: toMs ?? endMs };
  if (span.toMs - span.fromMs <= longestMs) return span;
  return { fromMs: Math.max(span.fromMs, firstMs), toMs: Math.min(span.toMs, endMs) };
}

interface SpanQuestion {
  readonly query: TelemetryQuery;
  readonly basis: Basis;
}

/** From the first to the last record that counts, which is inside; once for each revision of the data. */
const recordSpan = remembering(readSpan);

/** Reads the rows of two days. */
function readSpan(dataset: TelemetryDataset, { query, basis }: SpanQuestion): Span {
  let first: TimeWindow = { fromMs: Infinity, toMs: Infinity };
  let last: TimeWindow = { fromMs: -Infinity, toMs: -Infinity };
  visitDays(dataset, query, basis, ({ fromMs, toMs }) => {
    if (fromMs < (first.fromMs ?? 0)) first = { fromMs, toMs };
    if (fromMs > (last.fromMs ?? 0)) last = { fromMs, toMs };
  });
  let fromMs = Infinity;
  let toMs = -Infinity;
  for (const day of first.fromMs === last.fromMs ? [first] : [first, last]) {
    const window = new WindowTest(intersectWindows(day, query.window), query.nowMs);
    visitTimes(dataset, query, basis, window, (atMs) => {
      if (atMs < fromMs) fromMs = atMs;
      if (atMs >= toMs) toMs = Math.floor(atMs) + 1;
    });
  }
  return { fromMs, toMs };
}

function visitTimes(
  dataset: TelemetryDataset,
  query: TelemetryQuery,
  basis: Basis,
  window: WindowTest,
  visit: (atMs: number) => void,
): void {
  const { calls, combos, runs } = dataset;
  const hidden = new HiddenWorkflows(query.hiddenWorkflows);
  if (basis === "runs") {
    for (const row of runRowsIn(dataset, window))
      if (!hidden.hides(runs.workflow(row))) visit(runs.atMs(row));
    return;
  }
  const { times } = aggregatesOf(dataset);
  new CallFollower({ calls, times }, query.mergeTwins, window).follow(({ count, use, atMs, combo }) => {
    for (let row = 0; row < count; row++) {
      if (use[row] !== ROW_IS_CALL || hidden.hides(combos.get(combo[row] ?? 0).workflow)) continue;
      visit(atMs[row] ?? Number.NaN);
    }
  });
}
