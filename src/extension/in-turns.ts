import { aggregatesOf } from "../core/rollup/cube/aggregates.ts";
import { Backlog } from "../core/rollup/cube/following.ts";
import type { TelemetryDataset } from "../core/store/tables.ts";
import { Pacer } from "../node/pacer.ts";

/** Rows that an answer may take in without asking: a few ms of work. */
const MOST_ROWS = 8192;
/** Taken in between two looks at the clock. */
const ROWS_AT_ONCE = 2048;

/** An answer about a dataset, or what must be worked off first to give it without holding up the event loop. */
export function withinReach<T>(dataset: TelemetryDataset, answer: () => T): T | Backlog {
  return aggregatesOf(dataset).within(MOST_ROWS, answer);
}

/** Takes rows in, with turns of the event loop in between, until none are left or nobody wants it any more. */
export async function workOff(backlog: Backlog, isWanted = () => true): Promise<void> {
  const pacer = new Pacer();
  while (isWanted() && backlog.workOff(ROWS_AT_ONCE)) await pacer.breathe();
}

/**
 * Asks for an answer, and again after each backlog: what it is asked of may be another one by then. null when nobody wants
 * it any more.
 */
export function inTurns<T>(answer: () => T | Backlog): Promise<T>;
export function inTurns<T>(answer: () => T | Backlog, isWanted?: () => boolean): Promise<T | null>;
export async function inTurns<T>(answer: () => T | Backlog, isWanted = () => true): Promise<T | null> {
  while (isWanted()) {
    const given = answer();
    if (!(given instanceof Backlog)) return given;
    await workOff(given, isWanted);
  }
  return null;
}
