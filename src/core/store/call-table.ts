import type { FileRef, LineRef } from "../ingest/record-sink.ts";
import type { BatchColumn, CallBatch } from "../ingest/call-batch.ts";
import type { CallRecord } from "../records/call.ts";
import { FALLBACK_SHIFT, FAR_ROWS, MERGED_AWAY, twinBits, twinDistanceOf } from "./call-flags.ts";
import { resolveRuns, resolveTwins, type CallBlock } from "./call-block.ts";
import { ComboTable } from "./combo-table.ts";
import { packTriState, unpackTriState } from "./flags.ts";
import { IdColumn } from "./id-column.ts";
import type { IdTable } from "./id-table.ts";
import type { LatencyWords } from "./latency-words.ts";
import { LinePlaces } from "./line-places.ts";
import { ListColumn } from "./list-column.ts";
import { NumberColumn } from "./number-column.ts";
import { ID_WORDS } from "./packed-id.ts";
import { isListOf, isNumber } from "./snapshot/json-guards.ts";
import type { SectionReader } from "./snapshot/section-reader.ts";
import type { SectionWriter } from "./snapshot/section-writer.ts";
import { restoreParts, saveParts, type Stored } from "./snapshot/stored.ts";
import type { CallColumns } from "./tables.ts";
import { TextColumn } from "./text-column.ts";
import { totalSizeBytes } from "./sized.ts";

/** What the store makes of a batch, one word for each call; longer than the batch. */
export interface BatchColumns {
  /** Numbers of combinations, + 1. */
  readonly combos: BatchColumn;
  /** Numbers of run ids, + 1; 0 = none. */
  readonly runs: BatchColumn;
  /** As in `CallBatch.storedFlags`. */
  readonly flags: BatchColumn;
}

/** Every recorded call, one row a line, in the order of ingest. Text is not kept: re-read it by offset. */
export class CallTable implements CallColumns, Stored {
  readonly combos = new ComboTable();
  readonly #runIds: IdTable;
  readonly #atMs = new NumberColumn();
  readonly #costNano = new NumberColumn();
  readonly #inputTokens = new NumberColumn();
  readonly #outputTokens = new NumberColumn();
  readonly #latencyMs = new NumberColumn();
  readonly #retryCount = new NumberColumn();
  readonly #fileId = new NumberColumn();
  readonly #places = new LinePlaces();
  readonly #combo = new NumberColumn();
  readonly #callId = new IdColumn();
  readonly #run = new NumberColumn();
  readonly #errorType = new TextColumn();
  readonly #breakerState = new TextColumn();
  readonly #tags = new ListColumn();
  readonly #flags = new NumberColumn();
  /** Rows of twins that are too far away for the flags. */
  readonly #farTwins = new Map<number, number>();
  #count = 0;

  /** `runIds` is shared with the runs, so that a run id is kept once. */
  constructor(runIds: IdTable) {
    this.#runIds = runIds;
  }

  get count(): number {
    return this.#count;
  }

  /** Bytes of the typed arrays. */
  get sizeBytes(): number {
    return totalSizeBytes(Object.values(this.#columns()));
  }

  /** Appends one line; returns its row. `run` is the number of its run id, NaN for none. */
  append(file: FileRef, line: LineRef, call: CallRecord, run: number): number {
    this.#atMs.push(call.atMs ?? Number.NaN);
    this.#costNano.push(call.costNano ?? Number.NaN);
    this.#inputTokens.push(call.inputTokens ?? Number.NaN);
    this.#outputTokens.push(call.outputTokens ?? Number.NaN);
    this.#latencyMs.push(call.latencyMs ?? Number.NaN);
    this.#retryCount.push(call.retryCount ?? Number.NaN);
    this.#fileId.push(file.fileId);
    this.#places.push(line.byteOffset, line.byteLength);
    this.#combo.push(this.combos.intern(call));
    this.#callId.push(call.callId);
    this.#run.push(run);
    this.#errorType.push(call.errorType);
    this.#breakerState.push(call.breakerState);
    this.#tags.push(call.tags);
    const fallback = packTriState(call.fallbackUsed) << FALLBACK_SHIFT;
    this.#flags.push(packTriState(call.success) | fallback);
    return this.#count++;
  }

  /** Appends the calls of a batch. */
  appendBatch(file: FileRef, batch: CallBatch, { combos, runs, flags }: BatchColumns): void {
    const { count } = batch;
    const first = this.#count;
    this.#atMs.pushDoubles(batch.atMs, count);
    this.#costNano.pushEncoded(batch.costNano, count);
    this.#inputTokens.pushEncoded(batch.inputTokens, count);
    this.#outputTokens.pushEncoded(batch.outputTokens, count);
    this.#latencyMs.pushEncoded(batch.latencyMs, count);
    this.#retryCount.pushEncoded(batch.retryCount, count);
    this.#fileId.pushSame(file.fileId, count);
    this.#places.pushBatch(batch, count);
    this.#combo.pushEncoded(combos, count);
    this.#callId.pushPacked(batch.callId, count);
    this.#run.pushEncoded(runs, count);
    this.#errorType.pushMissing(count);
    this.#breakerState.pushMissing(count);
    this.#tags.pushEmpty(count);
    this.#flags.pushEncoded(flags, count);
    this.#count += count;
    for (let n = 0; n < batch.textIdCount; n++) {
      const at = batch.textIds[n] ?? 0;
      this.#callId.set(first + at, batch.tables.text(batch.callId[at * ID_WORDS + ID_WORDS - 1] ?? 0));
    }
  }

  /** Marks two rows as the two lines of one call; neither may have a twin already. */
  linkTwins(first: number, second: number): void {
    if (this.twinRow(first) >= 0 || this.twinRow(second) >= 0) throw new Error("a call has one twin at most");
    this.#linkTwin(first, second - first, 0);
    this.#linkTwin(second, first - second, MERGED_AWAY);
  }

  #linkTwin(row: number, distance: number, flag: number): void {
    const flags = this.#flags.get(row) | flag | twinBits(distance);
    this.#flags.set(row, flags);
    if (twinDistanceOf(flags) === FAR_ROWS) this.#farTwins.set(row, row + distance);
  }

  readTimes(row: number, count: number, into: Float64Array): void {
    this.#atMs.read(row, count, into);
  }
  readCombos(row: number, count: number, into: Float64Array): void {
    this.#combo.read(row, count, into);
  }
  readBlock(row: number, count: number, mergesTwins: boolean, into: CallBlock): void {
    this.#costNano.read(row, count, into.costNano);
    this.#inputTokens.read(row, count, into.inputTokens);
    this.#outputTokens.read(row, count, into.outputTokens);
    this.#run.read(row, count, into.run);
    this.#atMs.read(row, count, into.atMs);
    this.readDurations(row, count, mergesTwins, into);
    if (mergesTwins) resolveRuns(into, this);
  }
  readDurations(row: number, count: number, mergesTwins: boolean, into: CallBlock): void {
    into.first = row;
    into.count = count;
    this.#latencyMs.read(row, count, into.latencyMs);
    this.#combo.read(row, count, into.combo);
    this.#flags.read(row, count, into.flags);
    resolveTwins(into, this, mergesTwins);
  }
  readLatencyWords(row: number, count: number, into: LatencyWords): boolean {
    into.beforeMs = this.#latencyMs.readWords(row, into.latency.subarray(0, count));
    return !Number.isNaN(into.beforeMs) && this.#flags.readWords(row, into.flags.subarray(0, count)) === -1;
  }
  atMs(row: number): number {
    return this.#atMs.get(row);
  }
  costNano(row: number): number {
    return this.#costNano.get(row);
  }
  inputTokens(row: number): number {
    return this.#inputTokens.get(row);
  }
  outputTokens(row: number): number {
    return this.#outputTokens.get(row);
  }
  latencyMs(row: number): number {
    return this.#latencyMs.get(row);
  }
  retryCount(row: number): number {
    return this.#retryCount.get(row);
  }
  fileId(row: number): number {
    return this.#fileId.get(row);
  }
  byteOffset(row: number): number {
    return this.#places.byteOffset(row);
  }
  byteLength(row: number): number {
    return this.#places.byteLength(row);
  }
  combo(row: number): number {
    return this.#combo.get(row);
  }
  callId(row: number): string | null {
    return this.#callId.get(row);
  }
  runId(row: number): string | null {
    return this.#runIds.get(this.#run.get(row));
  }
  run(row: number): number {
    const run = this.#run.get(row);
    return Number.isNaN(run) ? -1 : run;
  }
  errorType(row: number): string | null {
    return this.#errorType.get(row);
  }
  breakerState(row: number): string | null {
    return this.#breakerState.get(row);
  }
  success(row: number): boolean | null {
    return unpackTriState(this.#flags.get(row), 0);
  }
  fallbackUsed(row: number): boolean | null {
    return unpackTriState(this.#flags.get(row), FALLBACK_SHIFT);
  }
  get taggedRows(): readonly number[] {
    return this.#tags.filledRows;
  }
  tags(row: number): readonly string[] {
    return this.#tags.get(row);
  }
  isMergedAway(row: number): boolean {
    return (this.#flags.get(row) & MERGED_AWAY) !== 0;
  }
  twinRow(row: number): number {
    const distance = twinDistanceOf(this.#flags.get(row));
    if (distance === 0) return -1;
    return distance === FAR_ROWS ? (this.#farTwins.get(row) ?? -1) : row + distance;
  }
  /** An unknown latency of the second twin leaves the first one's. */
  effectiveLatencyMs(row: number): number {
    const own = this.latencyMs(row);
    const second = this.#secondTwin(row);
    if (second < 0) return own;
    const latencyMs = this.latencyMs(second);
    return Number.isNaN(latencyMs) ? own : latencyMs;
  }
  effectiveRunId(row: number): string | null {
    const second = this.#secondTwin(row);
    return second < 0 ? this.runId(row) : (this.runId(second) ?? this.runId(row));
  }
  effectiveRun(row: number): number {
    const second = this.#secondTwin(row);
    const run = second < 0 ? -1 : this.run(second);
    return run < 0 ? this.run(row) : run;
  }
  /** The row that stands for a row's call: the first twin of a merged pair, else the row itself. */
  countedRow(row: number): number {
    return this.isMergedAway(row) ? this.twinRow(row) : row;
  }

  /** Without the run ids, which belong to the index. */
  saveTo(to: SectionWriter): void {
    to.json("count", this.#count);
    to.json("farTwins", [...this.#farTwins]);
    this.combos.saveTo(to.within("combos"));
    saveParts(this.#columns(), to);
  }

  restoreFrom(from: SectionReader): void {
    this.#count = from.json("count", isNumber);
    for (const [row = -1, twin = -1] of from.json("farTwins", isListOf(isListOf(isNumber)))) {
      this.#farTwins.set(row, twin);
    }
    this.combos.restoreFrom(from.within("combos"));
    restoreParts(this.#columns(), from);
  }

  #columns() {
    return {
      atMs: this.#atMs,
      costNano: this.#costNano,
      inputTokens: this.#inputTokens,
      outputTokens: this.#outputTokens,
      latencyMs: this.#latencyMs,
      retryCount: this.#retryCount,
      fileId: this.#fileId,
      places: this.#places,
      combo: this.#combo,
      callId: this.#callId,
      run: this.#run,
      errorType: this.#errorType,
      breakerState: this.#breakerState,
      tags: this.#tags,
      flags: this.#flags,
    };
  }

  #secondTwin(row: number): number {
    return this.isMergedAway(row) ? -1 : this.twinRow(row);
  }
}
