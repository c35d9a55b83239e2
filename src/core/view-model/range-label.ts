import type { RangeChoice, TimeWindow } from "../rollup/query.ts";
import { formatDay } from "./format.ts";

const NAMES = { today: "Today", "7d": "Last 7 days", "30d": "Last 30 days", all: "All time" } as const;

/** The range as its control names it. */
export function rangeLabel(
  choice: RangeChoice,
  window: TimeWindow,
  timeZone: string,
  locale: string,
): string {
  if (choice.kind !== "custom") return NAMES[choice.kind];
  return window.fromMs === null && window.toMs === null ? NAMES.all : daysLabel(window, timeZone, locale);
}

/** The days of a half-open window, the last one included: `Jan 3, 2026 to Feb 1, 2026`. */
export function daysLabel(window: TimeWindow, timeZone: string, locale: string): string {
  const from = window.fromMs === null ? null : formatDay(window.fromMs, timeZone, locale);
  // Half-open: the window ends where its last day is over.
  const to = window.toMs === null ? null : formatDay(window.toMs - 1, timeZone, locale);
  if (from === null) return to === null ? "all time" : `until ${to}`;
  if (to === null) return `since ${from}`;
  return from === to ? from : `${from} to ${to}`;
}
