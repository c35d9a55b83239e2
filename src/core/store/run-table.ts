import type { FileRef, LineRef } from "../ingest/record-sink.ts";
import type { RunBatch } from "../ingest/run-batch.ts";
import type { RunRecord } from "../records/run.ts";
import { packTriState, unpackTriState } from "./flags.ts";
import type { IdTable } from "./id-table.ts";
import { LinePlaces } from "./line-places.ts";
import { ListColumn } from "./list-column.ts";
import { NumberColumn } from "./number-column.ts";
import { isListOf, isNumber } from "./snapshot/json-guards.ts";
import type { SectionReader } from "./snapshot/section-reader.ts";
import type { SectionWriter } from "./snapshot/section-writer.ts";
import { restoreParts, saveParts, type Stored } from "./snapshot/stored.ts";
import type { StageTable } from "./stage-table.ts";
import type { RunColumns } from "./tables.ts";
import { TextColumn } from "./text-column.ts";
import { IdColumn } from "./id-column.ts";
import { totalSizeBytes } from "./sized.ts";

const SUPERSEDED = 4;

/** Every recorded run line, one row each, in the order of ingest. */
export class RunTable implements RunColumns, Stored {
  readonly #runIds: IdTable;
  readonly #stages: StageTable;
  readonly #startedAtMs = new NumberColumn();
  readonly #completedAtMs = new NumberColumn();
  readonly #costNano = new NumberColumn();
  readonly #baselineCostNano = new NumberColumn();
  readonly #savingsNano = new NumberColumn();
  readonly #durationMs = new NumberColumn();
  readonly #inputTokens = new NumberColumn();
  readonly #outputTokens = new NumberColumn();
  readonly #fileId = new NumberColumn();
  readonly #places = new LinePlaces();
  readonly #run = new NumberColumn();
  readonly #workflow = new TextColumn();
  readonly #error = new TextColumn();
  readonly #trigger = new TextColumn();
  readonly #project = new TextColumn();
  readonly #parentRunId = new IdColumn();
  readonly #flags = new NumberColumn();
  readonly #providers = new ListColumn();
  readonly #tiers = new ListColumn();
  readonly #tags = new ListColumn();
  readonly #firstStage = new NumberColumn();
  readonly #stageCount = new NumberColumn();
  /** By row: how far back the run line before of the same workflow is. */
  readonly #previous = new NumberColumn();
  /** Newest row by workflow number; runs without a workflow stand under NaN. */
  readonly #latest = new Map<number, number>();
  readonly supersededRows: number[] = [];
  #count = 0;

  constructor(runIds: IdTable, stages: StageTable) {
    this.#runIds = runIds;
    this.#stages = stages;
  }

  get count(): number {
    return this.#count;
  }

  /** Bytes of the typed arrays, stages not included. */
  get sizeBytes(): number {
    return totalSizeBytes(Object.values(this.#columns()));
  }

  /** Appends one line with its stages; returns its row. `run` is the number of its run id, NaN for none. */
  append(file: FileRef, line: LineRef, record: RunRecord, run: number): number {
    this.#startedAtMs.push(record.startedAtMs ?? Number.NaN);
    this.#completedAtMs.push(record.completedAtMs ?? Number.NaN);
    this.#costNano.push(record.costNano ?? Number.NaN);
    this.#baselineCostNano.push(record.baselineCostNano ?? Number.NaN);
    this.#savingsNano.push(record.savingsNano ?? Number.NaN);
    this.#durationMs.push(record.durationMs ?? Number.NaN);
    this.#inputTokens.push(record.inputTokens ?? Number.NaN);
    this.#outputTokens.push(record.outputTokens ?? Number.NaN);
    this.#fileId.push(file.fileId);
    this.#places.push(line.byteOffset, line.byteLength);
    this.#run.push(run);
    this.#error.push(record.error);
    this.#trigger.push(record.trigger);
    this.#project.push(record.project);
    this.#parentRunId.push(record.parentRunId);
    this.#flags.push(packTriState(record.success));
    this.#providers.push(record.providers);
    this.#tiers.push(record.tiers);
    this.#tags.push(record.tags);
    this.#firstStage.push(this.#stages.count);
    this.#stageCount.push(record.stages.length);
    for (const stage of record.stages) this.#stages.append(stage);
    this.#workflow.push(record.workflow);
    this.#linkToWorkflow(this.#count);
    return this.#count++;
  }

  /** Appends the runs of a batch with their stages; `runs` are the numbers of their run ids, + 1. */
  appendBatch(file: FileRef, batch: RunBatch, runs: Uint32Array): void {
    const { count, tables } = batch;
    this.#startedAtMs.pushDoubles(batch.startedAtMs, count);
    this.#completedAtMs.pushDoubles(batch.completedAtMs, count);
    this.#costNano.pushNumbers(batch.costNano, count);
    this.#baselineCostNano.pushNumbers(batch.baselineCostNano, count);
    this.#savingsNano.pushNumbers(batch.savingsNano, count);
    this.#durationMs.pushEncoded(batch.durationMs, count);
    this.#inputTokens.pushEncoded(batch.inputTokens, count);
    this.#outputTokens.pushEncoded(batch.outputTokens, count);
    this.#fileId.pushSame(file.fileId, count);
    this.#places.pushBatch(batch, count);
    this.#run.pushEncoded({ words: runs, bounds: null }, count);
    this.#error.pushTexts(batch.error, count, tables);
    this.#trigger.pushTexts(batch.trigger, count, tables);
    this.#project.pushTexts(batch.project, count, tables);
    this.#parentRunId.pushMissing(count);
    this.#flags.pushEncoded(batch.success, count);
    this.#providers.pushTexts(batch.providers, count, tables);
    this.#tiers.pushTexts(batch.tiers, count, tables);
    this.#tags.pushEmpty(count);
    this.#pushFirstStages(batch.stageCount.words, count);
    this.#stageCount.pushEncoded(batch.stageCount, count);
    this.#stages.appendBatch(batch.stages, tables);
    this.#workflow.pushTexts(batch.workflow, count, tables);
    for (let row = this.#count; row < this.#count + count; row++) this.#linkToWorkflow(row);
    this.#count += count;
  }

  supersede(row: number): void {
    this.#flags.set(row, this.#flags.get(row) | SUPERSEDED);
    this.supersededRows.push(row);
  }

  /** Newest ingested row of a workflow (null: of none), or -1. */
  latestOfWorkflow(workflow: string | null): number {
    const id = this.#workflow.idOf(workflow);
    if (Number.isNaN(id) && workflow !== null) return -1;
    return this.#latest.get(id) ?? -1;
  }

  /** Every workflow that has a row; null for runs that name none. */
  workflows(): readonly (string | null)[] {
    return Array.from(this.#latest.values(), (row) => this.workflow(row));
  }

  /** The row of the same workflow that was ingested before, or -1. */
  previousOfWorkflow(row: number): number {
    const distance = this.#previous.get(row);
    return Number.isNaN(distance) ? -1 : row - distance;
  }

  startedAtMs(row: number): number {
    return this.#startedAtMs.get(row);
  }
  completedAtMs(row: number): number {
    return this.#completedAtMs.get(row);
  }
  atMs(row: number): number {
    const completedAtMs = this.#completedAtMs.get(row);
    return Number.isNaN(completedAtMs) ? this.#startedAtMs.get(row) : completedAtMs;
  }
  readTimes(row: number, count: number, into: Float64Array): void {
    for (let at = 0; at < count; at++) into[at] = this.atMs(row + at);
  }
  costNano(row: number): number {
    return this.#costNano.get(row);
  }
  baselineCostNano(row: number): number {
    return this.#baselineCostNano.get(row);
  }
  savingsNano(row: number): number {
    return this.#savingsNano.get(row);
  }
  durationMs(row: number): number {
    return this.#durationMs.get(row);
  }
  inputTokens(row: number): number {
    return this.#inputTokens.get(row);
  }
  outputTokens(row: number): number {
    return this.#outputTokens.get(row);
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
  runId(row: number): string | null {
    return this.#runIds.get(this.#run.get(row));
  }
  run(row: number): number {
    const run = this.#run.get(row);
    return Number.isNaN(run) ? -1 : run;
  }
  workflow(row: number): string | null {
    return this.#workflow.get(row);
  }
  error(row: number): string | null {
    return this.#error.get(row);
  }
  trigger(row: number): string | null {
    return this.#trigger.get(row);
  }
  project(row: number): string | null {
    return this.#project.get(row);
  }
  parentRunId(row: number): string | null {
    return this.#parentRunId.get(row);
  }
  success(row: number): boolean | null {
    return unpackTriState(this.#flags.get(row), 0);
  }
  providers(row: number): readonly string[] {
    return this.#providers.get(row);
  }
  tiers(row: number): readonly string[] {
    return this.#tiers.get(row);
  }
  tags(row: number): readonly string[] {
    return this.#tags.get(row);
  }
  isSuperseded(row: number): boolean {
    return (this.#flags.get(row) & SUPERSEDED) !== 0;
  }
  firstStage(row: number): number {
    return this.#firstStage.get(row);
  }
  stageCount(row: number): number {
    return this.#stageCount.get(row);
  }

  /** By the numbers of stages, each + 1. */
  #pushFirstStages(stageCounts: Uint32Array, count: number): void {
    const words = new Uint32Array(count);
    let next = this.#stages.count + 1;
    for (let at = 0; at < count; at++) {
      words[at] = next;
      next += (stageCounts[at] ?? 1) - 1;
    }
    this.#firstStage.pushEncoded({ words, bounds: null }, count);
  }

  /** Without the stages. */
  saveTo(to: SectionWriter): void {
    to.json("count", this.#count);
    to.json("latest", [...this.#latest.values()]);
    saveParts(this.#columns(), to);
  }

  restoreFrom(from: SectionReader): void {
    this.#count = from.json("count", isNumber);
    restoreParts(this.#columns(), from);
    for (const row of from.json("latest", isListOf(isNumber)))
      this.#latest.set(this.#workflow.idAt(row), row);
  }

  #columns() {
    return {
      startedAtMs: this.#startedAtMs,
      completedAtMs: this.#completedAtMs,
      costNano: this.#costNano,
      baselineCostNano: this.#baselineCostNano,
      savingsNano: this.#savingsNano,
      durationMs: this.#durationMs,
      inputTokens: this.#inputTokens,
      outputTokens: this.#outputTokens,
      fileId: this.#fileId,
      places: this.#places,
      run: this.#run,
      workflow: this.#workflow,
      error: this.#error,
      trigger: this.#trigger,
      project: this.#project,
      parentRunId: this.#parentRunId,
      flags: this.#flags,
      providers: this.#providers,
      tiers: this.#tiers,
      tags: this.#tags,
      firstStage: this.#firstStage,
      stageCount: this.#stageCount,
      previous: this.#previous,
    };
  }

  #linkToWorkflow(row: number): void {
    const id = this.#workflow.idAt(row);
    const previous = this.#latest.get(id);
    this.#previous.push(previous === undefined ? Number.NaN : row - previous);
    this.#latest.set(id, row);
  }
}
