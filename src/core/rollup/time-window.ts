import type { TimeWindow } from "./query.ts";

const MS_PER_DAY = 86_400_000;
/** The producer did not exist before: an earlier time is a fault of a clock or of a writer. */
export const OLDEST_USABLE_AT_MS = Date.UTC(2020, 0, 1);

/** False for a missing (NaN) or absurd time: before 2020, or more than a day ahead of now. */
export function hasUsableTime(atMs: number, nowMs: number): boolean {
  return atMs >= OLDEST_USABLE_AT_MS && atMs <= latestUsableMs(nowMs);
}

/** The last instant that is usable as long as it is `nowMs`. */
export function latestUsableMs(nowMs: number): number {
  return nowMs + MS_PER_DAY;
}

export function isOpenWindow(window: TimeWindow): boolean {
  return window.fromMs === null && window.toMs === null;
}

/** What lies in both; `null` stands for no narrowing. */
export function intersectWindows(window: TimeWindow, other: TimeWindow | null): TimeWindow {
  if (other === null) return window;
  return {
    fromMs: outermost(window.fromMs, other.fromMs, Math.max),
    toMs: outermost(window.toMs, other.toMs, Math.min),
  };
}

function outermost(
  a: number | null,
  b: number | null,
  pick: (a: number, b: number) => number,
): number | null {
  if (a === null) return b;
  return b === null ? a : pick(a, b);
}

interface TimesOfBlocks {
  mayHold(row: number, fromMs: number, toMs: number): boolean;
  areAllWithin(row: number, fromMs: number, toMs: number): boolean;
}

/**
 * A window made ready for many rows. A record without a usable time is in the window that is open on both
 * sides and in no other.
 */
export class WindowTest {
  /** Everything is in it. */
  readonly isOpen: boolean;
  readonly #fromMs: number;
  readonly #toMs: number;
  readonly #nowMs: number;

  constructor(window: TimeWindow, nowMs: number) {
    this.isOpen = isOpenWindow(window);
    this.#fromMs = window.fromMs ?? -Infinity;
    this.#toMs = window.toMs ?? Infinity;
    this.#nowMs = nowMs;
  }

  /** False when surely no row of a block of rows is in the window. */
  mayHold(times: TimesOfBlocks, row: number): boolean {
    return this.isOpen || times.mayHold(row, this.#fromMs, this.#toMs);
  }

  /** True when surely all rows of a block of rows are in the window. */
  holdsAll(times: TimesOfBlocks, row: number): boolean {
    const fromMs = Math.max(this.#fromMs, OLDEST_USABLE_AT_MS);
    const toMs = Math.min(this.#toMs, latestUsableMs(this.#nowMs));
    return this.isOpen || times.areAllWithin(row, fromMs, toMs);
  }

  holds(atMs: number): boolean {
    if (this.isOpen) return true;
    return atMs >= this.#fromMs && atMs < this.#toMs && hasUsableTime(atMs, this.#nowMs);
  }
}
