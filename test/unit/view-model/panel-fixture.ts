import type { CallRecord } from "../../../src/core/records/call.ts";
import type { TelemetryRecord } from "../../../src/core/records/record.ts";
import type { RunRecord } from "../../../src/core/records/run.ts";
import { Dataset } from "../../../src/core/store/dataset.ts";
import { DEFAULT_INTENT } from "../../../src/core/view-model/panel-intent.ts";
import { buildPanelView } from "../../../src/core/view-model/build-panel-view.ts";
import type { PanelIntent, Peek } from "../../../src/core/view-model/panel-intent.ts";
import type { PanelViewInput } from "../../../src/core/view-model/panel-input.ts";
import { aCall, aLine, aRun, BASE_AT_MS, counts, uuidOf } from "../../fixtures/records.ts";

export const DAY_MS = 86_400_000;
/** An hour after the records' instant: 2026-02-01T17:00:00Z. */
export const NOW_MS = BASE_AT_MS + 3_600_000;

const FILE_NAMES: Readonly<Record<TelemetryRecord["kind"], string>> = {
  call: "llm_calls.jsonl",
  run: "workflow_runs.jsonl",
  routing: "task_routing.jsonl",
  test: "test_executions.jsonl",
  coverage: "coverage_history.jsonl",
  fileTest: "file_tests.jsonl",
  assignment: "agent_assignments.jsonl",
};

/** A dataset of these records, each in the file of its kind, 100 bytes a line. */
export function datasetOf(records: readonly TelemetryRecord[], folder = ".empathy"): Dataset {
  const dataset = new Dataset();
  appendTo(dataset, records, folder);
  return dataset;
}

export function appendTo(dataset: Dataset, records: readonly TelemetryRecord[], folder = ".empathy"): void {
  const lineCounts = new Map(dataset.files().map(({ file, counts: { lines } }) => [file.label, lines]));
  for (const record of records) {
    const label = `${folder}/${FILE_NAMES[record.kind]}`;
    const file = dataset.registerFile({ label, kind: record.kind, rootId: 0 });
    const lines = lineCounts.get(label) ?? 0;
    dataset.addRecord(file, aLine(lines * 100, 100, lines + 1), record);
    lineCounts.set(label, lines + 1);
    dataset.setFileCounts(
      file.fileId,
      counts({ bytes: (lines + 1) * 100, lines: lines + 1, records: lines + 1 }),
    );
  }
}

/** Calls with ids of their own, a second apart, newest last at the base instant. */
export function callsOf(count: number, over: (index: number) => Partial<CallRecord> = () => ({})) {
  return Array.from({ length: count }, (_, index) =>
    aCall({ callId: uuidOf(index), atMs: BASE_AT_MS - (count - 1 - index) * 1000, ...over(index) }),
  );
}

export function runsOf(count: number, over: (index: number) => Partial<RunRecord> = () => ({})) {
  return Array.from({ length: count }, (_, index) =>
    aRun({ runId: uuidOf(10_000 + index), completedAtMs: BASE_AT_MS - index * 1000, ...over(index) }),
  );
}

export function intentOf(over: Partial<PanelIntent> = {}): PanelIntent {
  return { ...DEFAULT_INTENT, ...over };
}

/** What a host passes for these records, in English and UTC. */
export function inputOf(dataset: Dataset, over: Partial<PanelViewInput> = {}): PanelViewInput {
  return {
    dataset,
    intent: DEFAULT_INTENT,
    nowMs: NOW_MS,
    timeZone: "UTC",
    locale: "en-US",
    mergeTwins: true,
    hiddenWorkflows: [],
    settings: {
      refreshSeconds: 30,
      hideTestWorkflows: false,
      mergeTwins: true,
      timeZone: "UTC",
      chartColors: "theme",
    },
    state: { kind: "ready" },
    notices: [],
    generation: 1,
    checkedAtMs: NOW_MS,
    staleAfterMs: DAY_MS,
    rawLine: null,
    ...over,
  };
}

/** What a peek at these records answers. */
export function peekOf(records: readonly TelemetryRecord[], peek: Peek, over: Partial<PanelViewInput> = {}) {
  const input = inputOf(datasetOf(records), over);
  return buildPanelView({ ...input, intent: { ...input.intent, peek } }).peek;
}

/** Lines by their labels. */
export function linesOf(lines: readonly { readonly label: string; readonly value: string }[]) {
  return Object.fromEntries(lines.map(({ label, value }) => [label, value]));
}
