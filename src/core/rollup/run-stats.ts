import type { TelemetryDataset } from "../store/tables.ts";
import { DayKeys } from "./day-keys.ts";
import { ArchivedScope } from "./daily/archived-scope.ts";
import { durationStats } from "./percentile.ts";
import { NONE_KEY } from "./query.ts";
import type { TelemetryQuery } from "./query.ts";
import { RunScope } from "./run-scope.ts";
import { openRunStatus } from "./run-status.ts";
import { addStagesOfRun } from "./stage-tallies.ts";
import type { RunBreakdown, RunStats, StageTierBreakdown } from "./stats.ts";
import { KnownSum, Tally, TallyMap } from "./tally.ts";

/** The runs half of `computeStats`. */
export function computeRunStats(dataset: TelemetryDataset, query: TelemetryQuery): RunStats {
  const scope = new RunScope(dataset, query);
  const pass = scanRuns(dataset, query, scope);
  addArchivedRuns(dataset, query, pass);
  const { total } = pass;
  return {
    count: total.count,
    failed: total.failed,
    successRate: total.successRate,
    costUsd: total.costNano.usdOf(total.count),
    baselineCostUsd: pass.baselineCostNano.usdOf(total.count),
    savingsUsd: total.savingsNano.usdOf(total.count),
    durationMs: durationStats(pass.durationsMs),
    ...countOpenRuns(dataset, query, scope),
    byWorkflow: pass.workflows.rows(toRunBreakdown),
    byTier: pass.tiers.rows(toTierBreakdown),
    byDay: pass.days.rows(toRunBreakdown),
  };
}

interface RunPass {
  readonly total: Tally;
  readonly baselineCostNano: KnownSum;
  readonly durationsMs: Float64Array;
  readonly workflows: TallyMap;
  readonly tiers: TallyMap;
  readonly days: TallyMap;
}

function scanRuns(dataset: TelemetryDataset, query: TelemetryQuery, scope: RunScope): RunPass {
  const { runs } = dataset;
  const dayKeys = new DayKeys(query.timeZone, query.nowMs);
  const [total, workflows, tiers, days] = [new Tally(), new TallyMap(), new TallyMap(), new TallyMap()];
  const baselineCostNano = new KnownSum();
  const durations = new Float64Array(runs.count);
  let durationCount = 0;
  const addRun = (tally: Tally, row: number) => {
    tally.addRecord(runs.costNano(row), runs.success(row));
    tally.savingsNano.add(runs.savingsNano(row));
  };
  for (let row = 0; row < runs.count; row++) {
    if (!scope.counts(row)) continue;
    addRun(total, row);
    addRun(workflows.get(runs.workflow(row) ?? NONE_KEY), row);
    addRun(days.get(dayKeys.keyOf(runs.atMs(row))), row);
    addStagesOfRun(dataset, row, tiers, (stages, stage) => stages.tier(stage));
    baselineCostNano.add(runs.baselineCostNano(row));
    const durationMs = runs.durationMs(row);
    if (!Number.isNaN(durationMs)) durations[durationCount++] = durationMs;
  }
  const durationsMs = durations.subarray(0, durationCount);
  return { total, baselineCostNano, durationsMs, workflows, tiers, days };
}

/** Times of archived runs are known roughly only: they are in no exact quantile. */
function addArchivedRuns(dataset: TelemetryDataset, query: TelemetryQuery, pass: RunPass): void {
  const archived = new ArchivedScope(dataset, query);
  for (const { cell, day } of archived.runs()) {
    pass.total.addParts(cell.tally);
    pass.workflows.get(cell.workflow ?? NONE_KEY).addParts(cell.tally);
    pass.days.get(day.sums.day).addParts(cell.tally);
    pass.baselineCostNano.addParts(cell.baselineCostNano);
  }
  for (const cell of archived.stages()) pass.tiers.get(cell.tier ?? NONE_KEY).addParts(cell.tally);
}

function countOpenRuns(
  dataset: TelemetryDataset,
  query: TelemetryQuery,
  scope: RunScope,
): { readonly running: number; readonly incomplete: number } {
  const shown = dataset.openRuns().filter((run) => scope.shows(run));
  const running = shown.filter((run) => openRunStatus(dataset, run, query.nowMs) === "running").length;
  return { running, incomplete: shown.length - running };
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
