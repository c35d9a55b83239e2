import type { TelemetryDataset } from "../store/tables.ts";
import { countOpenRuns } from "./count-open-runs.ts";
import { aggregatesOf } from "./cube/aggregates.ts";
import { BASELINE, SAVINGS } from "./cube/run-cube.ts";
import { ArchivedScope } from "./daily/archived-scope.ts";
import { NO_DURATIONS } from "./percentile.ts";
import { NONE_KEY } from "./query.ts";
import type { TelemetryQuery } from "./query.ts";
import { sumRuns, tallyRunDays, tallyRuns, tallyStages } from "./run-sums.ts";
import type { DurationStats, RunBreakdown, RunStats, StageTierBreakdown } from "./stats.ts";
import { KnownSum, Tally } from "./tally.ts";
import { HiddenWorkflows } from "./workflow-glob.ts";

/** The runs half of `computeStats`, from sums that are kept. */
export function computeRunStats(dataset: TelemetryDataset, query: TelemetryQuery): RunStats {
  const sums = sumRuns(dataset, query);
  const total = new Tally();
  const baselineCostNano = new KnownSum();
  const { runs } = sums;
  for (let number = 0; number < runs.groups.length; number++) {
    const at = runs.sums.at(number);
    total.addFlat(runs.sums.values, at);
    total.savingsNano.addFlat(runs.sums.values, at + SAVINGS);
    baselineCostNano.addFlat(runs.sums.values, at + BASELINE);
  }
  const workflows = tallyRuns(sums, (group) => group.workflow);
  const tiers = tallyStages(sums, (group) => group.tier);
  const days = tallyRunDays(sums);
  // Times of archived runs are known roughly only: they are in no exact quantile.
  const archived = new ArchivedScope(dataset, query);
  for (const { cell, day } of archived.runs()) {
    total.addParts(cell.tally);
    workflows.get(cell.workflow ?? NONE_KEY).addParts(cell.tally);
    days.get(day.sums.day).addParts(cell.tally);
    baselineCostNano.addParts(cell.baselineCostNano);
  }
  for (const cell of archived.stages()) tiers.get(cell.tier ?? NONE_KEY).addParts(cell.tally);
  return {
    count: total.count,
    failed: total.failed,
    successRate: total.successRate,
    costUsd: total.costNano.usdOf(total.count),
    baselineCostUsd: baselineCostNano.usdOf(total.count),
    savingsUsd: total.savingsNano.usdOf(total.count),
    durationMs: durationsOfRuns(dataset, query),
    ...countOpenRuns(dataset, query),
    byWorkflow: workflows.rows(toRunBreakdown),
    byTier: tiers.rows(toTierBreakdown),
    byDay: days.rows(toRunBreakdown),
  };
}

function durationsOfRuns(dataset: TelemetryDataset, query: TelemetryQuery): DurationStats {
  const { runs, runGroups } = aggregatesOf(dataset).runDurations(query);
  const hidden = new HiddenWorkflows(query.hiddenWorkflows);
  const isHidden = runGroups.all.map(({ workflow }) => hidden.hides(workflow));
  const [durations = NO_DURATIONS] = runs.stats(1, (group) => (isHidden[group] === true ? -1 : 0));
  return durations;
}

function toRunBreakdown(key: string, tally: Tally): RunBreakdown {
  return {
    key,
    count: tally.count,
    failed: tally.failed,
    costUsd: tally.costNano.usdOf(tally.count),
    savingsUsd: tally.savingsNano.usdOf(tally.count),
  };
}

function toTierBreakdown(key: string, tally: Tally): StageTierBreakdown {
  return {
    key,
    count: tally.count,
    costUsd: tally.costNano.usdOf(tally.count),
    tokens: tally.tokens.of(tally.count),
  };
}
