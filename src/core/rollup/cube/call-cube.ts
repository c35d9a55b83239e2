import { ROW_IS_CALL, ROW_IS_OUT, type CallBlock } from "../../store/call-block.ts";
import { isNumber } from "../../store/snapshot/json-guards.ts";
import type { SectionReader } from "../../store/snapshot/section-reader.ts";
import type { SectionWriter } from "../../store/snapshot/section-writer.ts";
import type { Stored } from "../../store/snapshot/stored.ts";
import type { TelemetryDataset } from "../../store/tables.ts";
import type { WindowTest } from "../time-window.ts";
import type { BlockTimes } from "./block-times.ts";
import { CallFollower, type TakeBlock } from "./call-follower.ts";
import { CellTable } from "./cell-table.ts";
import type { Slots } from "./day-slots.ts";
import {
  addFlatTally, addRecord, addSum, addTokens, addValue, bump, TALLY_WIDTH, type Sign,
} from "./flat-tally.ts"; // prettier-ignore

/** Behind the tally of the calls counted: how many name a run, and one that has a line. */
export const WITH_RUN = TALLY_WIDTH;
export const LINKED = TALLY_WIDTH + 1;
/** Lines that twins stand for, and their cost. */
export const MERGED_COUNT = TALLY_WIDTH + 2;
export const MERGED_COST = TALLY_WIDTH + 3;
export const CALL_WIDTH = TALLY_WIDTH + 6;

/** Adds a cell to another one. */
export function addCallCell(to: Float64Array, toAt: number, from: Float64Array, fromAt: number): void {
  addFlatTally(to, toAt, from, fromAt);
  for (let place = WITH_RUN; place <= MERGED_COUNT; place++)
    bump(to, toAt + place, from[fromAt + place] ?? 0);
  addSum(to, toAt + MERGED_COST, from, fromAt + MERGED_COST);
}

const NO_LINES = new Uint8Array(0);

export interface CallCubeOptions<S extends Slots> {
  readonly slots: S;
  readonly mergesTwins: boolean;
  /** Calls outside it are left out; null: all are taken. */
  readonly window: WindowTest | null;
  /** Told when there are too many cells: may clear them. */
  readonly onFull: (cube: CallCube<S>) => void;
}

/** About 24 MB; data with more combinations and days than this are hostile. */
export const MAX_CELLS = 131_072;

/**
 * Sums of calls by (combination, slot of time), each call added once as it comes. It is exact at any time: what
 * changes of a call that was added is taken out and added anew.
 */
export class CallCube<S extends Slots = Slots> implements Stored {
  readonly slots: S;
  readonly cells = new CellTable(CALL_WIDTH);
  readonly #dataset: TelemetryDataset;
  readonly #options: CallCubeOptions<S>;
  readonly #follower: CallFollower;
  readonly #take: TakeBlock = (block, sign) => this.#add(block, sign);
  /** By run number: its line is known here. */
  #lines: Uint8Array = NO_LINES;
  #runRows = 0;

  constructor(dataset: TelemetryDataset, times: BlockTimes, options: CallCubeOptions<S>) {
    this.slots = options.slots;
    this.#dataset = dataset;
    this.#options = options;
    const source = { calls: dataset.calls, times };
    this.#follower = new CallFollower(source, options.mergesTwins, options.window);
  }

  get behind(): number {
    return this.#follower.behind + this.#dataset.runs.count - this.#runRows;
  }

  /** Takes what is new, at most so many rows. */
  follow(mostRows = Infinity): this {
    // Without a call yet, lines of runs link none: they are only noted.
    if (this.#follower.rows === 0) this.#followLines(Infinity);
    this.#follower.follow(this.#take, mostRows);
    // Lines of runs that came meanwhile link calls: all of those must have been added.
    if (this.#follower.behind === 0) this.#followLines(mostRows);
    return this;
  }

  /**
   * Without the slots; only of a cube that has taken in all rows there are. With the cells of some slots alone it can
   * be looked at, and not go on.
   */
  saveTo(to: SectionWriter, isKept?: (slot: number) => boolean): void {
    const cells = isKept === undefined ? this.cells : this.cells.partOf(isKept);
    cells.saveTo(to.within("cells"));
    to.array("lines", isKept === undefined ? this.#lines.slice() : NO_LINES);
    to.json("runRows", this.#runRows);
    to.json("rows", this.#follower.rows);
  }

  restoreFrom(from: SectionReader): void {
    this.cells.restoreFrom(from.within("cells"));
    this.#lines = from.array("lines", "u8");
    this.#runRows = from.json("runRows", isNumber);
    this.#follower.resumeAt(from.json("rows", isNumber));
  }

  #add(block: CallBlock, sign: Sign): void {
    if (this.cells.count > MAX_CELLS) this.#options.onFull(this);
    const { count, use, atMs, costNano, inputTokens, outputTokens, combo, run, flags } = block;
    const { cells, slots } = this;
    for (let row = 0; row < count; row++) {
      if (use[row] === ROW_IS_OUT) continue;
      const at = cells.at(combo[row] ?? 0, slots.slotOf(atMs[row] ?? Number.NaN));
      const { values } = cells;
      const cost = costNano[row] ?? Number.NaN;
      if (use[row] !== ROW_IS_CALL) {
        bump(values, at + MERGED_COUNT, sign);
        addValue(values, at + MERGED_COST, cost, sign);
        continue;
      }
      addRecord(values, at, cost, flags[row] ?? 0, sign);
      addTokens(values, at, inputTokens[row] ?? Number.NaN, outputTokens[row] ?? Number.NaN, sign);
      const named = run[row] ?? Number.NaN;
      if (!(named >= 0)) continue;
      bump(values, at + WITH_RUN, sign);
      if (this.#lines[named] === 1) bump(values, at + LINKED, sign);
    }
  }

  /** A run's line that comes after its calls links them. */
  #followLines(mostRows: number): void {
    const { runs } = this.#dataset;
    const end = Math.min(runs.count, this.#runRows + mostRows);
    while (this.#runRows < end) {
      const run = runs.run(this.#runRows++);
      if (run < 0 || this.#lines[run] === 1) continue;
      if (run >= this.#lines.length) this.#growLines(run);
      this.#lines[run] = 1;
      if (this.#follower.rows > 0) this.#linkCallsOf(run);
    }
  }

  #linkCallsOf(run: number): void {
    const { calls } = this.#dataset;
    const { mergesTwins, window } = this.#options;
    for (const line of this.#dataset.callRowsNaming(run)) {
      const isMerged = mergesTwins && calls.isMergedAway(line);
      const row = isMerged ? calls.twinRow(line) : line;
      const named = mergesTwins ? calls.effectiveRun(row) : calls.run(row);
      if (named !== run || window?.holds(calls.atMs(row)) === false) continue;
      const at = this.cells.at(calls.combo(row), this.slots.slotOf(calls.atMs(row)));
      bump(this.cells.values, at + LINKED, 1);
    }
  }

  #growLines(run: number): void {
    const lines = new Uint8Array(Math.max(run + 1, this.#lines.length * 2));
    lines.set(this.#lines);
    this.#lines = lines;
  }
}
