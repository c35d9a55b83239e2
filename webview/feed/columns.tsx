import type { ReactNode } from "react";
import type { CallSortField, RunSortField } from "../../src/core/rollup/query.ts";
import type { CallRow, RunRow } from "../../src/core/rollup/record-rows.ts";
import { formatCount, formatDuration, formatInstant, formatUsd } from "../../src/core/view-model/format.ts";
import type { FeedRow } from "../../src/core/view-model/panel-view.ts";
import { Age } from "../components/age.tsx";
import { Figure } from "../components/figure.tsx";
import { Icon } from "../components/icon.tsx";
import { RecordText } from "../components/record-text.tsx";
import { StatusIcon } from "../components/status-icon.tsx";
import { S } from "../strings.ts";
import { visibleText } from "../text/safe-text.ts";

export interface CellContext {
  readonly timeZone: string;
  readonly locale: string;
  readonly widthPx: number;
}

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

const usd = (value: number | null, { locale }: CellContext) => (
  <Figure isCompact value={value === null ? null : formatUsd(value, locale)} />
);
const time = (value: number | null, { locale }: CellContext) => (
  <Figure isCompact value={value === null ? null : formatDuration(value, locale)} />
);
const count = (value: number | null, { locale }: CellContext) => (
  <Figure isCompact value={value === null ? null : formatCount(value, locale)} />
);
const instant = (value: number | null, { timeZone, locale }: CellContext) => (
  <Figure
    isCompact
    value={value === null ? null : formatInstant(value, timeZone, locale)}
    className="truncate"
  />
);
const text = (value: string | null) =>
  value === null ? (
    <Figure isCompact value={null} />
  ) : (
    <RecordText text={value} className="text-muted group-aria-selected:text-inherit" />
  );

function Name({
  workflow,
  detail,
  tags,
}: {
  readonly workflow: string | null;
  readonly detail: string | null;
  readonly tags: readonly string[];
}) {
  const title = [workflow ?? S.notReported, detail]
    .filter((part) => part !== null)
    .map(visibleText)
    .join(" · ");
  return (
    <span className="flex min-w-0 items-center gap-1" title={title}>
      {workflow === null ? (
        <Figure isCompact value={null} />
      ) : (
        <RecordText text={workflow} title={title} className="max-w-full shrink-0" />
      )}
      {detail === null ? null : (
        <>
          <span aria-hidden="true" className="text-muted group-aria-selected:text-inherit">
            ·
          </span>
          <RecordText text={detail} title={title} className="text-muted group-aria-selected:text-inherit" />
        </>
      )}
      {tags.length === 0 ? null : (
        <span className="inline-flex shrink-0 items-center" title={tags.map(visibleText).join(", ")}>
          <Icon name="tag" className="scale-75 text-muted" />
          <span className="sr-only">{`${S.feed.columns.tags}: ${tags.map(visibleText).join(", ")}`}</span>
        </span>
      )}
    </span>
  );
}

const STATUS = {
  id: "status",
  sortField: "status",
  fromPx: 0,
} as const;

const CALL_COLUMNS: readonly Draft<CallRow>[] = [
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
      <Name workflow={row.workflow} detail={widthPx >= WIDE_PX ? null : row.step} tags={row.tags} />
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
    track: "minmax(52px,64px)",
    render: (row, context) => usd(row.costUsd, context),
  },
  {
    id: "latency",
    sortField: "latency",
    fromPx: 240,
    isNumber: true,
    track: "minmax(52px,60px)",
    render: (row, context) => time(row.latencyMs, context),
  },
  {
    id: "age",
    sortField: "time",
    fromPx: 200,
    isNumber: true,
    track: "minmax(28px,36px)",
    render: (row, context) => <Age atMs={row.atMs} {...context} />,
  },
];

const RUN_COLUMNS: readonly Draft<RunRow>[] = [
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
    track: "minmax(52px,64px)",
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
    track: "minmax(52px,64px)",
    render: (row, context) => usd(row.costUsd, context),
  },
  {
    id: "duration",
    sortField: "duration",
    fromPx: 240,
    isNumber: true,
    track: "minmax(56px,68px)",
    render: (row, context) => time(row.durationMs, context),
  },
  {
    id: "age",
    sortField: "time",
    fromPx: 200,
    isNumber: true,
    track: "minmax(28px,36px)",
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
      track: draft.id === "status" && widthPx >= WIDE_PX ? "104px" : draft.track,
      render: (row, context) => {
        const picked = pick(row);
        return picked === null ? null : draft.render(picked, context);
      },
    }));
}

/** The columns that a list of this width has room for, the least important dropped first. */
export function columnsFor(kind: "calls" | "runs", widthPx: number): readonly FeedColumn[] {
  return kind === "calls"
    ? finish(CALL_COLUMNS, widthPx, (row) => (row.kind === "call" ? row : null))
    : finish(RUN_COLUMNS, widthPx, (row) => (row.kind === "run" ? row : null));
}
