import type { FileRef, LineRef } from "../../../src/core/ingest/record-sink.ts";
import type { CallRecord } from "../../../src/core/records/call.ts";
import type { RecordKind, TelemetryRecord } from "../../../src/core/records/record.ts";
import type { RoutingRecord } from "../../../src/core/records/routing.ts";
import type { RunRecord } from "../../../src/core/records/run.ts";
import {
  byKey,
  RUN_IDS,
  WORKFLOWS,
  type ObservedCall,
  type ObservedDataset,
  type ObservedOpenRun,
} from "./observed-dataset.ts";

/** A record with its place, as it was fed. */
export interface Fed<R extends TelemetryRecord = TelemetryRecord> {
  readonly file: FileRef;
  readonly line: LineRef;
  readonly record: R;
}

type Call = Fed<CallRecord>;
type Run = Fed<RunRecord>;

/** The rules, by brute force over plain objects: each answer is searched anew in all that was fed. */
export function naiveDataset(fed: readonly Fed[], files: readonly FileRef[]): ObservedDataset {
  const naive = new NaiveDataset(fed);
  return {
    calls: naive.calls.toSorted(byTime).map((call) => naive.observedCall(call)),
    runs: naive.runs.toSorted(byTime).map((run) => ({
      id: idOf(run),
      isSuperseded: !naive.isCounted(run),
      stages: run.record.stages.map((stage) => stage.name),
    })),
    twinsMerged: naive.secondOf.size,
    callsOfRun: byKey(RUN_IDS, (runId) => naive.callsOfRun(runId).map(idOf)),
    runOfId: byKey(RUN_IDS, (runId) => idOrNull(naive.countedRun(runId))),
    openRuns: naive.openRuns(),
    routing: byKey(RUN_IDS, (runId) => naive.routingOf(runId)?.status ?? null),
    gapP95Ms: byKey(WORKFLOWS, (workflow) => p95(naive.gapsOf(workflow))),
    coverageAtMs: ofKind(fed, "coverage")
      .toSorted(byTime)
      .map(({ record }) => record.atMs),
    fileTests: newestBy(ofKind(fed, "fileTest").toSorted(byTime), ({ filePath, result }) => [
      filePath,
      result,
    ]),
    assignments: newestBy(ofKind(fed, "assignment").toSorted(byPlace), (each) => [
      each.assignmentId,
      each.status,
    ]),
    newestAtMs: Object.fromEntries(
      files.map((file) => [file.label, newestOf(fed.filter((each) => each.file === file))]),
    ),
  };
}

class NaiveDataset {
  readonly #fed: readonly Fed[];
  readonly calls: readonly Call[];
  readonly runs: readonly Run[];
  readonly secondOf: ReadonlyMap<Call, Call>;
  readonly #firstOf: ReadonlyMap<Call, Call>;

  constructor(fed: readonly Fed[]) {
    this.#fed = fed;
    this.calls = ofKind(fed, "call").toSorted(byPlace);
    this.runs = ofKind(fed, "run").toSorted(byPlace);
    const twins = pairsOf(this.calls);
    this.secondOf = new Map(twins);
    this.#firstOf = new Map(twins.map(([first, second]) => [second, first]));
  }

  observedCall(call: Call): ObservedCall {
    const second = this.secondOf.get(call);
    const first = this.#firstOf.get(call);
    return {
      id: idOf(call),
      callId: call.record.callId,
      costNano: call.record.costNano,
      model: call.record.model,
      twin: idOrNull(second ?? first ?? null),
      isMergedAway: first !== undefined,
      runId: second?.record.runId ?? call.record.runId,
      latencyMs: second?.record.latencyMs ?? call.record.latencyMs,
    };
  }

  countedRun(runId: string): Run | null {
    return (
      this.runs
        .filter(({ record }) => record.runId === runId)
        .toSorted(byTime)
        .at(-1) ?? null
    );
  }

  isCounted(run: Run): boolean {
    return run.record.runId === null || this.countedRun(run.record.runId) === run;
  }

  callsOfRun(runId: string): Call[] {
    const named = this.calls.filter(({ record }) => record.runId === runId);
    return named.map((call) => this.#firstOf.get(call) ?? call).toSorted(byPlace);
  }

  routingOf(runId: string): RoutingRecord | null {
    const lines = ofKind(this.#fed, "routing").filter(({ record }) => record.runId === runId);
    const rank = ({ record }: Fed<RoutingRecord>): number => Number(isEnd(record.status));
    const lastOfFiles = [...new Map(lines.toSorted(byPlace).map((each) => [each.file, each])).values()];
    return lastOfFiles.toSorted((a, b) => rank(a) - rank(b) || byPlace(a, b)).at(-1)?.record ?? null;
  }

  openRuns(): ObservedOpenRun[] {
    const isNamed = (runId: string): boolean => this.#naming(runId).length > 0;
    return RUN_IDS.filter((runId) => this.countedRun(runId) === null && isNamed(runId))
      .map((runId) => this.#openRun(runId))
      .toSorted((a, b) => (a.firstAtMs ?? -1) - (b.firstAtMs ?? -1) || a.runId.localeCompare(b.runId));
  }

  gapsOf(workflow: string): number[] {
    const counted = this.runs.filter((run) => run.record.workflow === workflow && this.isCounted(run));
    return counted.flatMap(({ record }) => {
      const calls = record.runId === null ? [] : this.callsOfRun(record.runId);
      return differences([
        record.startedAtMs,
        record.completedAtMs,
        ...calls.map((call) => call.record.atMs),
      ]);
    });
  }

  #naming(runId: string): readonly Fed[] {
    return this.#fed.filter(({ record }) => "runId" in record && record.runId === runId);
  }

  #openRun(runId: string): ObservedOpenRun {
    const times = this.#naming(runId)
      .flatMap(({ record }) => {
        if (record.kind === "call") return [record.atMs];
        return record.kind === "routing" ? [record.atMs, record.startedAtMs, record.completedAtMs] : [];
      })
      .filter((atMs) => atMs !== null);
    const routing = this.routingOf(runId);
    const names = this.callsOfRun(runId).map(({ record }) => record.workflow);
    return {
      runId,
      workflow: routing?.workflow ?? names.find((name) => name !== null) ?? null,
      firstAtMs: times.length === 0 ? null : Math.min(...times),
      lastAtMs: times.length === 0 ? null : Math.max(...times),
      hasEnded: routing !== null && isEnd(routing.status),
      calls: this.callsOfRun(runId).map(idOf),
    };
  }
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

function idOrNull(fed: Fed | null): string | null {
  return fed === null ? null : idOf(fed);
}

function isEnd(status: string | null): boolean {
  return status === "completed" || status === "failed";
}

function differences(times: readonly (number | null)[]): number[] {
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

/** The last entry of each key, from oldest to newest. */
function newestBy<R extends TelemetryRecord>(
  fed: readonly Fed<R>[],
  entryOf: (record: R) => readonly [string | null, string | null],
): Record<string, string | null> {
  return Object.fromEntries(fed.map(({ record }) => entryOf(record)).filter(([key]) => key !== null));
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
