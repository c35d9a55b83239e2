import type { Dimension } from "../rollup/breakdown.ts";
import { EMPTY_FILTER } from "../rollup/query.ts";
import type { Basis, CallSortField, RangeChoice, RecordFilter, RunSortField, Sort } from "../rollup/query.ts";

/** The figures that a card shows and "explain this number" explains. */
export type FigureId = "cost" | "count" | "success" | "latency" | "tokens" | "savings";

/** What stands beside or over the overview: one record, the data health, or an explanation. */
export type Peek =
  | { readonly kind: "run"; readonly id: string }
  | { readonly kind: "call"; readonly id: string }
  | { readonly kind: "explain"; readonly figure: FigureId }
  | { readonly kind: "health" };

/**
 * Rows that existed when the reader paused or scrolled. Bound to one generation of the data: after a
 * reset the host drops it and says so by the next view's generation.
 */
export interface FeedAnchor {
  readonly generation: number;
  readonly calls: number;
  readonly runs: number;
}

export interface FeedIntent {
  readonly kind: "calls" | "runs";
  readonly filter: RecordFilter;
  readonly callSort: Sort<CallSortField>;
  readonly runSort: Sort<RunSortField>;
  readonly offset: number;
  readonly anchor: FeedAnchor | null;
}

/** Everything the user chose to look at. The webview owns it; the host answers it with a `PanelView`. */
export interface PanelIntent {
  readonly range: RangeChoice;
  readonly basis: Basis | "auto";
  readonly dimension: Dimension;
  readonly feed: FeedIntent;
  readonly peek: Peek | null;
}

export const FEED_PAGE_SIZE = 20;

export const DEFAULT_INTENT: PanelIntent = {
  range: { kind: "7d" },
  basis: "auto",
  dimension: "workflow",
  feed: {
    kind: "calls",
    filter: EMPTY_FILTER,
    callSort: { field: "time", direction: "desc" },
    runSort: { field: "time", direction: "desc" },
    offset: 0,
    anchor: null,
  },
  peek: null,
};
