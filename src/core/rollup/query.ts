/** A half-open interval of Unix epoch ms; `null` is an open side. */
export interface TimeWindow {
  readonly fromMs: number | null;
  readonly toMs: number | null;
}

export const EVERYTHING: TimeWindow = { fromMs: null, toMs: null };

/** A named calendar range in the shown zone, or whole days `from`..`to` inclusive (`YYYY-MM-DD`). */
export type RangeChoice =
  | { readonly kind: "today" | "7d" | "30d" | "all" }
  | { readonly kind: "custom"; readonly from: string | null; readonly to: string | null };

export type Basis = "calls" | "runs";

/** Everything that decides which records count, and how. One value per question; no hidden clock. */
export interface TelemetryQuery {
  readonly window: TimeWindow;
  /** IANA zone that days are cut in. */
  readonly timeZone: string;
  readonly nowMs: number;
  readonly mergeTwins: boolean;
  /** Globs (`*`, `?`) of workflow names that are left out, e.g. the producer's own tests. */
  readonly hiddenWorkflows: readonly string[];
}

export type RecordStatus = "success" | "error" | "running" | "incomplete" | "unknown";

/** What the feed is narrowed to. An empty list does not narrow. Values of one list are alternatives. */
export interface RecordFilter {
  readonly workflows: readonly string[];
  readonly providers: readonly string[];
  readonly models: readonly string[];
  /** The tier shown: asked for if known, else recorded. For runs, every tier that their stages used. */
  readonly tiers: readonly string[];
  readonly statuses: readonly RecordStatus[];
  readonly tags: readonly string[];
  /** Stage names: runs that have such a stage; calls whose step is it. */
  readonly stages: readonly string[];
  /** Only records of this run. */
  readonly runId: string | null;
  /** A narrower window than the range: one bucket of a chart. */
  readonly window: TimeWindow | null;
}

export const EMPTY_FILTER: RecordFilter = {
  workflows: [],
  providers: [],
  models: [],
  tiers: [],
  statuses: [],
  tags: [],
  stages: [],
  runId: null,
  window: null,
};

/** The key that stands for "not reported" in breakdowns, facets and filters. */
export const NONE_KEY = "(none)";

export type CallSortField =
  "time" | "workflow" | "step" | "provider" | "model" | "tier" | "cost" | "tokens" | "latency" | "status";
export type RunSortField = "time" | "workflow" | "cost" | "savings" | "duration" | "status" | "stages";

export interface Sort<F extends string> {
  readonly field: F;
  readonly direction: "asc" | "desc";
}

export interface Page<F extends string> {
  readonly offset: number;
  readonly limit: number;
  readonly sort: Sort<F>;
  /**
   * Rows that existed when the reader stopped to read: later ones are left out, so that nothing moves.
   * `null` = all rows.
   */
  readonly anchorCount: number | null;
}
