import type { TimeBucket, TimeSeries } from "../../src/core/rollup/time-series.ts";
import { formatBucket, formatCount, formatUsd } from "../../src/core/view-model/format.ts";
import { S } from "../strings.ts";
import { keyLabel } from "../text/labels.ts";
import { visibleText } from "../text/safe-text.ts";

export interface Locality {
  readonly timeZone: string;
  readonly locale: string;
}

/** The tooltip's lines under its title: cost and count, the largest parts, what is special. */
export function bucketLines(bucket: TimeBucket | undefined, locale: string): string[] {
  if (!bucket) return [];
  const cost = bucket.costUsd === null ? S.notReported : formatUsd(bucket.costUsd, locale);
  const count = formatCount(bucket.count, locale);
  const failed = bucket.failed > 0 ? `, ${S.cost.failed(formatCount(bucket.failed, locale))}` : "";
  const top = bucket.top.map(
    (part) => `${visibleText(keyLabel(part.key)).slice(0, 40)}  ${formatUsd(part.costUsd, locale)}`,
  );
  return [`${cost} · ${count}${failed}`, ...top, ...(bucket.hasArchived ? [S.cost.archived] : [])];
}

/** What is special about a bucket, in words. */
export function bucketMarks(bucket: TimeBucket): readonly string[] {
  return [...(bucket.isPartial ? [S.cost.partial] : []), ...(bucket.hasArchived ? [S.cost.archived] : [])];
}

/** One line for screen readers and the chart's list of points. */
export function bucketLabel(bucket: TimeBucket, unit: TimeSeries["unit"], place: Locality): string {
  const time = formatBucket(bucket.fromMs, unit, place.timeZone, place.locale);
  const cost = bucket.costUsd === null ? S.notReported : formatUsd(bucket.costUsd, place.locale);
  const label = S.cost.bucket(time, cost, formatCount(bucket.count, place.locale));
  return [label, ...bucketMarks(bucket)].join(", ");
}
