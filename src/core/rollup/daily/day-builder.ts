import type { CallCell, DaySums, RunCell, StageCell } from "../../store/archived-days.ts";
import type { TelemetryDataset } from "../../store/tables.ts";
import type { Slots } from "../cube/day-slots.ts";
import { BASELINE, REST, RunCube, SAVINGS } from "../cube/run-cube.ts";
import { joinedProviders } from "../run-row.ts";
import { CallGroup, DayGroups, RunGroup } from "./day-groups.ts";
import type { CallGroups, GroupNames } from "./day-groups.ts";

/** All of a builder is one day. */
const ONE_DAY: Slots = { slotOf: () => 0 };

/** Sums of one day while they are gathered. */
export class DayBuilder {
  readonly calls = new DayGroups<CallGroups>(() => ({ merged: new CallGroup(), raw: new CallGroup() }));
  readonly #runs = new DayGroups(() => new RunGroup());
  readonly #stages = new DayGroups(() => new RunGroup());
  readonly #dataset: TelemetryDataset;
  /** Runs and stages count as they do among records. */
  readonly #cube: RunCube;

  constructor(dataset: TelemetryDataset) {
    this.#dataset = dataset;
    this.#cube = new RunCube(dataset, ONE_DAY, () => this.#takeCube());
  }

  addRun(row: number): void {
    const { runs, stages } = this.#dataset;
    this.#cube.add(row, 1);
    const workflow = runs.workflow(row);
    this.#runs.get([workflow, joinedProviders(runs.providers(row))]).duration.add(runs.durationMs(row));
    const first = runs.firstStage(row);
    for (let stage = first; stage < first + runs.stageCount(row); stage++) {
      if (stages.isSkipped(stage)) continue;
      const names = [workflow, stages.name(stage), stages.tier(stage), stages.model(stage)];
      this.#stages.get(names).duration.add(stages.latencyMs(stage));
    }
  }

  build(day: string, timeZone: string): DaySums {
    this.#takeCube();
    return {
      day,
      timeZone,
      calls: this.calls.map((names, { merged, raw }) => callCell(names, merged, raw)),
      runs: this.#runs.map(runCell),
      stages: this.#stages.map(stageCell),
    };
  }

  /** Moves what the cube holds to the groups. */
  #takeCube(): void {
    const { runGroups, runCells, stageGroups, stageCells } = this.#cube;
    for (const [number, { workflow, providers }] of runGroups.all.entries()) {
      const at = runCells.find(number, 0);
      if (at < 0) continue;
      const { tally, baselineCostNano } = this.#runs.get([workflow, providers]);
      tally.addFlat(runCells.values, at);
      tally.savingsNano.addFlat(runCells.values, at + SAVINGS);
      baselineCostNano.addFlat(runCells.values, at + BASELINE);
      const [, , rests = 0] = runCells.values.subarray(at + REST);
      if (rests > 0)
        this.#stages.get([workflow, null, null, null]).tally.costNano.addFlat(runCells.values, at + REST);
    }
    for (const [number, { workflow, name, tier, model }] of stageGroups.all.entries()) {
      const at = stageCells.find(number, 0);
      if (at >= 0) this.#stages.get([workflow, name, tier, model]).tally.addFlat(stageCells.values, at);
    }
    this.#cube.clear();
  }
}

function callCell(names: GroupNames, merged: CallGroup, raw: CallGroup): CallCell {
  const [workflow = null, provider = null, tier = null, requestedTier = null, model = null] = names;
  const mergedSums = merged.toSums();
  const rawSums = raw.toSums();
  const hasTwins = JSON.stringify(mergedSums) !== JSON.stringify(rawSums);
  const sums = { merged: mergedSums, raw: hasTwins ? rawSums : null };
  return { workflow, provider, tier, requestedTier, model, ...sums };
}

function runCell([workflow = null, provider = null]: GroupNames, group: RunGroup): RunCell {
  const { tally, baselineCostNano, duration } = group;
  return {
    workflow,
    provider,
    tally: tally.toParts(),
    baselineCostNano: baselineCostNano.toParts(),
    duration: duration.toParts(),
  };
}

function stageCell(names: GroupNames, { tally, duration }: RunGroup): StageCell {
  const [workflow = null, stage = null, tier = null, model = null] = names;
  return { workflow, stage, tier, model, tally: tally.toParts(), duration: duration.toParts() };
}
