import { ROW_IS_CALL, type CallBlock } from "../../store/call-block.ts";
import type { TelemetryDataset } from "../../store/tables.ts";
import type { TimeWindow } from "../query.ts";
import { intersectWindows, WindowTest } from "../time-window.ts";
import { HiddenWorkflows } from "../workflow-glob.ts";
import type { BlockTimes } from "./block-times.ts";
import { CallFollower } from "./call-follower.ts";
import { addRecord, TALLY_WIDTH, type Sign } from "./flat-tally.ts";
import { GroupedValues } from "./grouped-values.ts";
import { RunFollower } from "./run-follower.ts";

/** Equal slices of a stretch of time, and which records count in them. */
export interface SliceQuestion {
  readonly fromMs: number;
  readonly toMs: number;
  /** Records more than a day ahead of it do not count; Infinity where there are none. */
  readonly endMs: number;
  readonly points: number;
  readonly mergesTwins: boolean;
  readonly hiddenWorkflows: readonly string[];
  /** What counts of them: the slices at the ends may reach beyond it. */
  readonly window: TimeWindow;
}

/** Tallies and durations of equal slices of time, kept up as records come. */
export class SliceSums {
  readonly durations = new GroupedValues();
  /** One tally after the other. */
  readonly tallies: Float64Array;
  readonly #question: SliceQuestion;
  readonly #hidden: HiddenWorkflows;

  constructor(question: SliceQuestion) {
    this.#question = question;
    this.#hidden = new HiddenWorkflows(question.hiddenWorkflows);
    this.tallies = new Float64Array(question.points * TALLY_WIDTH);
  }

  hides(workflow: string | null): boolean {
    return this.#hidden.hides(workflow);
  }

  /** `success` as in the flags of a call. A record outside all slices is left out. */
  add(atMs: number, costNano: number, success: number, durationMs: number, sign: Sign): void {
    const { fromMs, toMs, points } = this.#question;
    const slice = Math.floor(((atMs - fromMs) / (toMs - fromMs)) * points);
    if (!(slice >= 0 && slice < points)) return;
    addRecord(this.tallies, slice * TALLY_WIDTH, costNano, success, sign);
    if (sign === 1) this.durations.add(slice, durationMs);
    else this.durations.remove(slice, durationMs);
  }
}

/** Slices of calls. */
export class CallSlices {
  readonly sums: SliceSums;
  readonly #dataset: TelemetryDataset;
  readonly #follower: CallFollower;
  readonly #isHidden: boolean[] = [];

  constructor(dataset: TelemetryDataset, times: BlockTimes, question: SliceQuestion) {
    this.sums = new SliceSums(question);
    this.#dataset = dataset;
    const window = new WindowTest(intersectWindows(question, question.window), question.endMs);
    this.#follower = new CallFollower({ calls: dataset.calls, times }, question.mergesTwins, window);
  }

  get behind(): number {
    return this.#follower.behind;
  }

  follow(mostRows = Infinity): this {
    this.#follower.follow((block, sign) => this.#add(block, sign), mostRows);
    return this;
  }

  #add({ count, use, atMs, costNano, latencyMs, combo, flags }: CallBlock, sign: Sign): void {
    for (let row = 0; row < count; row++) {
      if (use[row] !== ROW_IS_CALL || this.#hides(combo[row] ?? 0)) continue;
      const at = atMs[row] ?? Number.NaN;
      this.sums.add(at, costNano[row] ?? Number.NaN, flags[row] ?? 0, latencyMs[row] ?? Number.NaN, sign);
    }
  }

  #hides(combo: number): boolean {
    const known = this.#isHidden[combo];
    if (known !== undefined) return known;
    const isHidden = this.sums.hides(this.#dataset.combos.get(combo).workflow);
    this.#isHidden[combo] = isHidden;
    return isHidden;
  }
}

/** Slices of runs. */
export class RunSlices {
  readonly sums: SliceSums;
  readonly #dataset: TelemetryDataset;
  readonly #follower: RunFollower;
  readonly #window: WindowTest;

  constructor(dataset: TelemetryDataset, question: SliceQuestion) {
    this.#window = new WindowTest(intersectWindows(question, question.window), question.endMs);
    this.sums = new SliceSums(question);
    this.#dataset = dataset;
    this.#follower = new RunFollower(dataset.runs);
  }

  get behind(): number {
    return this.#follower.behind;
  }

  follow(mostRows = Infinity): this {
    const { runs } = this.#dataset;
    this.#follower.follow((row, sign) => {
      if (!this.#window.holds(runs.atMs(row)) || this.sums.hides(runs.workflow(row))) return;
      const success = runs.success(row);
      const flags = success === null ? 0 : 1 + Number(success);
      this.sums.add(runs.atMs(row), runs.costNano(row), flags, runs.durationMs(row), sign);
    }, mostRows);
    return this;
  }
}
