import type { CallCell, DaySums, RunCell, StageCell } from "../../store/archived-days.ts";
import { CallGroup, DayGroups, RunGroup } from "./day-groups.ts";
import type { CallGroups, GroupNames } from "./day-groups.ts";

/** Sums of one day while they are gathered. */
export class DayBuilder {
  readonly calls = new DayGroups<CallGroups>(() => ({ merged: new CallGroup(), raw: new CallGroup() }));
  readonly runs = new DayGroups(() => new RunGroup());
  readonly stages = new DayGroups(() => new RunGroup());

  build(day: string, timeZone: string): DaySums {
    return {
      day,
      timeZone,
      calls: this.calls.map((names, { merged, raw }) => callCell(names, merged, raw)),
      runs: this.runs.map(runCell),
      stages: this.stages.map(stageCell),
    };
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
