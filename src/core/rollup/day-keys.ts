import { addDaysMs, dayKey, startOfDayMs } from "../time/zone.ts";
import { NONE_KEY } from "./query.ts";
import { hasUsableTime } from "./time-window.ts";

const MS_PER_QUARTER = 900_000;

interface Day {
  readonly fromMs: number;
  readonly toMs: number;
  readonly key: string;
}

/**
 * Calendar day of an instant, for very many instants in any order: the zone is asked once for each quarter
 * of an hour that occurs (days of real zones begin at such a quarter; a row is checked against its day's
 * ends all the same).
 */
export class DayKeys {
  readonly #timeZone: string;
  readonly #nowMs: number;
  readonly #byQuarter = new Map<number, Day>();
  #last: Day = { fromMs: 0, toMs: 0, key: NONE_KEY };

  constructor(timeZone: string, nowMs: number) {
    this.#timeZone = timeZone;
    this.#nowMs = nowMs;
  }

  /** `YYYY-MM-DD`, or `(none)` for a time that is missing or absurd. */
  keyOf(atMs: number): string {
    if (!hasUsableTime(atMs, this.#nowMs)) return NONE_KEY;
    if (isWithin(this.#last, atMs)) return this.#last.key;
    const quarter = Math.floor(atMs / MS_PER_QUARTER);
    const known = this.#byQuarter.get(quarter);
    this.#last = known !== undefined && isWithin(known, atMs) ? known : this.#find(atMs);
    this.#byQuarter.set(quarter, this.#last);
    return this.#last.key;
  }

  #find(atMs: number): Day {
    const fromMs = startOfDayMs(this.#timeZone, atMs);
    return { fromMs, toMs: addDaysMs(this.#timeZone, fromMs, 1), key: dayKey(this.#timeZone, atMs) };
  }
}

function isWithin(day: Day, atMs: number): boolean {
  return atMs >= day.fromMs && atMs < day.toMs;
}
