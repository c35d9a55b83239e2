import * as fc from "fast-check";
import type { FileRef } from "../../../src/core/ingest/record-sink.ts";
import type { CallRecord } from "../../../src/core/records/call.ts";
import type { TelemetryRecord } from "../../../src/core/records/record.ts";
import type { Dataset } from "../../../src/core/store/dataset.ts";
import {
  aCall,
  aCoverage,
  aFileTest,
  aFirstTwin,
  aLine,
  anAssignment,
  aRouting,
  aRun,
  aSecondTwin,
  aStage,
  BASE_AT_MS,
} from "../../fixtures/records.ts";
import type { Fed } from "./naive-dataset.ts";
import { RUN_IDS, WORKFLOWS } from "./observed-dataset.ts";

const atMs = fc.integer({ min: 0, max: 60_000 }).map((ms) => BASE_AT_MS + ms / 4);
const maybeAtMs = fc.option(atMs, { freq: 8 });
const runId = fc.constantFrom(...RUN_IDS);
const maybeRunId = fc.option(runId);
const workflow = fc.constantFrom(...WORKFLOWS);

/** One call as one or two lines; its tokens are made unique below, so that twins have unique keys. */
const callLines = fc
  .record({
    atMs,
    dtMs: fc.integer({ min: -8, max: 5200 }),
    has: fc.constantFrom("both", "both", "first", "second"),
    runId: maybeRunId,
    workflow,
    latencyMs: fc.option(fc.nat(9000)),
  })
  .map(({ dtMs, has, runId: run, ...call }): CallRecord[] => [
    ...(has === "second" ? [] : [aFirstTwin(call)]),
    ...(has === "first"
      ? []
      : [aSecondTwin({ ...call, atMs: call.atMs + dtMs, runId: run, callId: "alias" })]),
  ]);
const loneCall = fc
  .record({
    atMs: maybeAtMs,
    runId: maybeRunId,
    workflow: fc.option(workflow),
    costNano: fc.option(fc.integer()),
  })
  .map((call): CallRecord[] => [aCall(call)]);
const run = fc
  .record({
    runId: maybeRunId,
    startedAtMs: maybeAtMs,
    completedAtMs: maybeAtMs,
    workflow,
    stages: fc.array(
      fc.string().map((name) => aStage({ name })),
      { maxLength: 3 },
    ),
  })
  .map((over) => aRun(over));
const routing = fc
  .record({
    runId,
    atMs: fc.constant(BASE_AT_MS),
    startedAtMs: maybeAtMs,
    status: fc.constantFrom("running", "completed", "failed"),
    workflow: fc.option(workflow),
  })
  .map((over) => aRouting(over));
const coverage = maybeAtMs.map((at) => aCoverage({ atMs: at }));
const fileTest = fc
  .record({
    filePath: fc.constantFrom("a.py", "b.py", null),
    atMs: maybeAtMs,
    result: fc.constantFrom("passed", "failed", "error"),
  })
  .map((over) => aFileTest(over));
const assignment = fc
  .record({ assignmentId: fc.constantFrom("x", "y", null), status: fc.constantFrom("assigned", "completed") })
  .map((over) => anAssignment(over));

/** Records of all kinds, and the choices that spread them over files and put those in order. */
export const history = fc.record({
  calls: fc
    .array(fc.oneof(callLines, loneCall), { maxLength: 25 })
    .map((groups) =>
      groups.flatMap((lines, n) => lines.map((line): CallRecord => ({ ...line, inputTokens: n }))),
    ),
  others: fc.array(fc.oneof(run, run, routing, routing, coverage, fileTest, assignment), { maxLength: 25 }),
  /** Which file of its kind a record goes to; where reading stops to look; in which order files are read. */
  choices: fc.infiniteStream(fc.nat(1000)),
});

export function nextOf(choices: fc.Stream<number>): number {
  return choices.next().value ?? 0;
}

/** Spreads records over files, two of each kind that may be rotated, keeping the order within a file. */
export function spread(
  records: readonly TelemetryRecord[],
  dataset: Dataset,
  choices: fc.Stream<number>,
): Fed[] {
  const ends = new Map<FileRef, number>();
  return records.map((record) => {
    const isSingle = record.kind === "coverage" || record.kind === "assignment";
    const label = `${record.kind}.jsonl${isSingle || nextOf(choices) % 3 > 0 ? "" : ".1"}`;
    const file = dataset.registerFile({ label, kind: record.kind, rootId: 0 });
    const byteOffset = ends.get(file) ?? 0;
    const byteLength = 50 + (nextOf(choices) % 900);
    ends.set(file, byteOffset + byteLength);
    return { file, line: aLine(byteOffset, byteLength), record };
  });
}

/** Any order of reading that keeps each file's own order. */
export function interleaved(fed: readonly Fed[], choices: fc.Stream<number>): Fed[] {
  const files = [...new Set(fed.map(({ file }) => file))];
  const queues = files.map((file) => fed.filter((each) => each.file === file));
  const result: Fed[] = [];
  while (result.length < fed.length) {
    const left = queues.filter((lines) => lines.length > 0);
    const queue = left[nextOf(choices) % left.length] ?? [];
    result.push(...queue.splice(0, 1 + (nextOf(choices) % 4)));
  }
  return result;
}
