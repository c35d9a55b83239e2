import type { ReactNode } from "react";
import type { CallSortField, RunSortField } from "../../src/core/rollup/query.ts";
import type { FeedCallRow, FeedRow, FeedRunRow } from "../../src/core/view-model/panel-view.ts";
import { Age } from "../components/age.tsx";
import { StatusIcon } from "../components/status-icon.tsx";
import { S } from "../strings.ts";
import type { CellContext } from "./cell-context.ts";
import { count, instant, Name, text, time, usd } from "./cells.tsx";

export interface FeedColumn {
  readonly id: string;
  readonly label: string;
  readonly sortField: CallSortField | RunSortField | null;
  readonly isNumber: boolean;
  /** Its track in the grid of the row. */
  readonly track: string;
  readonly render: (row: FeedRow, context: CellContext) => ReactNode;
}

interface Draft<Row> {
  readonly id: keyof typeof S.feed.columns;
  readonly sortField?: CallSortField | RunSortField;
  readonly isNumber?: boolean;
  readonly track: string;
  /** From this width of the list on; narrower lists drop it. */
  readonly fromPx: number;
  readonly render: (row: Row, context: CellContext) => ReactNode;
}

/** From here on statuses are written out and columns can be sorted. */
export const WIDE_PX = 640;
/** From here on a workflow has room for its step beside it. */
const DETAIL_PX = 330;

const STATUS = {
  id: "status",
  sortField: "status",
  fromPx: 0,
} as const;

const CALL_COLUMNS: readonly Draft<FeedCallRow>[] = [
  {
    ...STATUS,
    track: "20px",
    render: (row, { widthPx }) => <StatusIcon status={row.status} hasText={widthPx >= WIDE_PX} />,
  },
  {
    id: "time",
    sortField: "time",
    fromPx: 1000,
    track: "minmax(0,168px)",
    render: (row, context) => instant(row.atMs, context),
  },
  {
    id: "workflow",
    sortField: "workflow",
    fromPx: 0,
    track: "minmax(0,2fr)",
    render: (row, { widthPx }) => (
      <Name
        workflow={row.workflow}
        detail={widthPx >= DETAIL_PX && widthPx < WIDE_PX ? (row.requestedTier ?? row.step) : null}
        tags={row.tags}
      />
    ),
  },
  {
    id: "step",
    sortField: "step",
    fromPx: WIDE_PX,
    track: "minmax(0,1.4fr)",
    render: (row) => text(row.step),
  },
  {
    id: "provider",
    sortField: "provider",
    fromPx: 480,
    track: "minmax(0,1fr)",
    render: (row) => text(row.provider),
  },
  {
    id: "model",
    sortField: "model",
    fromPx: 860,
    track: "minmax(0,1.6fr)",
    render: (row) => text(row.model),
  },
  {
    id: "tier",
    sortField: "tier",
    fromPx: 720,
    track: "72px",
    render: (row) => text(row.requestedTier ?? row.tier),
  },
  {
    id: "tokens",
    sortField: "tokens",
    fromPx: 920,
    isNumber: true,
    track: "72px",
    render: (row, context) => count(row.tokens, context),
  },
  {
    id: "cost",
    sortField: "cost",
    fromPx: 0,
    isNumber: true,
    track: "64px",
    render: (row, context) => usd(row.costUsd, context),
  },
  {
    id: "latency",
    sortField: "latency",
    fromPx: 240,
    isNumber: true,
    track: "60px",
    render: (row, context) => time(row.latencyMs, context),
  },
  {
    id: "age",
    sortField: "time",
    fromPx: 200,
    isNumber: true,
    track: "36px",
    render: (row, context) => <Age atMs={row.atMs} {...context} />,
  },
];

const RUN_COLUMNS: readonly Draft<FeedRunRow>[] = [
  {
    ...STATUS,
    track: "20px",
    render: (row, { widthPx }) => <StatusIcon status={row.status} hasText={widthPx >= WIDE_PX} />,
  },
  {
    id: "time",
    sortField: "time",
    fromPx: 1000,
    track: "minmax(0,168px)",
    render: (row, context) => instant(row.atMs, context),
  },
  {
    id: "workflow",
    sortField: "workflow",
    fromPx: 0,
    track: "minmax(0,2fr)",
    render: (row) => <Name workflow={row.workflow} detail={null} tags={row.tags} />,
  },
  {
    id: "provider",
    fromPx: 760,
    track: "minmax(0,1fr)",
    render: (row) => text(row.providers.join(", ") || null),
  },
  {
    id: "tier",
    fromPx: WIDE_PX,
    track: "minmax(0,1.2fr)",
    render: (row) => text(row.tiers.join(", ") || null),
  },
  {
    id: "stages",
    sortField: "stages",
    fromPx: 480,
    isNumber: true,
    track: "64px",
    render: (row, context) => count(row.stageCount, context),
  },
  {
    id: "tokens",
    fromPx: 920,
    isNumber: true,
    track: "72px",
    render: (row, context) => count(row.tokens, context),
  },
  {
    id: "savings",
    sortField: "savings",
    fromPx: 760,
    isNumber: true,
    track: "72px",
    render: (row, context) => usd(row.savingsUsd, context),
  },
  {
    id: "cost",
    sortField: "cost",
    fromPx: 0,
    isNumber: true,
    track: "64px",
    render: (row, context) => usd(row.costUsd, context),
  },
  {
    id: "duration",
    sortField: "duration",
    fromPx: 240,
    isNumber: true,
    track: "68px",
    render: (row, context) => time(row.durationMs, context),
  },
  {
    id: "age",
    sortField: "time",
    fromPx: 200,
    isNumber: true,
    track: "36px",
    render: (row, context) => <Age atMs={row.atMs} {...context} />,
  },
];

function finish<Row>(
  drafts: readonly Draft<Row>[],
  widthPx: number,
  pick: (row: FeedRow) => Row | null,
): readonly FeedColumn[] {
  return drafts
    .filter(({ fromPx }) => widthPx >= fromPx)
    .map((draft) => ({
      id: draft.id,
      label: S.feed.columns[draft.id],
      sortField: draft.sortField ?? null,
      isNumber: draft.isNumber ?? false,
      track: trackOf(draft, widthPx),
      render: (row, context) => {
        const picked = pick(row);
        return picked === null ? null : draft.render(picked, context);
      },
    }));
}

const NARROW_PX = 420;
const NARROW_TRACKS: Readonly<Record<string, string>> = {
  status: "16px",
  cost: "52px",
  latency: "50px",
  duration: "56px",
  age: "26px",
};

function trackOf<Row>({ id, track }: Draft<Row>, widthPx: number): string {
  if (id === "status" && widthPx >= WIDE_PX) return "104px";
  return widthPx < NARROW_PX ? (NARROW_TRACKS[id] ?? track) : track;
}

/** The columns that a list of this width has room for, the least important dropped first. */
export function columnsFor(kind: "calls" | "runs", widthPx: number): readonly FeedColumn[] {
  return kind === "calls"
    ? finish(CALL_COLUMNS, widthPx, (row) => (row.kind === "call" ? row : null))
    : finish(RUN_COLUMNS, widthPx, (row) => (row.kind === "run" ? row : null));
}
