import type { CallCombo, TelemetryDataset } from "../store/tables.ts";
import { CallScope } from "./call-scope.ts";
import { ArchivedScope } from "./daily/archived-scope.ts";
import type { ArchivedCalls } from "./daily/archived-scope.ts";
import { DayKeys } from "./day-keys.ts";
import { durationStats } from "./percentile.ts";
import { NONE_KEY } from "./query.ts";
import type { TelemetryQuery } from "./query.ts";
import type { CallBreakdown, CallStats } from "./stats.ts";
import { KnownSum, Tally, TallyMap } from "./tally.ts";

/** The calls half of `computeStats`: one pass over the rows, the rest from sums per combination. */
export function computeCallStats(dataset: TelemetryDataset, query: TelemetryQuery): CallStats {
  const pass = scanCalls(dataset, query);
  const archived = [...new ArchivedScope(dataset, query).calls()];
  const links = { withRunId: pass.withRunId, linkedToRun: pass.linkedToRun };
  const raw = { count: pass.rawCount, costNano: pass.rawCostNano };
  const byCombo = (select: (combo: ComboNames) => string | null) =>
    breakDown(dataset, pass.combos, archived, (combo) => select(combo) ?? NONE_KEY);
  const total = new Tally();
  for (const tally of pass.combos) if (tally !== undefined) total.addTally(tally);
  for (const { counted, lines, day } of archived) {
    total.addParts(counted.tally);
    pass.days.get(day.sums.day).addParts(counted.tally);
    links.withRunId += counted.withRunId;
    links.linkedToRun += counted.linkedToRun;
    raw.count += lines.tally.count;
    raw.costNano.addParts(lines.tally.costNano);
  }
  const hasSplit = total.isTokenSplitRecorded;
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
    latencyMs: durationStats(pass.latenciesMs),
    ...links,
    raw: { count: raw.count, costUsd: raw.costNano.usdOf(raw.count) },
    byProvider: byCombo((combo) => combo.provider),
    byTier: byCombo((combo) => combo.tier),
    byRequestedTier: byCombo((combo) => combo.requestedTier),
    byModel: byCombo((combo) => combo.model),
    byWorkflow: byCombo((combo) => combo.workflow),
    byDay: pass.days.rows(toCallBreakdown),
  };
}

type ComboNames = Pick<CallCombo, "workflow" | "provider" | "tier" | "requestedTier" | "model">;

interface CallPass {
  /** By combination number; a hole where no call counts. */
  readonly combos: readonly (Tally | undefined)[];
  readonly days: TallyMap;
  readonly latenciesMs: Float64Array;
  readonly withRunId: number;
  readonly linkedToRun: number;
  readonly rawCount: number;
  readonly rawCostNano: KnownSum;
}

function scanCalls(dataset: TelemetryDataset, query: TelemetryQuery): CallPass {
  const { calls } = dataset;
  const scope = new CallScope(dataset, query);
  const dayKeys = new DayKeys(query.timeZone, query.nowMs);
  const combos = Array.from<Tally | undefined>({ length: dataset.combos.count });
  const days = new TallyMap();
  const latencies = new Float64Array(calls.count);
  const links = new LinkCounter(dataset);
  const rawCostNano = new KnownSum();
  let latencyCount = 0;
  let rawCount = 0;
  for (let row = 0; row < calls.count; row++) {
    if (!scope.covers(row)) continue;
    const costNano = calls.costNano(row);
    rawCount++;
    rawCostNano.add(costNano);
    if (scope.isMergedAway(row)) continue;
    const success = calls.success(row);
    const input = calls.inputTokens(row);
    const output = calls.outputTokens(row);
    const combo = (combos[calls.combo(row)] ??= new Tally());
    combo.addRecord(costNano, success);
    combo.addTokens(input, output);
    const day = days.get(dayKeys.keyOf(calls.atMs(row)));
    day.addRecord(costNano, success);
    day.addTokens(input, output);
    const latencyMs = scope.latencyMs(row);
    if (!Number.isNaN(latencyMs)) latencies[latencyCount++] = latencyMs;
    links.add(scope.run(row));
  }
  const { withRunId, linkedToRun } = links;
  const latenciesMs = latencies.subarray(0, latencyCount);
  return { combos, days, latenciesMs, withRunId, linkedToRun, rawCount, rawCostNano };
}

/** Counts run ids carried, and those whose run has a line. */
class LinkCounter {
  withRunId = 0;
  linkedToRun = 0;
  readonly #dataset: TelemetryDataset;

  constructor(dataset: TelemetryDataset) {
    this.#dataset = dataset;
  }

  /** -1 is no run. */
  add(run: number): void {
    if (run < 0) return;
    this.withRunId++;
    if (this.#dataset.hasRunLine(run)) this.linkedToRun++;
  }
}

function breakDown(
  dataset: TelemetryDataset,
  combos: readonly (Tally | undefined)[],
  archived: readonly ArchivedCalls[],
  keyOf: (combo: ComboNames) => string,
): readonly CallBreakdown[] {
  const groups = new TallyMap();
  combos.forEach((tally, index) => {
    if (tally !== undefined) groups.get(keyOf(dataset.combos.get(index))).addTally(tally);
  });
  for (const { cell, counted } of archived) groups.get(keyOf(cell)).addParts(counted.tally);
  return groups.rows(toCallBreakdown);
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
