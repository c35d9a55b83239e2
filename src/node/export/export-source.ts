import { callJsonRow, runJsonRow } from "../../core/export/export-columns.ts";
import { callDetails, runDetails, stageJsonRow, timelessFields } from "../../core/export/export-details.ts";
import type { ExportedRecord } from "../../core/export/export-rows.ts";
import type { JsonObject, JsonValue } from "../../core/records/json.ts";
import { CallRowReader } from "../../core/rollup/call-row.ts";
import { matchingCallRows } from "../../core/rollup/list-calls.ts";
import type { RecordFilter, TelemetryQuery } from "../../core/rollup/query.ts";
import { RunEntries } from "../../core/rollup/run-entries.ts";
import { RunMatcher } from "../../core/rollup/run-matcher.ts";
import { RunRowReader } from "../../core/rollup/run-row.ts";
import { readStages } from "../../core/rollup/stage-rows.ts";
import type { TelemetryDataset } from "../../core/store/tables.ts";
import type { LineAddress } from "./line-reader.ts";

/** The records of one export: exactly those that the feed lists for the same query and filter. */
export interface ExportSource {
  readonly count: number;
  /** The record, with what its lines say, in the order of `lines`. */
  record(index: number, lines: readonly JsonObject[]): ExportedRecord;
  /** The lines that the record was read from: two for merged twins, none for a run still in progress. */
  lines(index: number): readonly LineAddress[];
  /** Bytes of those lines, without making addresses. */
  sizeBytes(index: number): number;
}

/** Oldest first, records without a time last. */
export function exportSource(
  dataset: TelemetryDataset,
  query: TelemetryQuery,
  filter: RecordFilter,
  recordKind: "calls" | "runs",
): ExportSource {
  return recordKind === "calls" ? callSource(dataset, query, filter) : runSource(dataset, query, filter);
}

function callSource(dataset: TelemetryDataset, query: TelemetryQuery, filter: RecordFilter): ExportSource {
  const { calls } = dataset;
  const rows = matchingCallRows(dataset, query, filter);
  const reader = new CallRowReader(dataset, query);
  const address = (row: number): LineAddress => ({
    fileId: calls.fileId(row),
    byteOffset: calls.byteOffset(row),
    byteLength: calls.byteLength(row),
    isSame: (json) => isSameCall(json, dataset, row),
  });
  const twinOf = (row: number) => (query.mergeTwins ? calls.twinRow(row) : -1);
  const rowAt = (index: number) => rowOf(rows, index);
  return {
    count: rows.length,
    record: (index, lines) => ({
      kind: "call",
      row: callJsonRow(reader.read(rowAt(index)), query.timeZone),
      details: callDetails(lines),
      metadata: joinedMetadata(lines),
    }),
    lines: (index) => {
      const row = rowAt(index);
      const twin = twinOf(row);
      return twin < 0 ? [address(row)] : [address(row), address(twin)];
    },
    sizeBytes: (index) => {
      const row = rowAt(index);
      const twin = twinOf(row);
      return calls.byteLength(row) + (twin < 0 ? 0 : calls.byteLength(twin));
    },
  };
}

function runSource(dataset: TelemetryDataset, query: TelemetryQuery, filter: RecordFilter): ExportSource {
  const { runs } = dataset;
  const entries = new RunEntries(dataset);
  const matcher = new RunMatcher(dataset, query, filter);
  const found = entries.inTimeOrder().filter((entry) => matcher.matches(entry));
  const isTimed = (entry: number) => !Number.isNaN(entries.atMs(entry));
  const matching = [...found.filter(isTimed), ...found.filter((entry) => !isTimed(entry))];
  const reader = new RunRowReader(dataset, query);
  const entryAt = (index: number) => rowOf(matching, index);
  return {
    count: matching.length,
    record: (index, lines) => {
      const entry = entryAt(index);
      const open = entries.openRunOf(entry);
      const row = open === null ? reader.read(entry) : reader.readOpen(open);
      return {
        kind: "run",
        row: runJsonRow(row, query.timeZone),
        details: runDetails(lines),
        stages: open === null ? readStages(dataset, entry, []).map(stageJsonRow) : [],
        metadata: joinedMetadata(lines),
      };
    },
    lines: (index) => {
      const row = entryAt(index);
      if (row < 0) return [];
      const [fileId, byteOffset, byteLength] = [runs.fileId(row), runs.byteOffset(row), runs.byteLength(row)];
      return [{ fileId, byteOffset, byteLength, isSame: (json) => isSameRun(json, dataset, row) }];
    },
    sizeBytes: (index) => (entryAt(index) < 0 ? 0 : runs.byteLength(entryAt(index))),
  };
}

function rowOf(rows: Uint32Array | readonly number[], index: number): number {
  const row = rows[index];
  if (row === undefined) throw new RangeError(`No exported record ${index} of ${rows.length}`);
  return row;
}

/** By what was kept of it: the id, which may repeat, the workflow and the money. */
function isSameCall(json: JsonObject, { calls, combos }: TelemetryDataset, row: number): boolean {
  const fields = timelessFields(json);
  return (
    fields.id("call_id") === calls.callId(row) &&
    fields.text("workflow_name") === combos.get(calls.combo(row)).workflow &&
    isSameNumber(fields.cost("actual_cost") ?? fields.cost("estimated_cost"), calls.costNano(row))
  );
}

function isSameRun(json: JsonObject, { runs }: TelemetryDataset, row: number): boolean {
  const fields = timelessFields(json);
  return (
    fields.id("run_id") === runs.runId(row) &&
    fields.text("workflow_name") === runs.workflow(row) &&
    isSameNumber(fields.cost("total_cost"), runs.costNano(row))
  );
}

function isSameNumber(known: number | null, kept: number): boolean {
  return known === null ? Number.isNaN(kept) : known === kept;
}

/** What both lines of a call say of it. The second one has the run's id, the first one nothing. */
function joinedMetadata(lines: readonly JsonObject[]): JsonValue {
  return lines.reduce<JsonValue>((joined, line) => {
    const part = line["metadata"] ?? null;
    if (!isObject(joined)) return part ?? joined;
    return isObject(part) ? { ...joined, ...part } : joined;
  }, null);
}

function isObject(value: JsonValue): value is { readonly [key: string]: JsonValue } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
