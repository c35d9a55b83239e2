import type { TelemetryDataset } from "../store/tables.ts";
import { hiddenCombos } from "./call-scope.ts";
import { addCallCell, CALL_WIDTH } from "./cube/call-cube.ts";
import { visitCallCells } from "./cube/cell-parts.ts";
import { CellSums } from "./cube/cell-sums.ts";
import { addFlatTally, TALLY_WIDTH } from "./cube/flat-tally.ts";
import { DATED, SKIPPED } from "./cube/slot-use.ts";
import { NONE_KEY } from "./query.ts";
import type { TelemetryQuery } from "./query.ts";
import { remembering } from "./remember.ts";

/** What a question counts of calls, hidden workflows left out. */
export interface CallSums {
  /** By number of combination, as wide as the cube's cells. */
  readonly byCombo: CellSums;
  /** By day, as wide as a tally; its key at the same number. */
  readonly byDay: CellSums;
  readonly dayKeys: readonly string[];
}

/** Adds the cube's cells up both ways; once for each revision of the data. */
export const sumCalls = remembering(addUp);

function addUp(dataset: TelemetryDataset, query: TelemetryQuery): CallSums {
  const isHidden = hiddenCombos(dataset, query);
  const byCombo = new CellSums(CALL_WIDTH);
  const byDay = new CellSums(TALLY_WIDTH);
  const days = new DayNumbers();
  visitCallCells(dataset, query, ({ cube: { cells, slots }, use }) => {
    const dayOfSlot = new Int32Array(slots.count).fill(-1);
    const { count, values } = cells;
    for (let cell = 0; cell < count; cell++) {
      const slot = cells.slotOf(cell);
      const combo = cells.groupOf(cell);
      if (use[slot] === SKIPPED || isHidden?.[combo] === 1) continue;
      let day = dayOfSlot[slot] ?? -1;
      if (day < 0) dayOfSlot[slot] = day = days.numberOf(use[slot] === DATED ? slots.keyOf(slot) : NONE_KEY);
      const comboAt = byCombo.at(combo);
      addCallCell(byCombo.values, comboAt, values, cell * CALL_WIDTH);
      const dayAt = byDay.at(day);
      addFlatTally(byDay.values, dayAt, values, cell * CALL_WIDTH);
    }
  });
  return { byCombo, byDay, dayKeys: days.keys };
}

/** Numbers the days in the order of first appearance. */
export class DayNumbers {
  readonly keys: string[] = [];
  readonly #numbers = new Map<string, number>();

  numberOf(key: string): number {
    let number = this.#numbers.get(key);
    if (number === undefined) {
      number = this.keys.push(key) - 1;
      this.#numbers.set(key, number);
    }
    return number;
  }
}
