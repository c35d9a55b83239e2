import { formatCount, formatUsd } from "../../src/core/view-model/format.ts";
import type { PanelView, TierBar } from "../../src/core/view-model/panel-view.ts";
import { seriesColor } from "../charts/series-color.ts";
import { ChartFrame } from "../components/chart-frame.tsx";
import { DataTable } from "../components/data-table.tsx";
import { Figure } from "../components/figure.tsx";
import { NameButton } from "../components/name-button.tsx";
import { useDrill } from "../hooks/use-drill.ts";
import { S } from "../strings.ts";
import { keyLabel } from "../text/labels.ts";

export interface TiersProps {
  readonly view: PanelView;
  readonly isFoldable: boolean;
}

/** Tokens of each tier, input and output stacked where the split is known, with the cost as label. */
export function Tiers({ view, isFoldable }: TiersProps) {
  const { tiers, locale } = view;
  const most = Math.max(1, ...tiers.map(tokensOf));
  const parts = tiers.map(
    (bar) =>
      `${keyLabel(bar.key)} ${S.tiers.tokens(count(bar.tokens, locale))}, ${usd(bar, locale) ?? S.notReported}`,
  );
  return (
    <ChartFrame
      id="tiers"
      title={S.tiers.title}
      summary={S.tiers.summary(parts.join("; "))}
      isFoldable={isFoldable}
      isFoldedAtFirst={isFoldable}
      table={<TierTable view={view} />}
    >
      {tiers.length === 0 ? <p className="py-2 text-muted">{S.none}</p> : null}
      <ul className="flex flex-col gap-2 py-1">
        {tiers.map((bar) => (
          <TierRow key={bar.key} bar={bar} view={view} most={most} />
        ))}
      </ul>
      {tiers.some(isSplit) ? <p className="text-label text-muted">{S.tiers.legend}</p> : null}
    </ChartFrame>
  );
}

function isSplit(bar: TierBar): boolean {
  return bar.inputTokens !== null && bar.outputTokens !== null;
}

function tokensOf(bar: TierBar): number {
  return bar.tokens ?? (bar.inputTokens ?? 0) + (bar.outputTokens ?? 0);
}

function count(value: number | null, locale: string): string {
  return value === null ? S.notReported : formatCount(value, locale);
}

function usd(bar: TierBar, locale: string): string | null {
  return bar.costUsd === null ? null : formatUsd(bar.costUsd, locale);
}

interface TierRowProps {
  readonly bar: TierBar;
  readonly view: PanelView;
  readonly most: number;
}

function TierRow({ bar, view, most }: TierRowProps) {
  const { filter, isFiltered } = useDrill();
  const { locale, settings } = view;
  const color = seriesColor("tier", bar.key, settings.chartColors);
  const input = isSplit(bar) ? (bar.inputTokens ?? 0) : tokensOf(bar);
  const output = isSplit(bar) ? (bar.outputTokens ?? 0) : 0;
  const note = isSplit(bar)
    ? S.tiers.split(count(bar.inputTokens, locale), count(bar.outputTokens, locale))
    : S.tiers.tokens(count(bar.tokens, locale));
  return (
    <li title={note}>
      <div className="flex h-[20px] items-center gap-2">
        <NameButton
          name={bar.key}
          label={S.tiers.filter(keyLabel(bar.key))}
          isActive={isFiltered("tiers", bar.key)}
          onChoose={() => filter("tiers", bar.key)}
        />
        <span className="shrink-0 text-label text-muted tabular-nums">{note}</span>
        <Figure isCompact value={usd(bar, locale)} className="w-[64px] shrink-0 text-right" />
      </div>
      <div
        aria-hidden="true"
        className="flex h-[8px] overflow-hidden rounded-[2px] bg-track hc:border hc:border-contrast"
      >
        <span style={{ width: `${(input / most) * 100}%`, backgroundColor: color }} />
        <span className="dotted" style={{ width: `${(output / most) * 100}%`, backgroundColor: color }} />
      </div>
    </li>
  );
}

function TierTable({ view: { tiers, locale } }: { readonly view: PanelView }) {
  const { columns } = S.tiers;
  const tokens = (value: number | null) => (
    <Figure isCompact value={value === null ? null : formatCount(value, locale)} />
  );
  return (
    <DataTable
      label={S.tiers.title}
      rows={tiers}
      rowKey={({ key }) => key}
      columns={[
        { id: "name", label: columns.name, render: ({ key }) => <bdi>{keyLabel(key)}</bdi> },
        { id: "input", label: columns.input, isNumber: true, render: (bar) => tokens(bar.inputTokens) },
        { id: "output", label: columns.output, isNumber: true, render: (bar) => tokens(bar.outputTokens) },
        { id: "tokens", label: columns.tokens, isNumber: true, render: (bar) => tokens(bar.tokens) },
        {
          id: "cost",
          label: columns.cost,
          isNumber: true,
          render: (bar) => <Figure isCompact value={usd(bar, locale)} />,
        },
      ]}
    />
  );
}
