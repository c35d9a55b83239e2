import type { FileRef, LineRef } from "../../../src/core/ingest/record-sink.ts";
import type { CallRecord } from "../../../src/core/records/call.ts";
import type { RecordKind, TelemetryRecord } from "../../../src/core/records/record.ts";
import { byKey, RUN_IDS, WORKFLOWS, type ObservedDataset, type ObservedOpenRun } from "./observed-dataset.ts";

/** A record with its place, as it was fed. */
export interface Fed<R extends TelemetryRecord = TelemetryRecord> {
  readonly file: FileRef;
  readonly line: LineRef;
  readonly record: R;
}

type Call = Fed<CallRecord>;

/** The rules, by brute force over plain objects: each answer is searched anew in all that was fed. */
export function naiveDataset(fed: readonly Fed[], files: readonly FileRef[]): ObservedDataset {
  const calls = ofKind(fed, "call").toSorted(byPlace);
  const runs = ofKind(fed, "run").toSorted(byPlace);
  const twins = pairsOf(calls);
  const firstOf = new Map(twins.map(([first, second]) => [second, first]));
  const secondOf = new Map(twins);
  const countedRun = (runId: string): Fed | null =>
    runs
      .filter(({ record }) => record.runId === runId)
      .toSorted((a, b) => timeOf(a) - timeOf(b) || byPlace(a, b))
      .at(-1) ?? null;
  const callsOfRun = (runId: string): Call[] =>
    calls
      .filter(({ record }) => record.runId === runId)
      .map((call) => firstOf.get(call) ?? call)
      .toSorted(byPlace);
  const routingOf = (runId: string) =>
    ofKind(fed, "routing")
      .filter(({ record }) => record.runId === runId)
      .toSorted(
        (a, b) =>
          (a.file === b.file ? 0 : Number(isEnd(a.record.status)) - Number(isEnd(b.record.status))) ||
          byPlace(a, b),
      )
      .at(-1)?.record ?? null;
  const openRun = (runId: string): ObservedOpenRun => {
    const named = fed.filter(({ record }) => "runId" in record && record.runId === runId);
    const times = named.flatMap(({ record }) =>
      record.kind === "routing"
        ? [record.atMs, record.startedAtMs, record.completedAtMs]
        : record.kind === "call"
          ? [record.atMs]
          : [],
    );
    const knownTimes = times.filter((atMs) => atMs !== null);
    const routing = routingOf(runId);
    const names = callsOfRun(runId).map(({ record }) => record.workflow);
    return {
      runId,
      workflow: routing?.workflow ?? names.find((name) => name !== null) ?? null,
      firstAtMs: knownTimes.length === 0 ? null : Math.min(...knownTimes),
      lastAtMs: knownTimes.length === 0 ? null : Math.max(...knownTimes),
      hasEnded: routing !== null && isEnd(routing.status),
      calls: callsOfRun(runId).map(idOf),
    };
  };
  const isOpen = (runId: string): boolean =>
    countedRun(runId) === null && fed.some(({ record }) => "runId" in record && record.runId === runId);
  return {
    calls: calls.toSorted(byTime).map((call) => {
      const second = secondOf.get(call);
      return {
        id: idOf(call),
        callId: call.record.callId,
        costNano: call.record.costNano,
        model: call.record.model,
        twin: twinId(second ?? firstOf.get(call)),
        isMergedAway: firstOf.has(call),
        runId: second?.record.runId ?? call.record.runId,
        latencyMs: second?.record.latencyMs ?? call.record.latencyMs,
      };
    }),
    runs: runs.toSorted(byTime).map((run) => ({
      id: idOf(run),
      isSuperseded: run.record.runId !== null && countedRun(run.record.runId) !== run,
      stages: run.record.stages.map((stage) => stage.name),
    })),
    twinsMerged: twins.length,
    callsOfRun: byKey(RUN_IDS, (runId) => callsOfRun(runId).map(idOf)),
    runOfId: byKey(RUN_IDS, (runId) => twinId(countedRun(runId) ?? undefined)),
    openRuns: RUN_IDS.filter(isOpen)
      .map(openRun)
      .toSorted((a, b) => (a.firstAtMs ?? -1) - (b.firstAtMs ?? -1) || a.runId.localeCompare(b.runId)),
    routing: byKey(RUN_IDS, (runId) => routingOf(runId)?.status ?? null),
    gapP95Ms: byKey(WORKFLOWS, (workflow) => {
      const counted = runs.filter((run) => run.record.runId === null || countedRun(run.record.runId) === run);
      const gaps = counted
        .filter(({ record }) => record.workflow === workflow)
        .flatMap(({ record }) => {
          const ofCalls =
            record.runId === null ? [] : callsOfRun(record.runId).map((call) => call.record.atMs);
          return gapsOf([record.startedAtMs, record.completedAtMs, ...ofCalls]);
        });
      return p95(gaps);
    }),
    coverageAtMs: ofKind(fed, "coverage")
      .toSorted(byTime)
      .map(({ record }) => record.atMs),
    fileTests: newestBy(
      ofKind(fed, "fileTest"),
      ({ filePath }) => filePath,
      byTime,
      ({ result }) => result,
    ),
    assignments: newestBy(
      ofKind(fed, "assignment"),
      (each) => each.assignmentId,
      byPlace,
      ({ status }) => status,
    ),
    newestAtMs: Object.fromEntries(
      files.map((file) => [file.label, newestOf(fed.filter((each) => each.file === file))]),
    ),
  };
}

function ofKind<K extends RecordKind>(
  fed: readonly Fed[],
  kind: K,
): Fed<Extract<TelemetryRecord, { kind: K }>>[] {
  return fed.filter((each): each is Fed<Extract<TelemetryRecord, { kind: K }>> => each.record.kind === kind);
}

function pairsOf(calls: readonly Call[]): [Call, Call][] {
  const isFirst = ({ record }: Call): boolean => record.userId !== null && !record.hasRunIdKey;
  const isSecond = ({ record }: Call): boolean => record.userId === null && record.hasRunIdKey;
  return calls.filter(isFirst).flatMap((first) => {
    const second = calls.find((other) => {
      const dtMs = (other.record.atMs ?? Number.NaN) - (first.record.atMs ?? Number.NaN);
      const isSameCall = other.record.inputTokens === first.record.inputTokens;
      const isSameRoot = other.file.rootId === first.file.rootId;
      return isSecond(other) && isSameCall && isSameRoot && dtMs >= -5 && dtMs <= 5000;
    });
    return second === undefined ? [] : [[first, second] satisfies [Call, Call]];
  });
}

function timeOf({ record }: Fed): number {
  const atMs = record.kind === "run" ? (record.completedAtMs ?? record.startedAtMs) : record.atMs;
  return atMs ?? -1e15;
}

function byTime(a: Fed, b: Fed): number {
  return timeOf(a) - timeOf(b) || byPlace(a, b);
}

function byPlace(a: Fed, b: Fed): number {
  return a.file.fileId - b.file.fileId || a.line.byteOffset - b.line.byteOffset;
}

function idOf({ record, file, line }: Fed): string {
  return `${record.kind}:${file.label}:${line.byteOffset}`;
}

function twinId(fed: Fed | undefined): string | null {
  return fed === undefined ? null : idOf(fed);
}

function isEnd(status: string | null): boolean {
  return status === "completed" || status === "failed";
}

function gapsOf(times: readonly (number | null)[]): number[] {
  const sorted = times.filter((atMs) => atMs !== null).toSorted((a, b) => a - b);
  return sorted.slice(1).map((atMs, n) => atMs - (sorted[n] ?? 0));
}

function p95(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const rank = 0.95 * (sorted.length - 1);
  const low = sorted[Math.floor(rank)] ?? 0;
  return low + ((sorted[Math.ceil(rank)] ?? 0) - low) * (rank - Math.floor(rank));
}

function newestBy<R extends TelemetryRecord>(
  fed: readonly Fed<R>[],
  keyOf: (record: R) => string | null,
  order: (a: Fed, b: Fed) => number,
  valueOf: (record: R) => string | null,
): Record<string, string | null> {
  const newest = fed.toSorted(order).map(({ record }) => [keyOf(record), valueOf(record)] as const);
  return Object.fromEntries(newest.filter(([key]) => key !== null));
}

function newestOf(fed: readonly Fed[]): number | null {
  const times = fed.map(({ record }) => {
    if (record.kind === "run") return record.completedAtMs ?? record.startedAtMs;
    return record.kind === "routing" ? (record.completedAtMs ?? record.atMs) : record.atMs;
  });
  return times.reduce(
    (newest, atMs) => (atMs !== null && (newest === null || atMs > newest) ? atMs : newest),
    null,
  );
}
