import { Dataset } from "../../../../src/core/store/dataset.ts";
import type { CallRecord } from "../../../../src/core/records/call.ts";
import type { RoutingRecord } from "../../../../src/core/records/routing.ts";
import type { RunRecord } from "../../../../src/core/records/run.ts";
import type { TelemetryQuery } from "../../../../src/core/rollup/query.ts";
import { aLine, BASE_AT_MS } from "../../../fixtures/records.ts";

/** One logged call: its line, and the second line that the workflow layer wrote, if it did. */
export interface LoggedCall {
  readonly first: CallRecord;
  readonly second: CallRecord | null;
}

export interface Scenario {
  readonly calls?: readonly LoggedCall[];
  readonly runs?: readonly RunRecord[];
  readonly routing?: readonly RoutingRecord[];
}

export const CALL_FILE = ".empathy/llm_calls.jsonl";
export const RUN_FILE = ".empathy/workflow_runs.jsonl";
const LINE_BYTES = 1000;

export function single(call: CallRecord): LoggedCall {
  return { first: call, second: null };
}

export function linesOf(calls: readonly LoggedCall[]): CallRecord[] {
  return calls.flatMap(({ first, second }) => (second === null ? [first] : [first, second]));
}

/** Address of the n-th line of the calls (runs) file of a loaded scenario. */
export function callIdAt(line: number): string {
  return `call:${CALL_FILE}:${line * LINE_BYTES}`;
}
export function runIdAt(line: number): string {
  return `run:${RUN_FILE}:${line * LINE_BYTES}`;
}

/** A dataset of a scenario, lines in the order given (or in that of `order`). */
export function load(scenario: Scenario, order?: readonly number[]): Dataset {
  const dataset = new Dataset();
  const lines = linesOf(scenario.calls ?? []);
  addCalls(dataset, order === undefined ? lines : lines.map((line, at) => lines[order[at] ?? at] ?? line));
  addRuns(dataset, scenario.runs ?? []);
  if (scenario.routing !== undefined) addRouting(dataset, scenario.routing);
  return dataset;
}

export function addCalls(dataset: Dataset, lines: readonly CallRecord[]): void {
  const file = dataset.registerFile({ label: CALL_FILE, kind: "call", rootId: 0 });
  const before = dataset.calls.count;
  lines.forEach((record, index) => dataset.addRecord(file, lineAt(before + index), record));
}

export function addRuns(dataset: Dataset, runs: readonly RunRecord[]): void {
  const file = dataset.registerFile({ label: RUN_FILE, kind: "run", rootId: 0 });
  const before = dataset.runs.count;
  runs.forEach((record, index) => dataset.addRecord(file, lineAt(before + index), record));
}

export function addRouting(dataset: Dataset, routing: readonly RoutingRecord[]): void {
  const file = dataset.registerFile({ label: ".empathy/task_routing.jsonl", kind: "routing", rootId: 0 });
  routing.forEach((record, index) => dataset.addRecord(file, lineAt(index), record));
}

function lineAt(index: number) {
  return aLine(index * LINE_BYTES, LINE_BYTES - 1, index + 1);
}

export function aQuery(over: Partial<TelemetryQuery> = {}): TelemetryQuery {
  return {
    window: { fromMs: null, toMs: null },
    timeZone: "UTC",
    nowMs: BASE_AT_MS,
    mergeTwins: true,
    hiddenWorkflows: [],
    ...over,
  };
}
