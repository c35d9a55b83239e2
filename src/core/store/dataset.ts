import type { CallBatch } from "../ingest/call-batch.ts";
import type { RunBatch } from "../ingest/run-batch.ts";
import type { FileRef, IngestCounts, IngestProblem, LineRef, RecordSink } from "../ingest/record-sink.ts";
import type { AssignmentRecord } from "../records/assignment.ts";
import type { CallRecord } from "../records/call.ts";
import type { CoverageRecord } from "../records/coverage.ts";
import type { FileTestRecord } from "../records/file-test.ts";
import type { TelemetryRecord } from "../records/record.ts";
import type { RoutingRecord } from "../records/routing.ts";
import type { RunRecord } from "../records/run.ts";
import type { TestExecutionRecord } from "../records/test-execution.ts";
import type { ArchivedDays } from "./archived-days.ts";
import { NO_ARCHIVED_DAYS } from "./archived-days.ts";
import { AddressIndex } from "./address-index.ts";
import { CallIntake } from "./call-intake.ts";
import { CallTable } from "./call-table.ts";
import type { ComboTable } from "./combo-table.ts";
import { FileRegistry } from "./file-registry.ts";
import { newestTimeOf } from "./newest-time.ts";
import { OpenRuns } from "./open-runs.ts";
import { QualityRecords } from "./quality-records.ts";
import { parseRecordId } from "./record-id.ts";
import { RoutingTable } from "./routing-table.ts";
import { callRowsOf } from "./run-calls.ts";
import { RunGaps } from "./run-gaps.ts";
import { RunIndex } from "./run-index.ts";
import { RunIntake } from "./run-intake.ts";
import { RunTable } from "./run-table.ts";
import { isNumber } from "./snapshot/json-guards.ts";
import type { SectionReader } from "./snapshot/section-reader.ts";
import type { SectionWriter } from "./snapshot/section-writer.ts";
import { restoreParts, saveParts, type Stored, type StoredParts } from "./snapshot/stored.ts";
import { StageTable } from "./stage-table.ts";
import type { FileState, OpenRun, OpenRunColumns, RecordAddress, TelemetryDataset } from "./tables.ts";
import { TimeOrder } from "./time-order.ts";

const NO_TAGS: readonly string[] = [];

/**
 * Everything that was read, in columns. Records may come from several files at once, in any interleaving;
 * lines of one file come in its order. A record costs the same however many came before.
 */
export class Dataset implements RecordSink, TelemetryDataset, Stored {
  readonly stages = new StageTable();
  readonly #index = new RunIndex();
  readonly calls = new CallTable(this.#index.ids);
  readonly runs = new RunTable(this.#index.ids, this.stages);
  readonly #files = new FileRegistry();
  readonly #addresses = new AddressIndex({ call: this.calls, run: this.runs });
  readonly #indexes = { index: this.#index, addresses: this.#addresses };
  readonly #runIntake = new RunIntake({ runs: this.runs, ...this.#indexes });
  readonly #callIntake = new CallIntake({ calls: this.calls, ...this.#indexes });
  readonly #routing = new RoutingTable();
  readonly #gaps = new RunGaps(this.runs, this.calls, this.#index);
  readonly #openRuns = new OpenRuns({ index: this.#index, calls: this.calls, routing: this.#routing });
  readonly #quality = new QualityRecords();
  readonly callOrder = new TimeOrder(this.calls);
  readonly runOrder = new TimeOrder(this.runs);
  #userTags: ReadonlyMap<string, readonly string[]> = new Map();
  #archivedDays: ArchivedDays = NO_ARCHIVED_DAYS;
  #revision = 0;

  get revision(): number {
    return this.#revision;
  }

  get combos(): ComboTable {
    return this.calls.combos;
  }

  get tests(): readonly TestExecutionRecord[] {
    return this.#quality.tests;
  }

  get coverage(): readonly CoverageRecord[] {
    return this.#quality.coverage;
  }

  get fileTests(): ReadonlyMap<string, FileTestRecord> {
    return this.#quality.fileTests;
  }

  get assignments(): ReadonlyMap<string, AssignmentRecord> {
    return this.#quality.assignments;
  }

  get twinsMerged(): number {
    return this.#callIntake.twinsMerged;
  }

  /** Bytes of the typed arrays behind the calls: their columns, the links of runs, the time order. */
  get callSizeBytes(): { readonly columns: number; readonly order: number } {
    return { columns: this.calls.sizeBytes + this.#index.linkSizeBytes, order: this.callOrder.sizeBytes };
  }

  /** Makes a file known before its records come; see `FileRegistry.register`. */
  registerFile(file: Omit<FileRef, "fileId">): FileRef {
    const before = this.#files.byLabel(file.label);
    const registered = this.#files.register(file);
    if (before === null) this.#revision++;
    return registered;
  }

  addRecord(file: FileRef, line: LineRef, record: TelemetryRecord): void {
    this.#files.noteTime(file.fileId, newestTimeOf(record));
    switch (record.kind) {
      case "call":
        this.#callIntake.add(file, line, record);
        break;
      case "run":
        this.#runIntake.add(file, line, record);
        break;
      default:
        this.#addresses.addLine(record.kind, file, line);
        this.#addOther(file, line, record);
    }
    this.#revision++;
  }

  addCallBatch(file: FileRef, batch: CallBatch): void {
    if (batch.count === 0) return;
    this.#files.noteTime(file.fileId, batch.newestAtMs);
    this.#callIntake.addBatch(file, batch);
    this.#revision += batch.count;
  }

  addRunBatch(file: FileRef, batch: RunBatch): void {
    if (batch.count === 0) return;
    let newestAtMs = Number.NEGATIVE_INFINITY;
    for (let at = 0; at < batch.count; at++) {
      const completedAtMs = batch.completedAtMs[at] ?? Number.NaN;
      const atMs = Number.isNaN(completedAtMs) ? (batch.startedAtMs[at] ?? newestAtMs) : completedAtMs;
      newestAtMs = Math.max(newestAtMs, atMs);
    }
    this.#files.noteTime(file.fileId, newestAtMs);
    this.#runIntake.addBatch(file, batch);
    this.#revision += batch.count;
  }

  addProblem(file: FileRef, problem: IngestProblem): void {
    this.#files.addProblem(file.fileId, problem);
    this.#revision++;
  }

  setFileCounts(fileId: number, counts: IngestCounts): void {
    if (this.#files.setCounts(fileId, counts)) this.#revision++;
  }

  setFileState(fileId: number, state: FileState["state"]): void {
    if (this.#files.setState(fileId, state)) this.#revision++;
  }

  /** Replaces all tags that the user gave; keys are record ids. */
  setUserTags(tags: ReadonlyMap<string, readonly string[]>): void {
    this.#userTags = new Map(tags);
    this.#revision++;
  }

  get archivedDays(): ArchivedDays {
    return this.#archivedDays;
  }

  /** Replaces all archived days. */
  setArchivedDays(days: ArchivedDays): void {
    this.#archivedDays = days;
    this.#revision++;
  }

  files(): readonly FileState[] {
    return this.#files.states();
  }

  runRow(runId: string): number {
    const run = this.#index.ids.find(runId);
    return run < 0 ? -1 : this.#index.runRow(run);
  }

  hasRunLine(run: number): boolean {
    return run >= 0 && this.#index.runRow(run) >= 0;
  }

  callRowsOfRun(runId: string): readonly number[] {
    const run = this.#index.ids.find(runId);
    return run < 0 ? [] : callRowsOf(run, this.calls, this.#index);
  }

  callRowsNaming(run: number): readonly number[] {
    return this.#index.callRows(run, this.calls.count);
  }

  routingOfRun(runId: string): RoutingRecord | null {
    return this.#routing.ofRun(runId);
  }

  openRuns(): readonly OpenRun[] {
    return this.#openRuns.list();
  }

  get open(): OpenRunColumns {
    return this.#openRuns;
  }

  gapP95Ms(workflow: string | null): number {
    return this.#gaps.p95Ms(workflow);
  }

  longestGapP95Ms(): number {
    return this.#gaps.longestP95Ms();
  }

  get hasUserTags(): boolean {
    return this.#userTags.size > 0;
  }

  userTaggedIds(): Iterable<string> {
    return this.#userTags.keys();
  }

  userTags(recordId: string): readonly string[] {
    return this.#userTags.get(recordId) ?? NO_TAGS;
  }

  locate(recordId: string): RecordAddress | null {
    const parts = parseRecordId(recordId);
    const file = parts === null ? null : this.#files.byLabel(parts.label);
    if (parts === null || file === null) return null;
    const found = this.#addresses.find(parts.kind, file.fileId, parts.byteOffset);
    return found === null ? null : { kind: parts.kind, file, byteOffset: parts.byteOffset, ...found };
  }

  /** Everything but the user's tags, which are kept elsewhere, and what is computed when asked for. */
  saveTo(to: SectionWriter): void {
    to.json("revision", this.#revision);
    saveParts(this.#parts(), to);
  }

  /** What sums of the rows need to be shown: names, files, and what was made of them. */
  saveNamesTo(to: SectionWriter): void {
    saveParts({ files: this.#files, combos: this.combos }, to);
  }

  /** Only into a fresh one, which gets no rows. */
  restoreNamesFrom(from: SectionReader): void {
    restoreParts({ files: this.#files, combos: this.combos }, from);
  }

  /** Only into a fresh one. Afterwards nothing tells it from the one that was saved. */
  restoreFrom(from: SectionReader): void {
    this.#revision = from.json("revision", isNumber);
    restoreParts(this.#parts(), from);
  }

  #parts(): StoredParts {
    return {
      index: this.#index,
      calls: this.calls,
      runs: this.runs,
      stages: this.stages,
      files: this.#files,
      addresses: this.#addresses,
      callIntake: this.#callIntake,
      routing: this.#routing,
      quality: this.#quality,
      callOrder: this.callOrder,
      runOrder: this.runOrder,
    };
  }

  #addOther(file: FileRef, line: LineRef, record: Exclude<TelemetryRecord, CallRecord | RunRecord>): void {
    switch (record.kind) {
      case "routing":
        this.#addRouting(file, line, record);
        break;
      case "test":
        this.#quality.addTest(record);
        break;
      case "coverage":
        this.#quality.addCoverage(record);
        break;
      case "fileTest":
        this.#quality.addFileTest(record, file, line);
        break;
      case "assignment":
        this.#quality.addAssignment(record, file, line);
        break;
    }
  }

  #addRouting(file: FileRef, line: LineRef, routing: RoutingRecord): void {
    this.#routing.add(routing, file, line);
    if (routing.runId === null) return;
    const run = this.#index.intern(routing.runId);
    for (const atMs of [routing.atMs, routing.startedAtMs, routing.completedAtMs])
      this.#index.extendSpan(run, atMs);
  }
}
