import { color } from "chart.js/helpers";
import type { ChartData, ChartOptions, TooltipItem, TooltipOptions } from "chart.js";
import type { TimeBucket, TimeSeries } from "../../src/core/rollup/time-series.ts";
import { formatBucket, formatRatio, formatUsd } from "../../src/core/view-model/format.ts";
import type { ProviderSlice } from "../../src/core/view-model/panel-view.ts";
import { S } from "../strings.ts";
import { keyLabel } from "../text/labels.ts";
import { visibleText } from "../text/safe-text.ts";
import { resolvedSeriesColor } from "./series-color.ts";
import { bucketLines } from "./bucket-text.ts";
import type { Locality } from "./bucket-text.ts";
import type { Palette } from "./series-color.ts";
import type { ChartTheme } from "./theme.ts";

const LABEL_PX = 11;

function tooltipLook(theme: ChartTheme) {
  return {
    backgroundColor: theme.hover,
    borderColor: theme.hoverLine,
    borderWidth: 1,
    titleColor: theme.hoverForeground,
    bodyColor: theme.hoverForeground,
    footerColor: theme.hoverForeground,
    titleFont: { family: theme.fontFamily, size: 12, weight: "bold" },
    bodyFont: { family: theme.fontFamily, size: 12 },
    footerFont: { family: theme.fontFamily, size: LABEL_PX, weight: "normal" },
    padding: 8,
    cornerRadius: 4,
    caretSize: 0,
    displayColors: false,
    animation: false,
  } satisfies Partial<TooltipOptions>;
}

function faded(value: string, alpha: number): string {
  return color(value).alpha(alpha).rgbString();
}

/** Bars of cost. A bucket without a reported cost is a gap; the one still filling is an outline. */
export function costData(
  series: TimeSeries,
  theme: ChartTheme,
  place: Locality,
  active: number | null,
): ChartData<"bar", (number | null)[], string> {
  const { buckets, unit } = series;
  const fill = (bucket: TimeBucket, index: number) => {
    if (bucket.isPartial) return faded(theme.accent, index === active ? 0.5 : 0.25);
    return active === null || index === active ? theme.accent : faded(theme.accent, 0.55);
  };
  return {
    labels: buckets.map(({ fromMs }) => formatBucket(fromMs, unit, place.timeZone, place.locale)),
    datasets: [
      {
        data: buckets.map(({ costUsd }) => costUsd),
        backgroundColor: buckets.map(fill),
        hoverBackgroundColor: buckets.map(({ isPartial }) =>
          isPartial ? faded(theme.accent, 0.5) : theme.accent,
        ),
        borderColor: theme.isHighContrast ? theme.foreground : theme.accent,
        borderWidth: buckets.map(({ isPartial }) => (isPartial || theme.isHighContrast ? 1 : 0)),
        borderRadius: 1,
        maxBarThickness: 36,
        minBarLength: 2,
        categoryPercentage: 0.9,
        barPercentage: 0.9,
      },
    ],
  };
}

export interface CostOptionsInput {
  readonly series: TimeSeries;
  readonly theme: ChartTheme;
  readonly place: Locality;
  readonly onPick: (index: number) => void;
}

export function costOptions({ series, theme, place, onPick }: CostOptionsInput): ChartOptions<"bar"> {
  const bucketOf = (items: TooltipItem<"bar">[]) => series.buckets[items[0]?.dataIndex ?? -1];
  return {
    animation: false,
    responsive: true,
    maintainAspectRatio: false,
    interaction: { mode: "index", intersect: false },
    onClick: (_event, elements) => {
      const index = elements[0]?.index;
      if (index !== undefined) onPick(index);
    },
    scales: costScales(theme, place),
    plugins: {
      legend: { display: false },
      tooltip: {
        ...tooltipLook(theme),
        callbacks: {
          label: () => "",
          afterBody: (items) => [...bucketLines(bucketOf(items), place.locale)],
          footer: (items) => (bucketOf(items)?.isPartial ? S.cost.partial : ""),
        },
      },
    },
  };
}

function costScales(theme: ChartTheme, place: Locality): NonNullable<ChartOptions<"bar">["scales"]> {
  const tickFont = { family: theme.fontFamily, size: LABEL_PX };
  return {
    x: {
      border: { display: false },
      grid: { display: false },
      ticks: { color: theme.muted, font: tickFont, maxRotation: 0, autoSkipPadding: 12, padding: 2 },
    },
    y: {
      beginAtZero: true,
      border: { display: false },
      grid: { color: faded(theme.foreground, theme.isHighContrast ? 0.4 : 0.12), drawTicks: false },
      ticks: {
        color: theme.muted,
        font: tickFont,
        maxTicksLimit: 4,
        padding: 6,
        callback: (value) => formatUsd(Number(value), place.locale),
      },
    },
  };
}

export function providerData(
  slices: readonly ProviderSlice[],
  theme: ChartTheme,
  palette: Palette,
): ChartData<"doughnut", number[], string> {
  return {
    labels: slices.map(({ key }) => visibleText(keyLabel(key))),
    datasets: [
      {
        data: slices.map(({ shareRatio }) => shareRatio),
        backgroundColor: slices.map(({ key }) => resolvedSeriesColor("provider", key, palette, theme.read)),
        hoverBackgroundColor: slices.map(({ key }) =>
          resolvedSeriesColor("provider", key, palette, theme.read),
        ),
        borderColor: theme.page,
        hoverBorderColor: theme.page,
        borderWidth: 2,
        hoverOffset: 0,
      },
    ],
  };
}

export function providerOptions(
  theme: ChartTheme,
  locale: string,
  onPick: (index: number) => void,
): ChartOptions<"doughnut"> {
  return {
    animation: false,
    responsive: true,
    maintainAspectRatio: false,
    cutout: "68%",
    onClick: (_event, elements) => {
      const index = elements[0]?.index;
      if (index !== undefined) onPick(index);
    },
    plugins: {
      legend: { display: false },
      tooltip: {
        ...tooltipLook(theme),
        callbacks: { label: (item) => formatRatio(Number(item.raw), locale) },
      },
    },
  };
}
