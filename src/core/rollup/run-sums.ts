import type { TelemetryDataset } from "../store/tables.ts";
import { DayNumbers } from "./call-sums.ts";
import { visitRunCells } from "./cube/cell-parts.ts";
import { CellSums, type AddCell } from "./cube/cell-sums.ts";
import type { CellTable } from "./cube/cell-table.ts";
import type { DaySlots } from "./cube/day-slots.ts";
import { addFlatTally, TALLY_WIDTH } from "./cube/flat-tally.ts";
import { addRunCell, REST, RUN_WIDTH, SAVINGS } from "./cube/run-cube.ts";
import { RunGroups, StageGroups, type RunGroup, type StageGroup } from "./cube/run-groups.ts";
import { DATED, SKIPPED } from "./cube/slot-use.ts";
import { NONE_KEY } from "./query.ts";
import type { TelemetryQuery } from "./query.ts";
import { remembering } from "./remember.ts";
import { TallyMap, type Tally } from "./tally.ts";
import { HiddenWorkflows } from "./workflow-glob.ts";

/** What a question counts of runs and of their stages, hidden workflows left out. */
export interface RunSums {
  readonly runs: GroupSums<RunGroup>;
  readonly stages: GroupSums<StageGroup>;
  /** By day, as wide as the cells of runs; its key at the same number. */
  readonly byDay: CellSums;
  readonly dayKeys: readonly string[];
}

interface GroupSums<G> {
  readonly sums: CellSums;
  /** By number of the sum. */
  readonly groups: readonly G[];
}

/** Adds the cube's cells up by group and by day; once for each revision of the data. */
export const sumRuns = remembering(addUp);

function addUp(dataset: TelemetryDataset, query: TelemetryQuery): RunSums {
  const hidden = new HiddenWorkflows(query.hiddenWorkflows);
  const runs = new GroupAdder(new RunGroups(), RUN_WIDTH, addRunCell, hidden);
  const stages = new GroupAdder(new StageGroups(), TALLY_WIDTH, addFlatTally, hidden);
  const byDay = new CellSums(RUN_WIDTH);
  const days = new DayNumbers();
  visitRunCells(dataset, query, ({ cube, use }) => {
    const dayOf = daysOf(cube.slots, use, days);
    runs.add(cube.runCells, cube.runGroups.all, use, (cell) =>
      byDay.add(dayOf(cube.runCells.slotOf(cell)), cube.runCells, cell, addRunCell),
    );
    stages.add(cube.stageCells, cube.stageGroups.all, use);
  });
  return {
    runs: { sums: runs.sums, groups: runs.groups.all },
    stages: { sums: stages.sums, groups: stages.groups.all },
    byDay,
    dayKeys: days.keys,
  };
}

function daysOf(slots: DaySlots, use: Uint8Array, days: DayNumbers): (slot: number) => number {
  const numbers = new Int32Array(slots.count).fill(-1);
  return (slot) => {
    const known = numbers[slot] ?? -1;
    if (known >= 0) return known;
    const number = days.numberOf(use[slot] === DATED ? slots.keyOf(slot) : NONE_KEY);
    numbers[slot] = number;
    return number;
  };
}

interface NumberedGroups<G> {
  readonly all: readonly G[];
  numberOf(group: G): number;
}

/** Adds cells of several cubes by groups of its own. */
class GroupAdder<G extends { readonly workflow: string | null }> {
  readonly groups: NumberedGroups<G>;
  readonly sums: CellSums;
  readonly #addCell: AddCell;
  readonly #hidden: HiddenWorkflows;

  constructor(groups: NumberedGroups<G>, width: number, addCell: AddCell, hidden: HiddenWorkflows) {
    this.groups = groups;
    this.sums = new CellSums(width);
    this.#addCell = addCell;
    this.#hidden = hidden;
  }

  add(cells: CellTable, groups: readonly G[], use: Uint8Array, onCell?: (cell: number) => void): void {
    const numbers = groups.map((group) =>
      this.#hidden.hides(group.workflow) ? -1 : this.groups.numberOf(group),
    );
    for (let cell = 0; cell < cells.count; cell++) {
      const number = numbers[cells.groupOf(cell)] ?? -1;
      if (number < 0 || use[cells.slotOf(cell)] === SKIPPED) continue;
      this.sums.add(number, cells, cell, this.#addCell);
      onCell?.(cell);
    }
  }
}

/** Runs by a key of their group; null stands under `(none)`. */
export function tallyRuns(
  { runs: { sums, groups } }: RunSums,
  keyOf: (group: RunGroup) => string | null,
): TallyMap {
  const tallies = new TallyMap();
  groups.forEach((group, number) => addRuns(tallies.get(keyOf(group) ?? NONE_KEY), sums, number));
  return tallies;
}

export function tallyRunDays({ byDay, dayKeys }: RunSums): TallyMap {
  const tallies = new TallyMap();
  dayKeys.forEach((key, day) => addRuns(tallies.get(key), byDay, day));
  return tallies;
}

/**
 * Stages that ran by a key of their group, and under `(none)` what the cost of runs has more or less than their
 * stages, so that the groups sum to the cost of the runs.
 */
export function tallyStages(
  { runs, stages: { sums, groups } }: RunSums,
  keyOf: (group: StageGroup) => string | null,
): TallyMap {
  const tallies = new TallyMap();
  groups.forEach((group, number) =>
    tallies.get(keyOf(group) ?? NONE_KEY).addFlat(sums.values, sums.at(number)),
  );
  for (let number = 0; number < runs.sums.count; number++) {
    tallies.get(NONE_KEY).costNano.addFlat(runs.sums.values, runs.sums.at(number) + REST);
  }
  return tallies;
}

function addRuns(tally: Tally, sums: CellSums, number: number): void {
  const at = sums.at(number);
  tally.addFlat(sums.values, at);
  tally.savingsNano.addFlat(sums.values, at + SAVINGS);
}
