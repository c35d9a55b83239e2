import { addDaysMs, startOfDateMs, startOfDayMs, wallToEpochMs, zoneOffsetMs } from "../time/zone.ts";
import { EVERYTHING, type RangeChoice, type TimeWindow } from "./query.ts";

const MS_PER_DAY = 86_400_000;
const DAYS = { today: 1, "7d": 7, "30d": 30 } as const;

/**
 * The instants of a range: half-open, cut at midnights of the zone. A range that holds today ends with
 * today, not with now. Throws RangeError for a custom date that does not exist: ask `isValidRange` first.
 */
export function resolveRange(choice: RangeChoice, timeZone: string, nowMs: number): TimeWindow {
  if (choice.kind === "all") return EVERYTHING;
  if (choice.kind !== "custom") return lastDays(DAYS[choice.kind], timeZone, nowMs);
  const fromMs = choice.from === null ? null : dateStartMs(timeZone, choice.from);
  // The day after, so that the last day itself belongs to the range.
  const toMs = choice.to === null ? null : addDaysMs(timeZone, dateStartMs(timeZone, choice.to), 1);
  return { fromMs, toMs };
}

/** False for a custom range with a date that is not `YYYY-MM-DD` or does not exist. */
export function isValidRange(choice: RangeChoice, timeZone: string): boolean {
  if (choice.kind !== "custom") return true;
  return [choice.from, choice.to].every((date) => date === null || startOfDateMs(timeZone, date) !== null);
}

/**
 * The period to compare with: as many calendar days, just before. Today is compared with yesterday up to
 * the same time of day. `null` for a range that has no length (all, or a custom one with an open side).
 */
export function previousWindow(choice: RangeChoice, timeZone: string, nowMs: number): TimeWindow | null {
  const { fromMs, toMs } = resolveRange(choice, timeZone, nowMs);
  if (fromMs === null || toMs === null || toMs <= fromMs) return null;
  if (choice.kind === "today") {
    const wallNowMs = nowMs + zoneOffsetMs(timeZone, nowMs);
    const sameTimeMs = wallToEpochMs(timeZone, wallNowMs - MS_PER_DAY);
    return { fromMs: addDaysMs(timeZone, fromMs, -1), toMs: Math.min(sameTimeMs, fromMs) };
  }
  // Days have 23 to 25 hours, so a whole number of them rounds to itself.
  const days = Math.round((toMs - fromMs) / MS_PER_DAY);
  return { fromMs: addDaysMs(timeZone, fromMs, -days), toMs: fromMs };
}

function lastDays(days: number, timeZone: string, nowMs: number): TimeWindow {
  const todayMs = startOfDayMs(timeZone, nowMs);
  return { fromMs: addDaysMs(timeZone, todayMs, 1 - days), toMs: addDaysMs(timeZone, todayMs, 1) };
}

function dateStartMs(timeZone: string, date: string): number {
  const startMs = startOfDateMs(timeZone, date);
  if (startMs === null) throw new RangeError(`Not a calendar date: ${date}`);
  return startMs;
}
