import type { IngestCounts } from "../../src/core/ingest/record-sink.ts";
import type { Dataset } from "../../src/core/store/dataset.ts";

/** Names of the columns that are compared cell by cell. */
const COLUMNS = [
  "atMs",
  "costNano",
  "inputTokens",
  "outputTokens",
  "latencyMs",
  "retryCount",
  "fileId",
  "byteOffset",
  "byteLength",
  "callId",
  "runId",
  "errorType",
  "breakerState",
  "success",
  "fallbackUsed",
  "isMergedAway",
  "twinRow",
  "effectiveLatencyMs",
  "effectiveRunId",
] as const;

const RUN_COLUMNS = [
  "startedAtMs",
  "completedAtMs",
  "atMs",
  "costNano",
  "baselineCostNano",
  "savingsNano",
  "durationMs",
  "inputTokens",
  "outputTokens",
  "fileId",
  "byteOffset",
  "byteLength",
  "runId",
  "workflow",
  "error",
  "trigger",
  "project",
  "parentRunId",
  "success",
  "isSuperseded",
  "firstStage",
  "stageCount",
] as const;
const STAGE_COLUMNS = [
  "name",
  "tier",
  "model",
  "costNano",
  "latencyMs",
  "inputTokens",
  "outputTokens",
  "success",
  "isSkipped",
  "skipReason",
  "error",
] as const;

/** The first difference between two datasets, in words; null when there is none. */
export function differenceOf(a: Dataset, b: Dataset): string | null {
  const revisions = [a.revision, b.revision].join(" and ");
  return contentDifference(a, b) ?? (a.revision === b.revision ? null : `revision: ${revisions}`);
}

/** The same for datasets that were told of their files in other steps: their revisions may differ. */
export function contentDifference(a: Dataset, b: Dataset): string | null {
  return rowDifference(a, b) ?? runDifference(a, b) ?? stageDifference(a, b) ?? stateDifference(a, b);
}

function rowDifference(a: Dataset, b: Dataset): string | null {
  if (a.calls.count !== b.calls.count) return `rows: ${a.calls.count} and ${b.calls.count}`;
  for (let row = 0; row < a.calls.count; row++) {
    for (const name of COLUMNS) {
      const [left, right] = [a.calls[name](row), b.calls[name](row)];
      if (!Object.is(left, right)) return `row ${row}, ${name}: ${String(left)} and ${String(right)}`;
    }
    const names = [a, b].map((set) => JSON.stringify(set.combos.get(set.calls.combo(row))));
    if (names[0] !== names[1]) return `row ${row}, names: ${names.join(" and ")}`;
    const tags = [a, b].map((set) => JSON.stringify(set.calls.tags(row)));
    if (tags[0] !== tags[1]) return `row ${row}, tags: ${tags.join(" and ")}`;
  }
  return null;
}

function runDifference(a: Dataset, b: Dataset): string | null {
  if (a.runs.count !== b.runs.count) return `runs: ${a.runs.count} and ${b.runs.count}`;
  for (let row = 0; row < a.runs.count; row++) {
    for (const name of RUN_COLUMNS) {
      const [left, right] = [a.runs[name](row), b.runs[name](row)];
      if (!Object.is(left, right)) return `run ${row}, ${name}: ${String(left)} and ${String(right)}`;
    }
    const lists = [a, b].map(({ runs }) =>
      JSON.stringify([runs.providers(row), runs.tiers(row), runs.tags(row)]),
    );
    if (lists[0] !== lists[1]) return `run ${row}, lists: ${lists.join(" and ")}`;
  }
  return null;
}

function stageDifference(a: Dataset, b: Dataset): string | null {
  if (a.stages.count !== b.stages.count) return `stages: ${a.stages.count} and ${b.stages.count}`;
  for (let row = 0; row < a.stages.count; row++) {
    for (const name of STAGE_COLUMNS) {
      const [left, right] = [a.stages[name](row), b.stages[name](row)];
      if (!Object.is(left, right)) return `stage ${row}, ${name}: ${String(left)} and ${String(right)}`;
    }
  }
  return null;
}

function stateDifference(a: Dataset, b: Dataset): string | null {
  const states = [a, b].map((set) => {
    const runs = set.openRuns().map(({ runId, workflow, firstAtMs, lastAtMs, callRows }) => ({
      runId,
      workflow,
      firstAtMs,
      lastAtMs,
      callRows,
    }));
    const runRows = Array.from({ length: Math.min(set.runs.count, 50) }, (_, row) => {
      const runId = set.runs.runId(row);
      return [
        runId === null ? -1 : set.runRow(runId),
        set.locate(`run:fuzz:${set.runs.byteOffset(row)}`)?.row,
      ];
    });
    const located = Array.from({ length: Math.min(set.calls.count, 50) }, (_, row) => {
      return set.locate(`call:fuzz:${set.calls.byteOffset(row)}`)?.row;
    });
    const order = [...set.callOrder.get(), ...set.runOrder.get()];
    return {
      twinsMerged: set.twinsMerged,
      files: set.files(),
      runs,
      runRows,
      located,
      order,
    };
  });
  for (const key of ["twinsMerged", "files", "runs", "runRows", "located", "order"] as const) {
    const [left, right] = states.map((state) => JSON.stringify(state[key]));
    if (left !== right) return `${key}: ${left?.slice(0, 400)} and ${right?.slice(0, 400)}`;
  }
  return null;
}

export function countsDifference(a: IngestCounts, b: IngestCounts): string | null {
  const [left, right] = [JSON.stringify(a), JSON.stringify(b)];
  return left === right ? null : `counts: ${left} and ${right}`;
}
