import type { BreakdownRow, Dimension } from "../../src/core/rollup/breakdown.ts";
import { formatCount, formatDuration, formatUsd } from "../../src/core/view-model/format.ts";
import type { PanelView } from "../../src/core/view-model/panel-view.ts";
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

function columnsFor(
  widthPx: number,
  locale: string,
  dimension: Dimension,
): readonly TableColumn<BreakdownRow>[] {
  const { columns, dimensions } = S.breakdown;
  const usd = (value: number | null) => (
    <Figure isCompact value={value === null ? null : formatUsd(value, locale)} />
  );
  const time = (value: number | null) => (
    <Figure isCompact value={value === null ? null : formatDuration(value, locale)} />
  );
  const average = (row: BreakdownRow) =>
    row.costUsd === null || row.count === 0 ? null : row.costUsd / row.count;
  const all: readonly (TableColumn<BreakdownRow> & { readonly fromPx: number })[] = [
    {
      id: "name",
      label: dimensions[dimension],
      fromPx: 0,
      render: (row) => <BreakdownName row={row} dimension={dimension} />,
    },
    {
      id: "count",
      label: columns.count,
      fromPx: 0,
      isNumber: true,
      render: (row) => formatCount(row.count, locale),
    },
    { id: "cost", label: columns.cost, fromPx: 0, isNumber: true, render: (row) => usd(row.costUsd) },
    {
      id: "average",
      label: columns.average,
      fromPx: 520,
      isNumber: true,
      render: (row) => usd(average(row)),
    },
    { id: "p50", label: columns.p50, fromPx: 420, isNumber: true, render: (row) => time(row.durationMs.p50) },
    { id: "p95", label: columns.p95, fromPx: 340, isNumber: true, render: (row) => time(row.durationMs.p95) },
    { id: "p99", label: columns.p99, fromPx: 520, isNumber: true, render: (row) => time(row.durationMs.p99) },
  ];
  return all.filter(({ fromPx }) => widthPx >= fromPx);
}

function BreakdownName({ row, dimension }: { readonly row: BreakdownRow; readonly dimension: Dimension }) {
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
