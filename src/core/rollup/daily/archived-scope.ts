import type { CallCell, CallSums, DaySums, RunCell, StageCell } from "../../store/archived-days.ts";
import type { TelemetryDataset } from "../../store/tables.ts";
import { addDaysMs, startOfDateMs } from "../../time/zone.ts";
import { NONE_KEY } from "../query.ts";
import type { TelemetryQuery } from "../query.ts";
import { isOpenWindow } from "../time-window.ts";
import { HiddenWorkflows } from "../workflow-glob.ts";

/** An archived day in the shown zone's calendar; both ends null for records without a usable time. */
export interface ArchivedDay {
  readonly sums: DaySums;
  readonly fromMs: number | null;
  readonly toMs: number | null;
}

/** Calls of a day that share their names, counted as the query asks. */
export interface ArchivedCalls {
  readonly cell: CallCell;
  readonly counted: CallSums;
  /** Every line, whether or not its twin stands for it. */
  readonly lines: CallSums;
  readonly day: ArchivedDay;
}

/**
 * The archived days that a query counts: those that lie in its window from their first to their last instant,
 * since of a day that is cut nothing is known any more. A day keeps its date whatever zone is shown.
 */
export class ArchivedScope {
  readonly days: readonly ArchivedDay[];
  /** Dates that the window cuts: they are in no figure. */
  readonly cutDays: readonly string[];
  readonly #hidden: HiddenWorkflows;
  readonly #mergesTwins: boolean;

  constructor(dataset: TelemetryDataset, query: TelemetryQuery) {
    this.#hidden = new HiddenWorkflows(query.hiddenWorkflows);
    this.#mergesTwins = query.mergeTwins;
    const days = dataset.archivedDays.days.map((sums) => dayIn(query.timeZone, sums));
    this.days = days.filter((day) => holds(query, day));
    this.cutDays = [...new Set(days.filter((day) => cuts(query, day)).map(({ sums }) => sums.day))];
  }

  *calls(): Generator<ArchivedCalls> {
    for (const day of this.days) {
      for (const cell of day.sums.calls) {
        if (this.#hidden.hides(cell.workflow)) continue;
        const lines = cell.raw ?? cell.merged;
        yield { cell, counted: this.#mergesTwins ? cell.merged : lines, lines, day };
      }
    }
  }

  *runs(): Generator<{ readonly cell: RunCell; readonly day: ArchivedDay }> {
    for (const day of this.days) {
      for (const cell of day.sums.runs) if (!this.#hidden.hides(cell.workflow)) yield { cell, day };
    }
  }

  *stages(): Generator<StageCell> {
    for (const { sums } of this.days) {
      for (const cell of sums.stages) if (!this.#hidden.hides(cell.workflow)) yield cell;
    }
  }
}

function dayIn(timeZone: string, sums: DaySums): ArchivedDay {
  const fromMs = startOfDateMs(timeZone, sums.day);
  return { sums, fromMs, toMs: fromMs === null ? null : addDaysMs(timeZone, fromMs, 1) };
}

function holds({ window }: TelemetryQuery, { fromMs, toMs, sums }: ArchivedDay): boolean {
  if (isOpenWindow(window)) return true;
  if (fromMs === null || toMs === null || sums.day === NONE_KEY) return false;
  return fromMs >= (window.fromMs ?? -Infinity) && toMs <= (window.toMs ?? Infinity);
}

function cuts(query: TelemetryQuery, day: ArchivedDay): boolean {
  const { fromMs, toMs } = day;
  if (fromMs === null || toMs === null || holds(query, day)) return false;
  return toMs > (query.window.fromMs ?? -Infinity) && fromMs < (query.window.toMs ?? Infinity);
}
