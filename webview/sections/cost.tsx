import type { TimeBucket } from "../../src/core/rollup/time-series.ts";
import { formatBucket, formatCount, formatUsd } from "../../src/core/view-model/format.ts";
import type { PanelView } from "../../src/core/view-model/panel-view.ts";
import { bucketMarks } from "../charts/bucket-text.ts";
import { ChartFrame } from "../components/chart-frame.tsx";
import { DataTable } from "../components/data-table.tsx";
import { Figure } from "../components/figure.tsx";
import { withWindow } from "../state/intent-changes.ts";
import { usePanelStore } from "../state/panel-context.ts";
import { S } from "../strings.ts";
import { CostBars } from "./cost-bars.tsx";

export interface CostProps {
  readonly view: PanelView;
  readonly isFoldable: boolean;
  readonly heightPx: number;
}

/** Cost over time. A bar leads to the records of its bucket, by mouse or by keyboard. */
export function Cost({ view, isFoldable, heightPx }: CostProps) {
  const store = usePanelStore();
  const { cost, locale, timeZone } = view;
  const pick = (index: number) => {
    const bucket = cost.buckets[index];
    if (!bucket) return;
    const window = { fromMs: bucket.fromMs, toMs: bucket.toMs };
    store.drill(formatBucket(bucket.fromMs, cost.unit, timeZone, locale), withWindow(window), "feed");
  };
  return (
    <ChartFrame
      id="cost"
      title={S.cost.title}
      note={`${view.range.label}, ${S.cost.units[cost.unit]}`}
      summary={cost.summary}
      isFoldable={isFoldable}
      table={<CostTable view={view} />}
    >
      {cost.buckets.length === 0 ? (
        <p className="py-2 text-muted">{S.cost.none}</p>
      ) : (
        <CostBars view={view} heightPx={heightPx} onPick={pick} />
      )}
      {cost.outside.count > 0 ? <Outside view={view} /> : null}
    </ChartFrame>
  );
}

function Outside({ view: { cost, locale } }: { readonly view: PanelView }) {
  const total = cost.outside.costUsd === null ? S.notReported : formatUsd(cost.outside.costUsd, locale);
  const say = cost.outside.hasArchived ? S.cost.outsideArchived : S.cost.outside;
  return <p className="text-label text-muted">{say(formatCount(cost.outside.count, locale), total)}</p>;
}

function CostTable({ view: { cost, locale, timeZone } }: { readonly view: PanelView }) {
  const { columns } = S.cost;
  const usd = (bucket: TimeBucket) => (bucket.costUsd === null ? null : formatUsd(bucket.costUsd, locale));
  return (
    <DataTable
      label={S.cost.total}
      rows={cost.buckets}
      rowKey={({ fromMs }) => String(fromMs)}
      columns={[
        {
          id: "time",
          label: columns.time,
          render: (bucket) => {
            const time = formatBucket(bucket.fromMs, cost.unit, timeZone, locale);
            const marks = bucketMarks(bucket);
            return marks.length > 0 ? `${time} (${marks.join(", ")})` : time;
          },
        },
        {
          id: "cost",
          label: columns.cost,
          isNumber: true,
          render: (bucket) => <Figure isCompact value={usd(bucket)} />,
        },
        {
          id: "count",
          label: columns.count,
          isNumber: true,
          render: ({ count }) => formatCount(count, locale),
        },
        {
          id: "failed",
          label: columns.failed,
          isNumber: true,
          render: ({ failed }) => formatCount(failed, locale),
        },
      ]}
    />
  );
}
