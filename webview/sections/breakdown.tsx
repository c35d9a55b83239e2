import type { Dimension } from "../../src/core/rollup/breakdown.ts";
import { formatCount, formatDuration, formatUsd } from "../../src/core/view-model/format.ts";
import type { BreakdownLine, PanelView } from "../../src/core/view-model/panel-view.ts";
import { DataTable } from "../components/data-table.tsx";
import type { TableColumn } from "../components/data-table.tsx";
import { Figure } from "../components/figure.tsx";
import { NameButton } from "../components/name-button.tsx";
import { Section } from "../components/section.tsx";
import { Select } from "../components/select.tsx";
import { useDrill } from "../hooks/use-drill.ts";
import { DIMENSION_LISTS } from "../state/intent-changes.ts";
import { usePanelState, usePanelStore } from "../state/panel-context.ts";
import { S } from "../strings.ts";
import { keyLabel } from "../text/labels.ts";

export interface BreakdownProps {
  readonly view: PanelView;
  readonly isFoldable: boolean;
  readonly widthPx: number;
}

const DIMENSIONS: readonly Dimension[] = ["workflow", "model", "provider", "tier", "stage"];

/** Cost and time by one dimension of the reader's choice; a name filters the feed. */
export function Breakdown({ view, isFoldable, widthPx }: BreakdownProps) {
  const { breakdown, locale } = view;
  return (
    <Section
      id="breakdown"
      title={S.breakdown.title}
      isFoldable={isFoldable}
      isFoldedAtFirst={isFoldable}
      actions={<DimensionSelect />}
    >
      {breakdown.rows.length === 0 ? (
        <p className="py-2 text-muted">{S.none}</p>
      ) : (
        <DataTable
          label={S.breakdown.title}
          rows={breakdown.rows}
          rowKey={({ key }) => key}
          columns={columnsFor(widthPx, locale, breakdown.dimension)}
        />
      )}
      {breakdown.moreCount > 0 ? (
        <p className="px-1 text-label text-muted">
          {S.breakdown.more(formatCount(breakdown.moreCount, locale))}
        </p>
      ) : null}
    </Section>
  );
}

function DimensionSelect() {
  const store = usePanelStore();
  const { dimension } = usePanelState().intent;
  return (
    <Select
      label={S.breakdown.by}
      value={dimension}
      options={DIMENSIONS.map((value) => ({ value, label: S.breakdown.dimensions[value] }))}
      onChange={(value) => store.change((intent) => ({ ...intent, dimension: value }))}
    />
  );
}

interface Column extends TableColumn<BreakdownLine> {
  /** From this width of the table on; the least important columns need the widest. */
  readonly fromPx: number;
}

function columnsFor(widthPx: number, locale: string, dimension: Dimension): readonly Column[] {
  const name: Column = {
    id: "name",
    label: S.breakdown.dimensions[dimension],
    fromPx: 0,
    render: (row) => <BreakdownName row={row} dimension={dimension} />,
  };
  const all = [name, ...costColumns(locale), ...durationColumns(locale)];
  return all.filter(({ fromPx }) => widthPx >= fromPx);
}

function costColumns(locale: string): readonly Column[] {
  const { columns } = S.breakdown;
  const usd = (value: number | null) => (
    <Figure isCompact value={value === null ? null : formatUsd(value, locale)} />
  );
  return [
    {
      id: "count",
      label: columns.count,
      fromPx: 320,
      isNumber: true,
      render: (row) => formatCount(row.count, locale),
    },
    { id: "cost", label: columns.cost, fromPx: 0, isNumber: true, render: (row) => usd(row.costUsd) },
    {
      id: "averageCost",
      label: columns.averageCost,
      fromPx: 576,
      isNumber: true,
      render: (row) => usd(row.averageCostUsd),
    },
  ];
}

const DURATIONS = [
  { id: "mean", fromPx: 0 },
  { id: "p50", fromPx: 448 },
  { id: "p95", fromPx: 384 },
  { id: "p99", fromPx: 512 },
] as const;

function durationColumns(locale: string): readonly Column[] {
  return DURATIONS.map(({ id, fromPx }) => ({
    id,
    label: S.breakdown.columns[id],
    title: S.breakdown.durationTitles[id],
    fromPx,
    isNumber: true,
    render: ({ durationMs }) => {
      const value = durationMs[id];
      return <Figure isCompact value={value === null ? null : formatDuration(value, locale)} />;
    },
  }));
}

interface BreakdownNameProps {
  readonly row: BreakdownLine;
  readonly dimension: Dimension;
}

function BreakdownName({ row, dimension }: BreakdownNameProps) {
  const { filter, isFiltered } = useDrill();
  const list = DIMENSION_LISTS[dimension];
  return (
    <NameButton
      name={row.key}
      label={S.breakdown.filter(keyLabel(row.key))}
      isActive={isFiltered(list, row.key)}
      onChoose={() => filter(list, row.key)}
    />
  );
}
