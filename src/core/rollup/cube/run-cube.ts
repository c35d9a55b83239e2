import type { SectionReader } from "../../store/snapshot/section-reader.ts";
import type { SectionWriter } from "../../store/snapshot/section-writer.ts";
import { restoreParts, saveParts, type Stored } from "../../store/snapshot/stored.ts";
import type { TelemetryDataset } from "../../store/tables.ts";
import { CellTable } from "./cell-table.ts";
import type { Slots } from "./day-slots.ts";
import { MAX_CELLS } from "./call-cube.ts";
import {
  addFlatTally, addSum, addTokens, addValue, bump, COST, COUNT, FAILED, SUCCEEDED, SUM_WIDTH, TALLY_WIDTH, type Sign,
} from "./flat-tally.ts"; // prettier-ignore
import { RunFollower } from "./run-follower.ts";
import { RunGroups, StageGroups } from "./run-groups.ts";

/** Behind the tally of the runs counted. */
export const SAVINGS = TALLY_WIDTH;
export const BASELINE = TALLY_WIDTH + 3;
/** What the cost of runs has more or less than that of their stages. */
export const REST = TALLY_WIDTH + 6;
export const RUN_WIDTH = TALLY_WIDTH + 9;

/** Adds a cell of runs to another one. */
export function addRunCell(to: Float64Array, toAt: number, from: Float64Array, fromAt: number): void {
  addFlatTally(to, toAt, from, fromAt);
  for (let sum = SAVINGS; sum < RUN_WIDTH; sum += SUM_WIDTH) addSum(to, toAt + sum, from, fromAt + sum);
}

/** Sums of runs and of their stages by (group, slot of time), each added once as its line comes; see `CallCube`. */
export class RunCube<S extends Slots = Slots> implements Stored {
  readonly slots: S;
  readonly runGroups = new RunGroups();
  readonly stageGroups = new StageGroups();
  readonly runCells = new CellTable(RUN_WIDTH);
  readonly stageCells = new CellTable(TALLY_WIDTH);
  readonly #dataset: TelemetryDataset;
  readonly #follower: RunFollower;
  readonly #onFull: (cube: RunCube<S>) => void;
  /** A sum of its own: what the run at hand has left. */
  readonly #rest = new Float64Array(SUM_WIDTH);

  /** `onFull` is told when there are too many cells: it may clear them. */
  constructor(dataset: TelemetryDataset, slots: S, onFull: (cube: RunCube<S>) => void) {
    this.#dataset = dataset;
    this.slots = slots;
    this.#onFull = onFull;
    this.#follower = new RunFollower(dataset.runs);
  }

  get behind(): number {
    return this.#follower.behind;
  }

  /** Takes what is new, at most so many rows. */
  follow(mostRows = Infinity): this {
    this.#follower.follow((row, sign) => this.add(row, sign), mostRows);
    return this;
  }

  /** See `CallCube.saveTo`. */
  saveTo(to: SectionWriter, isKept?: (slot: number) => boolean): void {
    const parts = this.#parts();
    const { runCells, stageCells } = parts;
    const some = isKept && { runCells: runCells.partOf(isKept), stageCells: stageCells.partOf(isKept) };
    saveParts({ ...parts, ...some }, to);
  }

  restoreFrom(from: SectionReader): void {
    restoreParts(this.#parts(), from);
  }

  clear(): void {
    this.runCells.clear();
    this.stageCells.clear();
  }

  add(row: number, sign: Sign): void {
    if (Math.max(this.runCells.count, this.stageCells.count) > MAX_CELLS) this.#onFull(this);
    const { runs } = this.#dataset;
    const slot = this.slots.slotOf(runs.atMs(row));
    const at = this.runCells.at(this.runGroups.ofRow(runs, row), slot);
    const { values } = this.runCells;
    addOutcome(values, at, runs.costNano(row), runs.success(row), sign);
    addTokens(values, at, runs.inputTokens(row), runs.outputTokens(row), sign);
    addValue(values, at + SAVINGS, runs.savingsNano(row), sign);
    addValue(values, at + BASELINE, runs.baselineCostNano(row), sign);
    this.#addStages(row, runs.workflow(row), slot, sign);
    const [low = 0, carried = 0, reports = 0] = this.#rest;
    if (reports > 0 && (low !== 0 || carried !== 0)) addSum(values, at + REST, this.#rest, 0, sign);
  }

  #parts() {
    const { runGroups, stageGroups, runCells, stageCells } = this;
    return { runGroups, stageGroups, runCells, stageCells, follower: this.#follower };
  }

  /**
   * Leaves in `#rest` what the run's cost has more or less than its stages. Stages of a run that reports none count
   * without theirs: so groups sum to the cost of the runs.
   */
  #addStages(row: number, workflow: string | null, slot: number, sign: Sign): void {
    const { runs, stages } = this.#dataset;
    this.#rest.fill(0);
    addValue(this.#rest, 0, runs.costNano(row), 1);
    const isCostReported = this.#rest[2] === 1;
    const first = runs.firstStage(row);
    for (let stage = first; stage < first + runs.stageCount(row); stage++) {
      if (stages.isSkipped(stage)) continue;
      const costNano = isCostReported ? stages.costNano(stage) : Number.NaN;
      const at = this.stageCells.at(this.stageGroups.ofStage(stages, stage, workflow), slot);
      addOutcome(this.stageCells.values, at, costNano, stages.success(stage), sign);
      addTokens(this.stageCells.values, at, stages.inputTokens(stage), stages.outputTokens(stage), sign);
      addValue(this.#rest, 0, costNano, -1);
    }
    // One report for each run, however many stages it has.
    this.#rest[2] = isCostReported ? 1 : 0;
  }
}

function addOutcome(
  values: Float64Array,
  at: number,
  costNano: number,
  success: boolean | null,
  sign: Sign,
): void {
  bump(values, at + COUNT, sign);
  if (success !== null) bump(values, at + (success ? SUCCEEDED : FAILED), sign);
  addValue(values, at + COST, costNano, sign);
}
