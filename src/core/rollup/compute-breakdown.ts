import type { CallCombo, StageColumns, TelemetryDataset } from "../store/tables.ts";
import type { BreakdownRow, Dimension } from "./breakdown.ts";
import { CallScope, shownTier } from "./call-scope.ts";
import { addArchivedGroups } from "./daily/archived-groups.ts";
import { ArchivedScope } from "./daily/archived-scope.ts";
import { GroupedDurations } from "./grouped-durations.ts";
import { NONE_KEY } from "./query.ts";
import type { Basis, TelemetryQuery, TimeWindow } from "./query.ts";
import { joinedProviders } from "./run-row.ts";
import { RunScope } from "./run-scope.ts";
import { addStagesOfRun } from "./stage-tallies.ts";
import { NO_DURATIONS } from "./percentile.ts";
import type { DurationStats } from "./stats.ts";
import { TallyMap } from "./tally.ts";
import type { KnownSum, Tally } from "./tally.ts";

/** The groups of one period. `isSplitAlwaysRecorded`: runs and stages record input and output apart. */
interface Groups {
  readonly tallies: TallyMap;
  readonly durations: GroupedDurations;
  readonly isSplitAlwaysRecorded: boolean;
}

/**
 * Cost, tokens and time by one dimension, most expensive first; the costs sum to the basis' total. Tier is
 * the one asked for where known. Stages are always those of runs, and so are model and tier on the basis of
 * runs; a run of several providers stands under "a + b". `previous` is the window to compare costs with.
 */
export function computeBreakdown(
  dataset: TelemetryDataset,
  query: TelemetryQuery,
  basis: Basis,
  dimension: Dimension,
  previous: TimeWindow | null,
): readonly BreakdownRow[] {
  const groupsOf = (asked: TelemetryQuery): Groups => {
    const groups = collect(dataset, asked, basis, dimension);
    addArchivedGroups(groups.tallies, new ArchivedScope(dataset, asked), basis, dimension);
    return groups;
  };
  const current = groupsOf(query);
  const before = previous === null ? null : groupsOf({ ...query, window: previous });
  const durations = current.durations.stats(current.tallies.size);
  return current.tallies.rows((key, tally) => {
    const hasSplit = current.isSplitAlwaysRecorded || tally.isTokenSplitRecorded;
    const change = changeRatio(tally.costNano, before?.tallies.find(key)?.costNano);
    return toRow(key, tally, hasSplit, durations[tally.index] ?? NO_DURATIONS, change);
  });
}

function collect(
  dataset: TelemetryDataset,
  query: TelemetryQuery,
  basis: Basis,
  dimension: Dimension,
): Groups {
  if (dimension === "stage") return collectStages(dataset, query, (stages, stage) => stages.name(stage));
  if (basis === "calls") return collectCalls(dataset, query, CALL_KEYS[dimension]);
  const { runs } = dataset;
  if (dimension === "workflow") return collectRuns(dataset, query, (row) => runs.workflow(row));
  if (dimension === "provider")
    return collectRuns(dataset, query, (row) => joinedProviders(runs.providers(row)));
  const isModel = dimension === "model";
  return collectStages(dataset, query, (stages, stage) =>
    isModel ? stages.model(stage) : stages.tier(stage),
  );
}

const CALL_KEYS: Readonly<Record<Exclude<Dimension, "stage">, (combo: CallCombo) => string | null>> = {
  workflow: (combo) => combo.workflow,
  provider: (combo) => combo.provider,
  model: (combo) => combo.model,
  tier: shownTier,
};

function collectCalls(
  dataset: TelemetryDataset,
  query: TelemetryQuery,
  keyOf: (combo: CallCombo) => string | null,
): Groups {
  const { calls, combos } = dataset;
  const scope = new CallScope(dataset, query);
  const tallies = new TallyMap();
  const durations = new GroupedDurations();
  const byCombo = Array.from<Tally | undefined>({ length: combos.count });
  for (let row = 0; row < calls.count; row++) {
    if (!scope.counts(row)) continue;
    const combo = calls.combo(row);
    const tally = (byCombo[combo] ??= tallies.get(keyOf(combos.get(combo)) ?? NONE_KEY));
    tally.addRecord(calls.costNano(row), calls.success(row));
    tally.addTokens(calls.inputTokens(row), calls.outputTokens(row));
    durations.add(tally.index, scope.latencyMs(row));
  }
  return { tallies, durations, isSplitAlwaysRecorded: false };
}

function collectRuns(
  dataset: TelemetryDataset,
  query: TelemetryQuery,
  keyOf: (row: number) => string | null,
): Groups {
  const { runs } = dataset;
  const scope = new RunScope(dataset, query);
  const tallies = new TallyMap();
  const durations = new GroupedDurations();
  for (let row = 0; row < runs.count; row++) {
    if (!scope.counts(row)) continue;
    const tally = tallies.get(keyOf(row) ?? NONE_KEY);
    tally.addRecord(runs.costNano(row), runs.success(row));
    tally.addTokens(runs.inputTokens(row), runs.outputTokens(row));
    durations.add(tally.index, runs.durationMs(row));
  }
  return { tallies, durations, isSplitAlwaysRecorded: true };
}

function collectStages(
  dataset: TelemetryDataset,
  query: TelemetryQuery,
  keyOf: (stages: StageColumns, stage: number) => string | null,
): Groups {
  const scope = new RunScope(dataset, query);
  const tallies = new TallyMap();
  const durations = new GroupedDurations();
  for (let row = 0; row < dataset.runs.count; row++) {
    if (!scope.counts(row)) continue;
    addStagesOfRun(dataset, row, tallies, keyOf, (stage, tally) =>
      durations.add(tally.index, dataset.stages.latencyMs(stage)),
    );
  }
  return { tallies, durations, isSplitAlwaysRecorded: true };
}

/** `null` where either side reports no cost, or where the cost before is not above zero. */
function changeRatio(current: KnownSum, previous: KnownSum | undefined): number | null {
  if (previous === undefined || !(previous.value > 0) || current.reports === 0) return null;
  return (current.value - previous.value) / previous.value;
}

function toRow(
  key: string,
  tally: Tally,
  hasSplit: boolean,
  durationMs: DurationStats,
  costChangeRatio: number | null,
): BreakdownRow {
  return {
    key,
    count: tally.count,
    failed: tally.failed,
    costUsd: tally.costNano.usdOf(tally.count),
    tokens: tally.tokens.of(tally.count),
    inputTokens: hasSplit ? tally.inputTokens.of(tally.count) : null,
    outputTokens: hasSplit ? tally.outputTokens.of(tally.count) : null,
    durationMs,
    costChangeRatio,
  };
}
