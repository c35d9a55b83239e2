import type { TelemetryDataset } from "../../../src/core/store/tables.ts";
import { recordId } from "../../../src/core/store/record-id.ts";

/** What can be seen of a dataset, without row numbers: those depend on the order of reading. */
export interface ObservedDataset {
  readonly calls: readonly ObservedCall[];
  readonly runs: readonly ObservedRun[];
  readonly twinsMerged: number;
  readonly callsOfRun: Readonly<Record<string, readonly string[]>>;
  readonly runOfId: Readonly<Record<string, string | null>>;
  readonly openRuns: readonly ObservedOpenRun[];
  readonly routing: Readonly<Record<string, string | null>>;
  readonly gapP95Ms: Readonly<Record<string, number | null>>;
  readonly coverageAtMs: readonly (number | null)[];
  readonly fileTests: Readonly<Record<string, string | null>>;
  readonly assignments: Readonly<Record<string, string | null>>;
  readonly newestAtMs: Readonly<Record<string, number | null>>;
}

/** In time order. */
export interface ObservedCall {
  readonly id: string;
  readonly callId: string | null;
  readonly costNano: number | null;
  readonly model: string | null;
  readonly twin: string | null;
  readonly isMergedAway: boolean;
  readonly runId: string | null;
  readonly latencyMs: number | null;
}

/** In time order. */
export interface ObservedRun {
  readonly id: string;
  readonly isSuperseded: boolean;
  readonly stages: readonly (string | null)[];
}

export interface ObservedOpenRun {
  readonly runId: string;
  readonly workflow: string | null;
  readonly firstAtMs: number | null;
  readonly lastAtMs: number | null;
  readonly hasEnded: boolean;
  readonly calls: readonly string[];
}

export const RUN_IDS = ["run-0", "run-1", "run-2", "run-3"] as const;
export const WORKFLOWS = ["alpha", "beta"] as const;

export function known(number: number): number | null {
  return Number.isNaN(number) ? null : number;
}

/** Reads everything through the public interface. */
export function observe(dataset: TelemetryDataset): ObservedDataset {
  const { calls, runs, stages, combos } = dataset;
  const labels = dataset.files().map((state) => state.file.label);
  const callAt = (row: number): string =>
    recordId("call", labels[calls.fileId(row)] ?? "", calls.byteOffset(row));
  /** The run id by way of its number, as passes over many rows go. */
  const runIdOf = (row: number): string | null => {
    const numbered = calls.effectiveRun(row);
    const runId = calls.effectiveRunId(row);
    const hasLine = runId !== null && dataset.runRow(runId) >= 0;
    const isAgreed = numbered < 0 === (runId === null) && dataset.hasRunLine(numbered) === hasLine;
    return isAgreed ? runId : `number ${numbered} is not ${runId}`;
  };
  const runAt = (row: number): string =>
    recordId("run", labels[runs.fileId(row)] ?? "", runs.byteOffset(row));
  return {
    calls: [...dataset.callOrder.get()].map((row) => ({
      id: callAt(row),
      callId: calls.callId(row),
      costNano: known(calls.costNano(row)),
      model: combos.get(calls.combo(row)).model,
      twin: calls.twinRow(row) < 0 ? null : callAt(calls.twinRow(row)),
      isMergedAway: calls.isMergedAway(row),
      runId: runIdOf(row),
      latencyMs: known(calls.effectiveLatencyMs(row)),
    })),
    runs: [...dataset.runOrder.get()].map((row) => ({
      id: runAt(row),
      isSuperseded: runs.isSuperseded(row),
      stages: Array.from({ length: runs.stageCount(row) }, (_, n) => stages.name(runs.firstStage(row) + n)),
    })),
    twinsMerged: dataset.twinsMerged,
    callsOfRun: byKey(RUN_IDS, (id) => dataset.callRowsOfRun(id).map(callAt)),
    runOfId: byKey(RUN_IDS, (id) => (dataset.runRow(id) < 0 ? null : runAt(dataset.runRow(id)))),
    openRuns: dataset.openRuns().map((run) => ({
      runId: run.runId,
      workflow: run.workflow,
      firstAtMs: known(run.firstAtMs),
      lastAtMs: known(run.lastAtMs),
      hasEnded: run.hasEnded,
      calls: run.callRows.map(callAt),
    })),
    routing: byKey(RUN_IDS, (id) => dataset.routingOfRun(id)?.status ?? null),
    gapP95Ms: byKey(WORKFLOWS, (workflow) => known(dataset.gapP95Ms(workflow))),
    coverageAtMs: dataset.coverage.map((each) => each.atMs),
    fileTests: Object.fromEntries([...dataset.fileTests].map(([path, each]) => [path, each.result])),
    assignments: Object.fromEntries([...dataset.assignments].map(([id, each]) => [id, each.status])),
    newestAtMs: Object.fromEntries(dataset.files().map((state) => [state.file.label, state.newestAtMs])),
  };
}

export function byKey<V>(keys: readonly string[], valueOf: (key: string) => V): Record<string, V> {
  return Object.fromEntries(keys.map((key) => [key, valueOf(key)]));
}
