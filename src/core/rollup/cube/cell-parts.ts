import type { TelemetryDataset } from "../../store/tables.ts";
import type { TelemetryQuery } from "../query.ts";
import { latestUsableMs, WindowTest } from "../time-window.ts";
import { aggregatesOf } from "./aggregates.ts";
import { CallCube } from "./call-cube.ts";
import { DaySlots } from "./day-slots.ts";
import { RunCube } from "./run-cube.ts";
import { DATED, slotUse, UNDATED } from "./slot-use.ts";

/** Cells by day, and how the question counts the days. */
interface Part<C> {
  readonly cube: C;
  readonly use: Uint8Array;
}

/**
 * Everything that a question counts of calls, as cells of whole days: from the cube that is kept, and of days that
 * count in part from a throw-away one over their rows alone.
 */
export function visitCallCells(
  dataset: TelemetryDataset,
  query: TelemetryQuery,
  visit: (part: Part<CallCube<DaySlots>>) => void,
): void {
  const aggregates = aggregatesOf(dataset);
  const kept = aggregates.callCube(query.timeZone, query.mergeTwins);
  const scan = (window: WindowTest) => {
    const show = (cube: CallCube<DaySlots>) => visit({ cube, use: allDays(cube.slots) });
    const slots = new DaySlots(query.timeZone, latestUsableMs(query.nowMs));
    const onFull = (cube: CallCube<DaySlots>) => {
      show(cube);
      cube.cells.clear();
    };
    show(
      new CallCube(dataset, aggregates.times, {
        slots,
        mergesTwins: query.mergeTwins,
        window,
        onFull,
      }).follow(),
    );
  };
  if (kept === null) {
    scan(new WindowTest(query.window, query.nowMs));
    return;
  }
  const { use, rest } = slotUse(kept.slots, query);
  visit({ cube: kept, use });
  for (const window of rest) scan(window);
}

/** The same of runs and their stages. */
export function visitRunCells(
  dataset: TelemetryDataset,
  query: TelemetryQuery,
  visit: (part: Part<RunCube<DaySlots>>) => void,
): void {
  const aggregates = aggregatesOf(dataset);
  const kept = aggregates.runCube(query.timeZone);
  const scan = (window: WindowTest) => {
    const show = (cube: RunCube<DaySlots>) => visit({ cube, use: allDays(cube.slots) });
    const slots = new DaySlots(query.timeZone, latestUsableMs(query.nowMs));
    const cube = new RunCube(dataset, slots, (full) => {
      show(full);
      full.clear();
    });
    for (const row of runRowsIn(dataset, window)) cube.add(row, 1);
    show(cube);
  };
  if (kept === null) {
    scan(new WindowTest(query.window, query.nowMs));
    return;
  }
  const { use, rest } = slotUse(kept.slots, query);
  visit({ cube: kept, use });
  for (const window of rest) scan(window);
}

/** Rows of the runs that count in a window. */
export function* runRowsIn({ runs }: TelemetryDataset, window: WindowTest): Generator<number> {
  for (let row = 0; row < runs.count; row++) {
    if (window.holds(runs.atMs(row)) && !runs.isSuperseded(row)) yield row;
  }
}

function allDays(slots: DaySlots): Uint8Array {
  const use = new Uint8Array(slots.count).fill(DATED);
  use[0] = UNDATED;
  return use;
}
