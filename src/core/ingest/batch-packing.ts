import {
  type BatchColumn,
  type BatchTables,
  type CallBatch,
  STRETCH_WORDS,
  type WordBounds,
} from "./call-batch.ts";
import { ColumnReader, type ColumnWriter } from "./column-bytes.ts";
import type { RunBatch, StageBatch } from "./run-batch.ts";
import type { SentTexts } from "./sent-tables.ts";

const ID_WORDS = 4;

type ArrayLike = BatchColumn | Uint32Array | Float64Array | BatchTables | StageBatch;
/** What a batch has besides its columns and tables. */
type Rest<Batch> = {
  readonly [Key in keyof Batch as Batch[Key] extends ArrayLike ? never : Key]: Batch[Key];
};

/** A batch whose columns stand in a buffer, from `columnsAt` on. */
interface Packed {
  readonly columnsAt: number;
  /** Of each column that has them, in the order of the columns. */
  readonly bounds: readonly (WordBounds | null)[];
  readonly texts: SentTexts;
}

export interface PackedCalls extends Packed {
  readonly kind: "calls";
  readonly rest: Rest<CallBatch>;
}

export interface PackedRuns extends Packed {
  readonly kind: "runs";
  readonly rest: Rest<RunBatch>;
  readonly stageCount: number;
}

// The order of the columns of each kind in a buffer.
const CALL_COLUMNS = [
  "costNano", "estimatedCostNano", "inputTokens", "outputTokens", "latencyMs", "retryCount", "byteOffset", "byteLength",
  "combo", "storedFlags", "nextOfStretch",
] as const; // prettier-ignore
const CALL_WORDS = ["flags", "twin", "stretch"] as const;
const RUN_DOUBLES = ["startedAtMs", "completedAtMs", "costNano", "baselineCostNano", "savingsNano"] as const;
const RUN_COLUMNS = [
  "inputTokens", "outputTokens", "durationMs", "byteOffset", "byteLength", "success", "stageCount",
] as const; // prettier-ignore
const RUN_WORDS = ["workflow", "error", "trigger", "project", "providers", "tiers"] as const;
const STAGE_COLUMNS = ["inputTokens", "outputTokens", "latencyMs", "flags"] as const;
const STAGE_WORDS = ["name", "tier", "model", "skipReason", "error"] as const;

/** Copies the columns of a batch to the end of a buffer. `unpackCalls` takes them in the same order. */
export function packCalls(batch: CallBatch, texts: SentTexts, writer: ColumnWriter): PackedCalls {
  const { count, stretchCount, lonelyCount, pairCount, textIdCount } = batch;
  const { newestAtMs, baseOffset, isDense, flagBits } = batch;
  const columnsAt = writer.end;
  writer.put(batch.atMs, count);
  writer.put(batch.stretchTimes, stretchCount * 2);
  const columns = CALL_COLUMNS.map((name) => batch[name]);
  const bounds = putColumns(columns, count, writer);
  for (const name of CALL_WORDS) writer.put(batch[name], count);
  writer.put(batch.callId, count * ID_WORDS);
  writer.put(batch.lonely, lonelyCount);
  writer.put(batch.textIds, textIdCount);
  writer.put(batch.stretches, stretchCount * STRETCH_WORDS);
  const counts = { count, stretchCount, lonelyCount, pairCount, textIdCount };
  const rest = { ...counts, newestAtMs, baseOffset, isDense, flagBits };
  return { kind: "calls", rest, columnsAt, bounds, texts };
}

/** The batch that was packed; its columns are views of the buffer. */
export function unpackCalls(packed: PackedCalls, buffer: ArrayBuffer, tables: BatchTables): CallBatch {
  const { count, stretchCount, lonelyCount, textIdCount } = packed.rest;
  const reader = new ColumnReader(buffer, packed.columnsAt, packed.bounds);
  return {
    ...packed.rest,
    tables,
    atMs: reader.doubles(count),
    stretchTimes: reader.doubles(stretchCount * 2),
    ...eachOf(CALL_COLUMNS, () => reader.column(count)),
    ...eachOf(CALL_WORDS, () => reader.words(count)),
    callId: reader.words(count * ID_WORDS),
    lonely: reader.words(lonelyCount),
    textIds: reader.words(textIdCount),
    stretches: reader.words(stretchCount * STRETCH_WORDS),
  };
}

/** The same as `packCalls` for runs and their stages. */
export function packRuns(batch: RunBatch, texts: SentTexts, writer: ColumnWriter): PackedRuns {
  const { count, baseOffset, isDense, stages } = batch;
  const columnsAt = writer.end;
  for (const name of RUN_DOUBLES) writer.put(batch[name], count);
  const columns = RUN_COLUMNS.map((name) => batch[name]);
  const bounds = putColumns(columns, count, writer);
  for (const name of RUN_WORDS) writer.put(batch[name], count);
  writer.put(batch.runId, count * ID_WORDS);
  writer.put(stages.costNano, stages.count);
  const stageColumns = STAGE_COLUMNS.map((name) => stages[name]);
  bounds.push(...putColumns(stageColumns, stages.count, writer));
  for (const name of STAGE_WORDS) writer.put(stages[name], stages.count);
  const rest = { count, baseOffset, isDense };
  return { kind: "runs", rest, stageCount: stages.count, columnsAt, bounds, texts };
}

/** The batch that was packed; its columns are views of the buffer. */
export function unpackRuns(packed: PackedRuns, buffer: ArrayBuffer, tables: BatchTables): RunBatch {
  const { count } = packed.rest;
  const { stageCount } = packed;
  const reader = new ColumnReader(buffer, packed.columnsAt, packed.bounds);
  return {
    ...packed.rest,
    tables,
    ...eachOf(RUN_DOUBLES, () => reader.doubles(count)),
    ...eachOf(RUN_COLUMNS, () => reader.column(count)),
    ...eachOf(RUN_WORDS, () => reader.words(count)),
    runId: reader.words(count * ID_WORDS),
    stages: {
      count: stageCount,
      costNano: reader.doubles(stageCount),
      ...eachOf(STAGE_COLUMNS, () => reader.column(stageCount)),
      ...eachOf(STAGE_WORDS, () => reader.words(stageCount)),
    },
  };
}

/** What comes next for each of the names, in their order. */
function eachOf<Name extends string, Value>(names: readonly Name[], next: () => Value): Record<Name, Value> {
  const made: Partial<Record<Name, Value>> = {};
  for (const name of names) made[name] = next();
  if (!isWhole(made, names)) throw new TypeError("a name is missing");
  return made;
}

function isWhole<Name extends string, Value>(
  made: Partial<Record<Name, Value>>,
  names: readonly Name[],
): made is Record<Name, Value> {
  return names.every((name) => name in made);
}

function putColumns(
  columns: readonly BatchColumn[],
  count: number,
  writer: ColumnWriter,
): (WordBounds | null)[] {
  for (const { words } of columns) writer.put(words, count);
  return columns.map(({ bounds }) => bounds);
}
