import type { TelemetryDataset } from "../store/tables.ts";
import { aggregatesOf } from "./cube/aggregates.ts";
import { CallCube } from "./cube/call-cube.ts";
import { visitCallCells, visitRunCells, runRowsIn } from "./cube/cell-parts.ts";
import type { CellTable } from "./cube/cell-table.ts";
import type { Slots } from "./cube/day-slots.ts";
import { COUNT } from "./cube/flat-tally.ts";
import { RunCube } from "./cube/run-cube.ts";
import { DATED, SKIPPED } from "./cube/slot-use.ts";
import type { Basis, TelemetryQuery } from "./query.ts";
import { WindowTest } from "./time-window.ts";
import { HiddenWorkflows } from "./workflow-glob.ts";

/** Calls or runs of a workflow in a stretch of time, read alike; the object is reused. */
export interface BasisCell {
  /** Number of the stretch: of a day, or of the slot that was asked for. */
  slot: number;
  /** First instant of the day; NaN where there is none. */
  fromMs: number;
  toMs: number;
  workflow: string | null;
  /** A flat tally stands here. */
  values: Float64Array;
  at: number;
}

type Visit = (cell: Readonly<BasisCell>) => void;

/** What a question counts, hidden workflows left out, by day of the shown zone. */
export function visitDays(
  dataset: TelemetryDataset,
  query: TelemetryQuery,
  basis: Basis,
  visit: Visit,
): void {
  const show = new CellShow(query, visit);
  if (basis === "calls") {
    visitCallCells(dataset, query, ({ cube: { cells, slots }, use }) =>
      show.all(
        cells,
        (combo) => dataset.combos.get(combo).workflow,
        (slot) => use[slot] !== SKIPPED,
        (slot) => (use[slot] === DATED ? [slots.fromMs(slot), slots.toMs(slot)] : UNDATED_DAY),
      ),
    );
  } else {
    visitRunCells(dataset, query, ({ cube: { runCells, runGroups, slots }, use }) =>
      show.all(
        runCells,
        (group) => runGroups.all[group]?.workflow ?? null,
        (slot) => use[slot] !== SKIPPED,
        (slot) => (use[slot] === DATED ? [slots.fromMs(slot), slots.toMs(slot)] : UNDATED_DAY),
      ),
    );
  }
}

/** The same by slots that are no days: all rows of the window are read. */
export function visitSlots(
  dataset: TelemetryDataset,
  query: TelemetryQuery,
  basis: Basis,
  slots: Slots,
  visit: Visit,
): void {
  const show = new CellShow(query, visit);
  const window = new WindowTest(query.window, query.nowMs);
  const everySlot = () => true;
  const noDay = () => UNDATED_DAY;
  if (basis === "calls") {
    const showAll = (cells: CellTable) =>
      show.all(cells, (combo) => dataset.combos.get(combo).workflow, everySlot, noDay);
    const onFull = (cube: CallCube) => {
      showAll(cube.cells);
      cube.cells.clear();
    };
    const options = { slots, mergesTwins: query.mergeTwins, window, onFull };
    showAll(new CallCube(dataset, aggregatesOf(dataset).times, options).follow().cells);
    return;
  }
  const showRuns = (cube: RunCube) =>
    show.all(cube.runCells, (group) => cube.runGroups.all[group]?.workflow ?? null, everySlot, noDay);
  const cube = new RunCube(dataset, slots, (full) => {
    showRuns(full);
    full.clear();
  });
  for (const row of runRowsIn(dataset, window)) cube.add(row, 1);
  showRuns(cube);
}

const UNDATED_DAY: readonly [number, number] = [Number.NaN, Number.NaN];

class CellShow {
  readonly #hidden: HiddenWorkflows;
  readonly #visit: Visit;
  readonly #cell: BasisCell = {
    slot: 0, fromMs: NaN, toMs: NaN, workflow: null, values: new Float64Array(0), at: 0,
  }; // prettier-ignore

  constructor({ hiddenWorkflows }: TelemetryQuery, visit: Visit) {
    this.#hidden = new HiddenWorkflows(hiddenWorkflows);
    this.#visit = visit;
  }

  all(
    cells: CellTable,
    workflowOf: (group: number) => string | null,
    isShown: (slot: number) => boolean,
    dayOf: (slot: number) => readonly [number, number],
  ): void {
    const cell = this.#cell;
    for (let number = 0; number < cells.count; number++) {
      const slot = cells.slotOf(number);
      const at = number * cells.width;
      if (!isShown(slot) || cells.values[at + COUNT] === 0) continue;
      const workflow = workflowOf(cells.groupOf(number));
      if (this.#hidden.hides(workflow)) continue;
      [cell.fromMs, cell.toMs] = dayOf(slot);
      cell.slot = slot;
      cell.workflow = workflow;
      cell.values = cells.values;
      cell.at = at;
      this.#visit(cell);
    }
  }
}
