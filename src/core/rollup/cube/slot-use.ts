import type { TelemetryQuery, TimeWindow } from "../query.ts";
import { isOpenWindow, latestUsableMs, WindowTest } from "../time-window.ts";
import type { DaySlots } from "./day-slots.ts";

/** How a question counts the cells of a day. */
export const SKIPPED = 0;
export const DATED = 1;
/** In the sums, but under no day: the time is missing or absurd. */
export const UNDATED = 2;

export interface SlotUse {
  /** `SKIPPED`, `DATED` or `UNDATED`, by slot. */
  readonly use: Uint8Array;
  /** Stretches of days of which only a part counts, or counts alike: to be read row by row. */
  readonly rest: readonly WindowTest[];
}

/** Ranges are whole days nearly always: then there is no rest. */
export function slotUse(
  slots: DaySlots,
  { window, nowMs }: Pick<TelemetryQuery, "window" | "nowMs">,
): SlotUse {
  const use = new Uint8Array(slots.count);
  const rest: WindowTest[] = [];
  const isOpen = isOpenWindow(window);
  const endMs = latestUsableMs(nowMs);
  if (isOpen) use[0] = UNDATED;
  for (let slot = 1; slot < slots.count; slot++) {
    const [fromMs, toMs] = [slots.fromMs(slot), slots.toMs(slot)];
    const isAbsurd = fromMs > endMs;
    if (isAbsurd || isOutside(window, fromMs, toMs)) {
      use[slot] = isAbsurd && isOpen ? UNDATED : SKIPPED;
    } else if (toMs > endMs || !isWithin(window, fromMs, toMs)) {
      const part = {
        fromMs: Math.max(fromMs, window.fromMs ?? fromMs),
        toMs: Math.min(toMs, window.toMs ?? toMs),
      };
      rest.push(new WindowTest(part, isOpen ? Infinity : nowMs));
    } else {
      use[slot] = DATED;
    }
  }
  return { use, rest };
}

function isOutside({ fromMs, toMs }: TimeWindow, dayFromMs: number, dayToMs: number): boolean {
  return (fromMs !== null && dayToMs <= fromMs) || (toMs !== null && dayFromMs >= toMs);
}

function isWithin({ fromMs, toMs }: TimeWindow, dayFromMs: number, dayToMs: number): boolean {
  return (fromMs === null || fromMs <= dayFromMs) && (toMs === null || dayToMs <= toMs);
}
