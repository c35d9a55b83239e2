import { addDaysMs, dayKey, startOfDayMs } from "../../time/zone.ts";
import type { SectionReader } from "../../store/snapshot/section-reader.ts";
import type { SectionWriter } from "../../store/snapshot/section-writer.ts";
import type { Stored } from "../../store/snapshot/stored.ts";
import { OLDEST_USABLE_AT_MS } from "../time-window.ts";

/** Where an instant belongs: 0 is nowhere. Numbers are given in the order of first appearance. */
export interface Slots {
  slotOf(atMs: number): number;
}

/** Slot of what has no usable time. */
export const NO_SLOT = 0;

const MS_PER_QUARTER = 900_000;
/** Beyond it no clock will ever stand, and `Date` may not reach the next day. */
const END_OF_TIME_MS = Date.UTC(9999, 0, 1);

/**
 * Numbers the calendar days of a zone, for very many instants in any order: the zone is asked once for each quarter
 * of an hour that occurs (days of real zones begin at such a quarter; an instant is checked against its day's ends
 * all the same). Times before 2020 and after `lastMs` have no day.
 */
export class DaySlots implements Slots, Stored {
  readonly #timeZone: string;
  readonly #lastMs: number;
  readonly #fromMs: number[] = [Number.NaN];
  readonly #toMs: number[] = [Number.NaN];
  readonly #byQuarter = new Map<number, number>();
  readonly #byStart = new Map<number, number>();
  #last = NO_SLOT;
  #lastFromMs = Number.NaN;
  #lastToMs = Number.NaN;

  constructor(timeZone: string, lastMs = END_OF_TIME_MS) {
    this.#timeZone = timeZone;
    this.#lastMs = Math.min(lastMs, END_OF_TIME_MS);
  }

  /** Slots given, the one for "no day" included. */
  get count(): number {
    return this.#fromMs.length;
  }

  slotOf(atMs: number): number {
    if (atMs >= this.#lastFromMs && atMs < this.#lastToMs && atMs <= this.#lastMs) {
      if (atMs >= OLDEST_USABLE_AT_MS) return this.#last;
    }
    if (!(atMs >= OLDEST_USABLE_AT_MS && atMs <= this.#lastMs)) return NO_SLOT;
    const quarter = Math.floor(atMs / MS_PER_QUARTER);
    const known = this.#byQuarter.get(quarter);
    const slot = known !== undefined && this.#isWithin(known, atMs) ? known : this.#find(quarter, atMs);
    this.#last = slot;
    this.#lastFromMs = this.fromMs(slot);
    this.#lastToMs = this.toMs(slot);
    return slot;
  }

  /** First instant of a day. */
  fromMs(slot: number): number {
    return this.#fromMs[slot] ?? Number.NaN;
  }

  /** First instant of the day after. */
  toMs(slot: number): number {
    return this.#toMs[slot] ?? Number.NaN;
  }

  /** `YYYY-MM-DD`. */
  keyOf(slot: number): string {
    return dayKey(this.#timeZone, this.fromMs(slot));
  }

  /** Not the zone, which whoever restores them knows. */
  saveTo(to: SectionWriter): void {
    to.array("fromMs", Float64Array.from(this.#fromMs.slice(1)));
    to.array("toMs", Float64Array.from(this.#toMs.slice(1)));
  }

  restoreFrom(from: SectionReader): void {
    const toMs = from.array("toMs", "f64");
    from.array("fromMs", "f64").forEach((fromMs, at) => this.#give(fromMs, toMs[at] ?? Number.NaN));
  }

  #give(fromMs: number, toMs: number): number {
    const slot = this.#fromMs.push(fromMs) - 1;
    this.#toMs.push(toMs);
    this.#byStart.set(fromMs, slot);
    return slot;
  }

  #find(quarter: number, atMs: number): number {
    const fromMs = startOfDayMs(this.#timeZone, atMs);
    const slot = this.#byStart.get(fromMs) ?? this.#give(fromMs, addDaysMs(this.#timeZone, fromMs, 1));
    this.#byQuarter.set(quarter, slot);
    return slot;
  }

  #isWithin(slot: number, atMs: number): boolean {
    return atMs >= this.fromMs(slot) && atMs < this.toMs(slot);
  }
}
