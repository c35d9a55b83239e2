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

/** Copies the columns of a batch to the end of a buffer. This and `unpackCalls` name them in the same order. */
export function packCalls(batch: CallBatch, texts: SentTexts, writer: ColumnWriter): PackedCalls {
  const {
    count,
    stretchCount,
    lonelyCount,
    pairCount,
    textIdCount,
    newestAtMs,
    baseOffset,
    isDense,
    flagBits,
  } = batch;
  const columnsAt = writer.end;
  const columns = [
    batch.costNano, batch.estimatedCostNano, batch.inputTokens, batch.outputTokens, batch.latencyMs, batch.retryCount,
    batch.byteOffset, batch.byteLength, batch.combo, batch.storedFlags, batch.nextOfStretch,
  ]; // prettier-ignore
  writer.put(batch.atMs, count);
  writer.put(batch.stretchTimes, stretchCount * 2);
  const bounds = putColumns(columns, count, writer);
  for (const words of [batch.flags, batch.twin, batch.stretch]) writer.put(words, count);
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
    costNano: reader.column(count),
    estimatedCostNano: reader.column(count),
    inputTokens: reader.column(count),
    outputTokens: reader.column(count),
    latencyMs: reader.column(count),
    retryCount: reader.column(count),
    byteOffset: reader.column(count),
    byteLength: reader.column(count),
    combo: reader.column(count),
    storedFlags: reader.column(count),
    nextOfStretch: reader.column(count),
    flags: reader.words(count),
    twin: reader.words(count),
    stretch: reader.words(count),
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
  const doubles = [
    batch.startedAtMs, batch.completedAtMs, batch.costNano, batch.baselineCostNano, batch.savingsNano,
  ]; // prettier-ignore
  const columns = [
    batch.inputTokens, batch.outputTokens, batch.durationMs, batch.byteOffset, batch.byteLength, batch.success,
    batch.stageCount,
  ]; // prettier-ignore
  const words = [batch.workflow, batch.error, batch.trigger, batch.project, batch.providers, batch.tiers];
  for (const each of doubles) writer.put(each, count);
  const bounds = putColumns(columns, count, writer);
  for (const each of words) writer.put(each, count);
  writer.put(batch.runId, count * ID_WORDS);
  writer.put(stages.costNano, stages.count);
  const stageColumns = [stages.inputTokens, stages.outputTokens, stages.latencyMs, stages.flags];
  bounds.push(...putColumns(stageColumns, stages.count, writer));
  const stageWords = [stages.name, stages.tier, stages.model, stages.skipReason, stages.error];
  for (const each of stageWords) writer.put(each, stages.count);
  const rest = { count, baseOffset, isDense };
  return { kind: "runs", rest, stageCount: stages.count, columnsAt, bounds, texts };
}

/** The batch that was packed; its columns are views of the buffer. */
export function unpackRuns(packed: PackedRuns, buffer: ArrayBuffer, tables: BatchTables): RunBatch {
  const { count } = packed.rest;
  const reader = new ColumnReader(buffer, packed.columnsAt, packed.bounds);
  return {
    ...packed.rest,
    tables,
    startedAtMs: reader.doubles(count),
    completedAtMs: reader.doubles(count),
    costNano: reader.doubles(count),
    baselineCostNano: reader.doubles(count),
    savingsNano: reader.doubles(count),
    inputTokens: reader.column(count),
    outputTokens: reader.column(count),
    durationMs: reader.column(count),
    byteOffset: reader.column(count),
    byteLength: reader.column(count),
    success: reader.column(count),
    stageCount: reader.column(count),
    workflow: reader.words(count),
    error: reader.words(count),
    trigger: reader.words(count),
    project: reader.words(count),
    providers: reader.words(count),
    tiers: reader.words(count),
    runId: reader.words(count * ID_WORDS),
    stages: unpackStages(reader, packed.stageCount),
  };
}

function unpackStages(reader: ColumnReader, count: number): StageBatch {
  return {
    count,
    costNano: reader.doubles(count),
    inputTokens: reader.column(count),
    outputTokens: reader.column(count),
    latencyMs: reader.column(count),
    flags: reader.column(count),
    name: reader.words(count),
    tier: reader.words(count),
    model: reader.words(count),
    skipReason: reader.words(count),
    error: reader.words(count),
  };
}

function putColumns(
  columns: readonly BatchColumn[],
  count: number,
  writer: ColumnWriter,
): (WordBounds | null)[] {
  for (const { words } of columns) writer.put(words, count);
  return columns.map(({ bounds }) => bounds);
}
