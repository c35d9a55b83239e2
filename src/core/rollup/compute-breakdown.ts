import type { CallCombo, TelemetryDataset } from "../store/tables.ts";
import type { BreakdownRow, Dimension } from "./breakdown.ts";
import { shownTier } from "./call-scope.ts";
import { sumCalls } from "./call-sums.ts";
import { aggregatesOf } from "./cube/aggregates.ts";
import type { RunGroup, StageGroup } from "./cube/run-groups.ts";
import { addArchivedGroups } from "./daily/archived-groups.ts";
import { ArchivedScope } from "./daily/archived-scope.ts";
import { NO_DURATIONS } from "./percentile.ts";
import { NONE_KEY } from "./query.ts";
import type { Basis, TelemetryQuery, TimeWindow } from "./query.ts";
import { sumRuns, tallyRuns, tallyStages } from "./run-sums.ts";
import type { DurationStats } from "./stats.ts";
import { TallyMap } from "./tally.ts";
import type { KnownSum, Tally } from "./tally.ts";
import { HiddenWorkflows } from "./workflow-glob.ts";

/** The groups of one period. `isSplitAlwaysRecorded`: runs and stages record input and output apart. */
interface Groups {
  readonly tallies: TallyMap;
  readonly isSplitAlwaysRecorded: boolean;
  /** Of the groups, by their tallies' index. */
  readonly durations: () => readonly DurationStats[];
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
  const durations = current.durations();
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
  if (dimension === "stage") return collectStages(dataset, query, (group) => group.name);
  if (basis === "calls") return collectCalls(dataset, query, CALL_KEYS[dimension]);
  if (dimension === "workflow") return collectRuns(dataset, query, (group) => group.workflow);
  if (dimension === "provider") return collectRuns(dataset, query, (group) => group.providers);
  return collectStages(dataset, query, (group) => (dimension === "model" ? group.model : group.tier));
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
  const { byCombo } = sumCalls(dataset, query);
  const tallies = new TallyMap();
  const groupOf = new Int32Array(byCombo.count).fill(-1);
  for (let combo = 0; combo < byCombo.count; combo++) {
    const at = byCombo.at(combo);
    if (byCombo.values[at] === 0) continue;
    const tally = tallies.get(keyOf(dataset.combos.get(combo)) ?? NONE_KEY);
    tally.addFlat(byCombo.values, at);
    groupOf[combo] = tally.index;
  }
  const durations = () =>
    aggregatesOf(dataset)
      .callDurations(query)
      .values.stats(tallies.size, (combo) => groupOf[combo] ?? -1);
  return { tallies, durations, isSplitAlwaysRecorded: false };
}

function collectRuns(
  dataset: TelemetryDataset,
  query: TelemetryQuery,
  keyOf: (group: RunGroup) => string | null,
): Groups {
  const tallies = tallyRuns(sumRuns(dataset, query), keyOf);
  const durations = () => {
    const { runs, runGroups } = aggregatesOf(dataset).runDurations(query);
    return runs.stats(tallies.size, groupNumbers(runGroups.all, query, keyOf, tallies));
  };
  return { tallies, durations, isSplitAlwaysRecorded: true };
}

function collectStages(
  dataset: TelemetryDataset,
  query: TelemetryQuery,
  keyOf: (group: StageGroup) => string | null,
): Groups {
  const tallies = tallyStages(sumRuns(dataset, query), keyOf);
  const durations = () => {
    const { stages, stageGroups } = aggregatesOf(dataset).runDurations(query);
    return stages.stats(tallies.size, groupNumbers(stageGroups.all, query, keyOf, tallies));
  };
  return { tallies, durations, isSplitAlwaysRecorded: true };
}

/** The tally of a group by its number; -1 for one that is hidden, or counted nowhere. */
function groupNumbers<G extends { readonly workflow: string | null }>(
  groups: readonly G[],
  query: TelemetryQuery,
  keyOf: (group: G) => string | null,
  tallies: TallyMap,
): (group: number) => number {
  const hidden = new HiddenWorkflows(query.hiddenWorkflows);
  const numbers = groups.map((group) =>
    hidden.hides(group.workflow) ? -1 : (tallies.find(keyOf(group) ?? NONE_KEY)?.index ?? -1),
  );
  return (group) => numbers[group] ?? -1;
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
