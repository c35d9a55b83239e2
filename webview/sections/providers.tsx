import { Suspense } from "react";
import { formatCount, formatRatio, formatUsd } from "../../src/core/view-model/format.ts";
import type { PanelView, ProviderSlice } from "../../src/core/view-model/panel-view.ts";
import { LazyProviderCanvas } from "../charts/lazy.ts";
import { seriesColor } from "../charts/series-color.ts";
import { ChartFrame } from "../components/chart-frame.tsx";
import { DataTable } from "../components/data-table.tsx";
import { Figure } from "../components/figure.tsx";
import { NameButton } from "../components/name-button.tsx";
import { RecordText } from "../components/record-text.tsx";
import { useDrill } from "../hooks/use-drill.ts";
import { S } from "../strings.ts";
import { keyLabel } from "../text/labels.ts";

export interface ProvidersProps {
  readonly view: PanelView;
  readonly isFoldable: boolean;
}

/** Share of each provider: a ring, and beside it the same as a list whose names filter the feed. */
export function Providers({ view, isFoldable }: ProvidersProps) {
  const { providers, locale } = view;
  const { filter } = useDrill();
  const parts = providers.map(({ key, shareRatio }) => `${keyLabel(key)} ${formatRatio(shareRatio, locale)}`);
  const pick = (index: number) => {
    const slice = providers[index];
    if (slice && !isJoined(slice.key)) filter("providers", slice.key);
  };
  return (
    <ChartFrame
      id="providers"
      title={S.providers.title}
      summary={S.providers.summary(parts.join(", "))}
      isFoldable={isFoldable}
      isFoldedAtFirst={isFoldable}
      table={<ProviderTable view={view} />}
    >
      {providers.length === 0 ? (
        <p className="py-2 text-muted">{S.none}</p>
      ) : (
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2 py-1">
          <div className="size-[112px] shrink-0">
            <Suspense fallback={null}>
              <LazyProviderCanvas
                slices={providers}
                locale={locale}
                palette={view.settings.chartColors}
                onPick={pick}
              />
            </Suspense>
          </div>
          <ul className="min-w-[140px] flex-1">
            {providers.map((slice) => (
              <LegendRow key={slice.key} slice={slice} view={view} />
            ))}
          </ul>
        </div>
      )}
    </ChartFrame>
  );
}

/** "other (3)": several small ones in one slice, no provider of that name. */
function isJoined(key: string): boolean {
  return /^other \(\d+\)$/.test(key);
}

function LegendRow({ slice, view }: { readonly slice: ProviderSlice; readonly view: PanelView }) {
  const { filter, isFiltered } = useDrill();
  const { key, costUsd, shareRatio } = slice;
  return (
    <li className="flex h-[22px] items-center gap-2">
      <span
        aria-hidden="true"
        className="size-[8px] shrink-0 rounded-[2px] hc:border hc:border-contrast"
        style={{ backgroundColor: seriesColor("provider", key, view.settings.chartColors) }}
      />
      {isJoined(key) ? (
        <RecordText text={key} className="w-full text-muted" />
      ) : (
        <NameButton
          name={key}
          label={S.providers.filter(keyLabel(key))}
          isActive={isFiltered("providers", key)}
          onChoose={() => filter("providers", key)}
        />
      )}
      <Figure isCompact value={costUsd === null ? null : formatUsd(costUsd, view.locale)} />
      <span className="w-[38px] shrink-0 text-right text-muted tabular-nums">
        {formatRatio(shareRatio, view.locale)}
      </span>
    </li>
  );
}

function ProviderTable({ view: { providers, locale } }: { readonly view: PanelView }) {
  const { columns } = S.providers;
  return (
    <DataTable
      label={S.providers.title}
      rows={providers}
      rowKey={({ key }) => key}
      columns={[
        { id: "name", label: columns.name, render: ({ key }) => <bdi>{keyLabel(key)}</bdi> },
        {
          id: "share",
          label: columns.share,
          isNumber: true,
          render: (row) => formatRatio(row.shareRatio, locale),
        },
        {
          id: "cost",
          label: columns.cost,
          isNumber: true,
          render: ({ costUsd }) => (
            <Figure isCompact value={costUsd === null ? null : formatUsd(costUsd, locale)} />
          ),
        },
        {
          id: "count",
          label: columns.count,
          isNumber: true,
          render: ({ count }) => formatCount(count, locale),
        },
      ]}
    />
  );
}
