import { countUntimed } from "./sort-rows.ts";
import { isOpenWindow } from "./time-window.ts";
import type { Sort, TimeWindow } from "./query.ts";

/**
 * Rows of a time order that may lie in a window, in a direction; rows without a time (they stand first in `order`)
 * last, and only where the window is open on both sides.
 */
export function* rowsInWindow(
  order: Uint32Array,
  atMs: (row: number) => number,
  window: TimeWindow,
  direction: Sort<string>["direction"],
): Generator<number> {
  const untimed = countUntimed(order, atMs);
  const from = window.fromMs === null ? untimed : firstAtOrAfter(order, atMs, untimed, window.fromMs);
  const end = window.toMs === null ? order.length : firstAtOrAfter(order, atMs, untimed, window.toMs);
  if (direction === "asc") for (let at = from; at < end; at++) yield order[at] ?? 0;
  else for (let at = end - 1; at >= from; at--) yield order[at] ?? 0;
  if (!isOpenWindow(window)) return;
  if (direction === "asc") for (let at = 0; at < untimed; at++) yield order[at] ?? 0;
  else for (let at = untimed - 1; at >= 0; at--) yield order[at] ?? 0;
}

function firstAtOrAfter(
  order: Uint32Array,
  atMs: (row: number) => number,
  start: number,
  wantedMs: number,
): number {
  let low = start;
  let high = order.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (atMs(order[middle] ?? 0) < wantedMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
