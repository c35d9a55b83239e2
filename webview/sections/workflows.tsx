import { formatCount, formatDuration, formatUsd } from "../../src/core/view-model/format.ts";
import type { PanelView, WorkflowRow } from "../../src/core/view-model/panel-view.ts";
import { IconButton } from "../components/button.tsx";
import { DataTable } from "../components/data-table.tsx";
import type { TableColumn } from "../components/data-table.tsx";
import { Figure } from "../components/figure.tsx";
import { NameButton } from "../components/name-button.tsx";
import { Section } from "../components/section.tsx";
import { Trend } from "../components/trend.tsx";
import { useDrill } from "../hooks/use-drill.ts";
import { usePanelStore } from "../state/panel-context.ts";
import { S } from "../strings.ts";
import { isNoneKey, keyLabel } from "../text/labels.ts";

export interface WorkflowsProps {
  readonly view: PanelView;
  readonly isFoldable: boolean;
  readonly widthPx: number;
}

/** The most expensive workflows: a bar behind each row, its name filters the feed. */
export function Workflows({ view, isFoldable, widthPx }: WorkflowsProps) {
  return (
    <Section id="workflows" title={S.workflows.title} isFoldable={isFoldable}>
      {view.workflows.length === 0 ? (
        <p className="py-2 text-muted">{S.none}</p>
      ) : (
        <DataTable
          label={S.workflows.title}
          rows={view.workflows}
          rowKey={({ key }) => key}
          barRatio={({ barRatio }) => barRatio}
          columns={columnsFor(widthPx, view.locale)}
        />
      )}
    </Section>
  );
}

function columnsFor(widthPx: number, locale: string): readonly TableColumn<WorkflowRow>[] {
  const { columns } = S.workflows;
  const usd = (value: number | null) => (
    <Figure isCompact value={value === null ? null : formatUsd(value, locale)} />
  );
  const all: readonly (TableColumn<WorkflowRow> & { readonly fromPx: number })[] = [
    { id: "name", label: columns.name, fromPx: 0, render: (row) => <WorkflowName row={row} /> },
    { id: "cost", label: columns.cost, fromPx: 0, isNumber: true, render: (row) => usd(row.costUsd) },
    {
      id: "count",
      label: columns.count,
      fromPx: 0,
      isNumber: true,
      render: (row) => formatCount(row.count, locale),
    },
    {
      id: "average",
      label: columns.average,
      fromPx: 460,
      isNumber: true,
      render: (row) => usd(row.averageCostUsd),
    },
    {
      id: "p95",
      label: columns.p95,
      fromPx: 380,
      isNumber: true,
      render: (row) => (
        <Figure isCompact value={row.p95Ms === null ? null : formatDuration(row.p95Ms, locale)} />
      ),
    },
    {
      id: "trend",
      label: columns.trend,
      fromPx: 320,
      isNumber: true,
      render: (row) => <Trend ratio={row.costChangeRatio} locale={locale} />,
    },
  ];
  return all.filter(({ fromPx }) => widthPx >= fromPx);
}

function WorkflowName({ row }: { readonly row: WorkflowRow }) {
  const store = usePanelStore();
  const { filter, isFiltered } = useDrill();
  const name = keyLabel(row.key);
  return (
    <div className="flex min-w-0 items-center">
      <NameButton
        name={row.key}
        label={S.workflows.filter(name)}
        isActive={isFiltered("workflows", row.key)}
        onChoose={() => filter("workflows", row.key)}
      />
      {isNoneKey(row.key) ? null : (
        <IconButton
          icon="go-to-file"
          label={S.workflows.source(name)}
          className="opacity-0 group-focus-within:opacity-100 group-hover:opacity-100"
          onClick={() => store.send({ type: "openWorkflowSource", workflow: row.key })}
        />
      )}
    </div>
  );
}
