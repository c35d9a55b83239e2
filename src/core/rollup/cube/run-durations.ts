import type { TelemetryDataset } from "../../store/tables.ts";
import type { WindowTest } from "../time-window.ts";
import type { Sign } from "./flat-tally.ts";
import { GroupedValues } from "./grouped-values.ts";
import { RunGroups, StageGroups } from "./run-groups.ts";
import { RunFollower } from "./run-follower.ts";

/** Durations of the runs of a window and of their stages, by group; kept up as runs come. */
export class RunDurations {
  readonly runs = new GroupedValues();
  readonly stages = new GroupedValues();
  readonly runGroups = new RunGroups();
  readonly stageGroups = new StageGroups();
  readonly #dataset: TelemetryDataset;
  readonly #window: WindowTest;
  readonly #follower: RunFollower;

  constructor(dataset: TelemetryDataset, window: WindowTest) {
    this.#dataset = dataset;
    this.#window = window;
    this.#follower = new RunFollower(dataset.runs);
  }

  get behind(): number {
    return this.#follower.behind;
  }

  follow(mostRows = Infinity): this {
    this.#follower.follow((row, sign) => {
      if (this.#window.holds(this.#dataset.runs.atMs(row))) this.#add(row, sign);
    }, mostRows);
    return this;
  }

  #add(row: number, sign: Sign): void {
    const { runs, stages } = this.#dataset;
    const workflow = runs.workflow(row);
    put(this.runs, this.runGroups.ofRow(runs, row), runs.durationMs(row), sign);
    const first = runs.firstStage(row);
    for (let stage = first; stage < first + runs.stageCount(row); stage++) {
      if (stages.isSkipped(stage)) continue;
      put(this.stages, this.stageGroups.ofStage(stages, stage, workflow), stages.latencyMs(stage), sign);
    }
  }
}

function put(values: GroupedValues, source: number, durationMs: number, sign: Sign): void {
  if (sign === 1) values.add(source, durationMs);
  else values.remove(source, durationMs);
}
