import type { StageColumns, TelemetryDataset } from "../store/tables.ts";
import { NONE_KEY } from "./query.ts";
import { KnownSum } from "./tally.ts";
import type { Tally, TallyMap } from "./tally.ts";

/** Sees each stage that ran (skipped ones are left out), with the group it was counted in. */
export type StageVisitor = (stage: number, group: Tally) => void;

/**
 * Adds the stages of one run to their groups, and under `(none)` what the run's cost has more or less than
 * its stages, so that the groups sum to the cost of the runs. For the same reason stages of a run that
 * reports no cost count without theirs.
 */
export function addStagesOfRun(
  dataset: TelemetryDataset,
  run: number,
  groups: TallyMap,
  keyOf: (stages: StageColumns, stage: number) => string | null,
  visit?: StageVisitor,
): void {
  const { runs, stages } = dataset;
  const first = runs.firstStage(run);
  const end = first + runs.stageCount(run);
  const restNano = new KnownSum();
  restNano.add(runs.costNano(run));
  const isCostReported = restNano.reports > 0;
  for (let stage = first; stage < end; stage++) {
    if (stages.isSkipped(stage)) continue;
    const costNano = isCostReported ? stages.costNano(stage) : NaN;
    const group = groups.get(keyOf(stages, stage) ?? NONE_KEY);
    group.addRecord(costNano, stages.success(stage));
    group.addTokens(stages.inputTokens(stage), stages.outputTokens(stage));
    restNano.subtract(costNano);
    visit?.(stage, group);
  }
  if (isCostReported && restNano.value !== 0) groups.get(NONE_KEY).costNano.addSum(restNano);
}
