import type { BreakdownRow, Dimension } from "../rollup/breakdown.ts";
import type { Facet } from "../rollup/facets.ts";
import type { FileHealth, HealthProblem } from "../rollup/health.ts";
import type { Basis, RangeChoice, RecordFilter, TimeWindow } from "../rollup/query.ts";
import type { CallRow, RunRow } from "../rollup/record-rows.ts";
import type { RunDetail } from "../rollup/run-detail.ts";
import type { TimeSeries } from "../rollup/time-series.ts";
import type { FeedAnchor, FigureId } from "./panel-intent.ts";

/** Why there is nothing to show, or that there is. Each kind has its own message and one next action. */
export type PanelState =
  | { readonly kind: "ready" }
  | {
      readonly kind: "loading";
      readonly bytesRead: number;
      readonly bytesTotal: number;
      readonly records: number;
    }
  | { readonly kind: "no-folder" }
  | { readonly kind: "no-files"; readonly lookedIn: readonly string[] }
  | { readonly kind: "no-records"; readonly files: readonly string[]; readonly unreadable: number }
  | { readonly kind: "denied"; readonly files: readonly string[] };

/** A line above the cards. `action` names what the host does when it is chosen. */
export interface Notice {
  readonly id:
    | "sample-data"
    | "restricted"
    | "stale"
    | "partly-unreadable"
    | "denied"
    | "failing"
    | "cut"
    | "home-store"
    | "nested-folders"
    | "archived";
  readonly severity: "info" | "warning";
  readonly text: string;
  readonly action: { readonly label: string; readonly command: NoticeCommand } | null;
  readonly isDismissible: boolean;
}

export type NoticeCommand =
  "leaveSample" | "manageTrust" | "openHealth" | "allowHomeStore" | "addNestedFolders" | "undoClear";

export interface Card {
  readonly id: FigureId;
  readonly label: string;
  /** Formatted; "not reported" when unknown. */
  readonly value: string;
  readonly isReported: boolean;
  /** The basis or the other quantiles, e.g. "p95 4.0 s". */
  readonly note: string | null;
  /** Against the period before; null when there is nothing to compare with. */
  readonly change: {
    readonly text: string;
    readonly title: string;
    readonly sentiment: "good" | "bad" | "neutral";
  } | null;
  /** Up to 24 points of the range; null is a gap. */
  readonly spark: readonly (number | null)[];
  /** What choosing the card shows in the feed. */
  readonly drill: { readonly kind: "calls" | "runs"; readonly filter: RecordFilter };
}

export interface ProviderSlice {
  readonly key: string;
  readonly costUsd: number | null;
  readonly count: number;
  /** 0 to 1, of the cost (of the count when no cost is reported). */
  readonly shareRatio: number;
}

export interface TierBar {
  readonly key: string;
  readonly costUsd: number | null;
  readonly count: number;
  /** Both null when the split was not recorded; the total then stands alone. */
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly tokens: number | null;
}

export interface WorkflowRow {
  readonly key: string;
  readonly costUsd: number | null;
  readonly count: number;
  readonly averageCostUsd: number | null;
  readonly p95Ms: number | null;
  readonly costChangeRatio: number | null;
  /** 0 to 1 against the most expensive one: the bar behind the row. */
  readonly barRatio: number;
}

export interface BreakdownLine extends BreakdownRow {
  readonly averageCostUsd: number | null;
}

/** What a row of the list shows; everything else of a record is one click away. */
export type FeedCallRow = { readonly kind: "call" } & Pick<
  CallRow,
  | "id"
  | "atMs"
  | "workflow"
  | "step"
  | "provider"
  | "model"
  | "tier"
  | "requestedTier"
  | "costUsd"
  | "tokens"
  | "latencyMs"
  | "status"
  | "tags"
>;

export type FeedRunRow = { readonly kind: "run" } & Pick<
  RunRow,
  | "id"
  | "atMs"
  | "workflow"
  | "providers"
  | "tiers"
  | "stageCount"
  | "costUsd"
  | "savingsUsd"
  | "tokens"
  | "durationMs"
  | "status"
  | "tags"
>;

export type FeedRow = FeedCallRow | FeedRunRow;

export interface FeedView {
  readonly kind: "calls" | "runs";
  readonly total: number;
  readonly offset: number;
  readonly rows: readonly FeedRow[];
  /** Matching rows that came after the anchor. */
  readonly newCount: number;
  /** Pass this back to hold the list still. */
  readonly anchorNow: FeedAnchor;
  readonly facets: readonly Facet[];
}

/** One line of an explanation or of a record's fields. */
export interface FieldLine {
  readonly label: string;
  readonly value: string;
}

/** Everything that the line of a record says, as it stands in its file. All empty for a record without one. */
export interface RecordLine {
  /** Every field of the record, unknown ones too, in file order; long values cut. */
  readonly fields: readonly FieldLine[];
  readonly metadata: readonly FieldLine[];
  /** The line as it stands in the file, cut after 2,000 characters; empty where the file has lost it. */
  readonly rawPreview: string;
  /** Empty for a record without a line, such as a run in progress. */
  readonly rawLocation: string;
}

export type PeekView =
  | ({
      readonly kind: "run";
      readonly id: string;
      readonly detail: RunDetail;
      readonly summary: string;
    } & RecordLine)
  | ({
      readonly kind: "call";
      readonly id: string;
      readonly call: CallRow;
      readonly summary: string;
    } & RecordLine)
  | {
      readonly kind: "explain";
      readonly figure: FigureId;
      readonly title: string;
      readonly value: string;
      readonly lines: readonly FieldLine[];
      readonly text: string;
    }
  | {
      readonly kind: "health";
      readonly files: readonly FileHealth[];
      readonly problems: readonly HealthProblem[];
      readonly problemCount: number;
      readonly lines: readonly FieldLine[];
    }
  | { readonly kind: "missing"; readonly id: string };

export interface HealthLine {
  readonly files: number;
  readonly records: number;
  readonly twinsMerged: number;
  readonly problemCount: number;
  readonly isStale: boolean;
  readonly newestRecordAtMs: number | null;
  /** When the reader last looked at the files. */
  readonly checkedAtMs: number;
}

/** The keys that the panel's settings menu shows; the truth is in VS Code's settings. */
export interface PanelSettings {
  readonly refreshSeconds: number;
  readonly hideTestWorkflows: boolean;
  readonly mergeTwins: boolean;
  readonly timeZone: string;
  readonly chartColors: "theme" | "colorblind";
}

/** Everything on screen, as plain data. At most 16 KB as JSON, whatever the number of records. */
export interface PanelView {
  readonly nowMs: number;
  readonly locale: string;
  readonly timeZone: string;
  /** Generation of the data; rises when files were replaced and everything was read again. */
  readonly generation: number;
  readonly state: PanelState;
  readonly notices: readonly Notice[];
  readonly range: { readonly choice: RangeChoice; readonly label: string; readonly window: TimeWindow };
  readonly basis: {
    readonly value: Basis;
    readonly isAuto: boolean;
    readonly hasCalls: boolean;
    readonly hasRuns: boolean;
  };
  readonly cards: readonly Card[];
  readonly cost: TimeSeries & { readonly summary: string };
  readonly providers: readonly ProviderSlice[];
  readonly tiers: readonly TierBar[];
  readonly workflows: readonly WorkflowRow[];
  readonly breakdown: {
    readonly dimension: Dimension;
    readonly rows: readonly BreakdownLine[];
    readonly moreCount: number;
  };
  readonly quality: readonly FieldLine[];
  readonly feed: FeedView;
  readonly peek: PeekView | null;
  readonly health: HealthLine;
  readonly settings: PanelSettings;
}
