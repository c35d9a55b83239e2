import type { TelemetryDataset } from "../store/tables.ts";
import type { StageRow } from "./run-detail.ts";
import type { CallRow } from "./record-rows.ts";
import { reported, reportedUsd } from "./tally.ts";

/** A stage is a little slower than its call; of a long one by more. */
const MIN_LATENCY_TOLERANCE_MS = 100;
const LATENCY_TOLERANCE_RATIO = 0.02;
/** The run's times and the calls' come from different readings of one clock. */
const RUN_EDGE_TOLERANCE_MS = 1000;

/**
 * The stages of a run in their order, laid end to end from its start. `calls` are the run's: each is given
 * to at most one stage.
 */
export function readStages(
  dataset: TelemetryDataset,
  run: number,
  calls: readonly CallRow[],
): readonly StageRow[] {
  const { runs, stages } = dataset;
  const first = runs.firstStage(run);
  const callIds = matchCalls(dataset, run, calls);
  let offsetMs = 0;
  return Array.from({ length: runs.stageCount(run) }, (_, index) => {
    const stage = first + index;
    const startOffsetMs = offsetMs;
    const latencyMs = stages.latencyMs(stage);
    if (latencyMs > 0) offsetMs += latencyMs;
    return {
      name: stages.name(stage),
      tier: stages.tier(stage),
      model: stages.model(stage),
      startOffsetMs,
      latencyMs: reported(latencyMs),
      costUsd: reportedUsd(stages.costNano(stage)),
      inputTokens: reported(stages.inputTokens(stage)),
      outputTokens: reported(stages.outputTokens(stage)),
      state: stageState(stages.isSkipped(stage), stages.success(stage)),
      skipReason: stages.skipReason(stage),
      error: stages.error(stage),
      callId: callIds.get(stage) ?? null,
    };
  });
}

/** A skipped stage is written with `success: false` and has not failed. */
function stageState(isSkipped: boolean, success: boolean | null): StageRow["state"] {
  if (isSkipped) return "skipped";
  if (success === null) return "unknown";
  return success ? "success" : "failed";
}

interface Pair {
  readonly stage: number;
  readonly callId: string;
  readonly gapMs: number;
}

/**
 * No key links a stage to its call. Both report the same input tokens and nearly the same latency; the
 * closest pairs are taken first.
 */
function matchCalls(
  dataset: TelemetryDataset,
  run: number,
  calls: readonly CallRow[],
): ReadonlyMap<number, string> {
  const { runs } = dataset;
  const first = runs.firstStage(run);
  const pairs: Pair[] = [];
  for (const call of calls) {
    if (!endsWithin(dataset, run, call.atMs)) continue;
    for (let stage = first; stage < first + runs.stageCount(run); stage++) {
      const gapMs = latencyGapMs(dataset, stage, call);
      if (gapMs !== null) pairs.push({ stage, callId: call.id, gapMs });
    }
  }
  const matched = new Map<number, string>();
  const taken = new Set<string>();
  for (const { stage, callId } of pairs.toSorted((a, b) => a.gapMs - b.gapMs || a.stage - b.stage)) {
    if (matched.has(stage) || taken.has(callId)) continue;
    matched.set(stage, callId);
    taken.add(callId);
  }
  return matched;
}

/** An unknown time excludes nothing. */
function endsWithin(dataset: TelemetryDataset, run: number, atMs: number | null): boolean {
  if (atMs === null) return true;
  const isBefore = atMs < dataset.runs.startedAtMs(run) - RUN_EDGE_TOLERANCE_MS;
  return !isBefore && !(atMs > dataset.runs.completedAtMs(run) + RUN_EDGE_TOLERANCE_MS);
}

/** `null` when the two cannot belong together. */
function latencyGapMs(dataset: TelemetryDataset, stage: number, call: CallRow): number | null {
  const { stages } = dataset;
  if (stages.isSkipped(stage) || call.inputTokens !== stages.inputTokens(stage)) return null;
  const latencyMs = stages.latencyMs(stage);
  const gapMs = Math.abs(latencyMs - (call.latencyMs ?? NaN));
  return gapMs <= Math.max(MIN_LATENCY_TOLERANCE_MS, latencyMs * LATENCY_TOLERANCE_RATIO) ? gapMs : null;
}
