import { countUntimed } from "./sort-rows.ts";
import { isOpenWindow } from "./time-window.ts";
import type { TimeWindow } from "./query.ts";

/**
 * Stretches of a time order whose rows may lie in a window, in the order in which a list shows them: rows without a
 * time (they stand first in `order`) are the last one, and only where the window is open on both sides.
 */
export function stretchesInWindow(
  order: Uint32Array,
  atMs: (row: number) => number,
  window: TimeWindow,
): readonly Uint32Array[] {
  const untimed = countUntimed(order, atMs);
  const from = window.fromMs === null ? untimed : firstAtOrAfter(order, atMs, untimed, window.fromMs);
  const end = window.toMs === null ? order.length : firstAtOrAfter(order, atMs, untimed, window.toMs);
  const timed = order.subarray(from, Math.max(from, end));
  return isOpenWindow(window) ? [timed, order.subarray(0, untimed)] : [timed];
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
