import type { CallCombo, TelemetryDataset } from "../store/tables.ts";
import { hiddenCombos } from "./call-scope.ts";
import { sumCalls, type CallSums } from "./call-sums.ts";
import { aggregatesOf } from "./cube/aggregates.ts";
import { LINKED, MERGED_COST, MERGED_COUNT, WITH_RUN } from "./cube/call-cube.ts";
import { ArchivedScope } from "./daily/archived-scope.ts";
import type { ArchivedCalls } from "./daily/archived-scope.ts";
import { NO_DURATIONS } from "./percentile.ts";
import { NONE_KEY } from "./query.ts";
import type { TelemetryQuery } from "./query.ts";
import type { CallBreakdown, CallStats, DurationStats } from "./stats.ts";
import { KnownSum, Tally, TallyMap } from "./tally.ts";

/** The calls half of `computeStats`, from sums that are kept. */
export function computeCallStats(dataset: TelemetryDataset, query: TelemetryQuery): CallStats {
  const sums = sumCalls(dataset, query);
  const archived = [...new ArchivedScope(dataset, query).calls()];
  const { total, links, raw } = addUp(sums, archived);
  const hasSplit = total.isTokenSplitRecorded;
  const byKey = (select: (combo: ComboNames) => string | null) =>
    breakDown(dataset, sums, archived, (combo) => select(combo) ?? NONE_KEY);
  return {
    count: total.count,
    costUsd: total.costNano.usdOf(total.count),
    failed: total.failed,
    successRate: total.successRate,
    tokens: {
      total: total.tokens.of(total.count),
      input: hasSplit ? total.inputTokens.of(total.count) : null,
      output: hasSplit ? total.outputTokens.of(total.count) : null,
    },
    latencyMs: latencies(dataset, query, sums),
    ...links,
    raw: { count: raw.count, costUsd: raw.costNano.usdOf(raw.count) },
    byProvider: byKey((combo) => combo.provider),
    byTier: byKey((combo) => combo.tier),
    byRequestedTier: byKey((combo) => combo.requestedTier),
    byModel: byKey((combo) => combo.model),
    byWorkflow: byKey((combo) => combo.workflow),
    byDay: breakDownDays(sums, archived),
  };
}

type ComboNames = Pick<CallCombo, "workflow" | "provider" | "tier" | "requestedTier" | "model">;

function addUp({ byCombo }: CallSums, archived: readonly ArchivedCalls[]) {
  const total = new Tally();
  const links = { withRunId: 0, linkedToRun: 0 };
  const raw = { count: 0, costNano: new KnownSum() };
  const { values } = byCombo;
  for (let combo = 0; combo < byCombo.count; combo++) {
    const at = byCombo.at(combo);
    total.addFlat(values, at);
    links.withRunId += values[at + WITH_RUN] ?? 0;
    links.linkedToRun += values[at + LINKED] ?? 0;
    raw.count += values[at + MERGED_COUNT] ?? 0;
    raw.costNano.addFlat(values, at + MERGED_COST);
  }
  raw.count += total.count;
  raw.costNano.addSum(total.costNano);
  for (const { counted, lines } of archived) {
    total.addParts(counted.tally);
    links.withRunId += counted.withRunId;
    links.linkedToRun += counted.linkedToRun;
    raw.count += lines.tally.count;
    raw.costNano.addParts(lines.tally.costNano);
  }
  return { total, links, raw };
}

function latencies(dataset: TelemetryDataset, query: TelemetryQuery, { byCombo }: CallSums): DurationStats {
  const aggregates = aggregatesOf(dataset);
  const scanned = aggregates.scanLatencies(query, hiddenCombos(dataset, query));
  if (scanned !== null) return scanned;
  const { values } = aggregates.callDurations(query);
  const isCounted = (combo: number) => combo < byCombo.count && byCombo.values[byCombo.at(combo)] !== 0;
  const [latencyMs = NO_DURATIONS] = values.stats(1, (combo) => (isCounted(combo) ? 0 : -1));
  return latencyMs;
}

function breakDown(
  dataset: TelemetryDataset,
  { byCombo }: CallSums,
  archived: readonly ArchivedCalls[],
  keyOf: (combo: ComboNames) => string,
): readonly CallBreakdown[] {
  const groups = new TallyMap();
  for (let combo = 0; combo < byCombo.count; combo++) {
    groups.get(keyOf(dataset.combos.get(combo))).addFlat(byCombo.values, byCombo.at(combo));
  }
  for (const { cell, counted } of archived) groups.get(keyOf(cell)).addParts(counted.tally);
  return groups.rows(toCallBreakdown);
}

function breakDownDays(
  { byDay, dayKeys }: CallSums,
  archived: readonly ArchivedCalls[],
): readonly CallBreakdown[] {
  const days = new TallyMap();
  dayKeys.forEach((key, day) => days.get(key).addFlat(byDay.values, byDay.at(day)));
  for (const { counted, day } of archived) days.get(day.sums.day).addParts(counted.tally);
  return days.rows(toCallBreakdown);
}

function toCallBreakdown(key: string, tally: Tally): CallBreakdown {
  return {
    key,
    count: tally.count,
    costUsd: tally.costNano.usdOf(tally.count),
    failed: tally.failed,
    tokens: tally.tokens.of(tally.count),
  };
}
