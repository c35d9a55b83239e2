import type { CallBlock } from "./call-block.ts";
import type { LatencyWords } from "./latency-words.ts";
import type { FileRef, IngestCounts, IngestProblem } from "../ingest/record-sink.ts";
import type { AssignmentRecord } from "../records/assignment.ts";
import type { CoverageRecord } from "../records/coverage.ts";
import type { FileTestRecord } from "../records/file-test.ts";
import type { RecordKind } from "../records/record.ts";
import type { RoutingRecord } from "../records/routing.ts";
import type { TestExecutionRecord } from "../records/test-execution.ts";
import type { ArchivedDays } from "./archived-days.ts";

/**
 * What rollups read. Rows are numbered in the order of ingest and never move or change places within one
 * dataset. Unknown numbers are NaN, unknown strings null. Columns are as recorded; what merging twins
 * changes is asked of `effective*`.
 */
export interface CallColumns {
  readonly count: number;
  /** Epoch ms with fraction. */
  atMs(row: number): number;
  /** Integer nano-dollars. */
  costNano(row: number): number;
  inputTokens(row: number): number;
  outputTokens(row: number): number;
  latencyMs(row: number): number;
  retryCount(row: number): number;
  fileId(row: number): number;
  byteOffset(row: number): number;
  byteLength(row: number): number;
  /**
   * Number of the row's (workflow, step, task type, provider, tier, requested tier, model) combination. A
   * dimension filter decides once per combination, then looks up.
   */
  combo(row: number): number;
  callId(row: number): string | null;
  runId(row: number): string | null;
  /**
   * Number of the run id that a row names, or -1: equal numbers are equal ids. For passes over many rows,
   * where writing every id out as text would take most of the time.
   */
  run(row: number): number;
  errorType(row: number): string | null;
  breakerState(row: number): string | null;
  /** true, false, or null where not recorded. */
  success(row: number): boolean | null;
  fallbackUsed(row: number): boolean | null;
  tags(row: number): readonly string[];
  /** The second twin of a merged pair: a recorded line that is not a call of its own. */
  isMergedAway(row: number): boolean;
  /** Row of the other twin, or -1. */
  twinRow(row: number): number;
  /** Of a first twin: the second one's latency and run id; else the row's own. */
  effectiveLatencyMs(row: number): number;
  effectiveRunId(row: number): string | null;
  /** As `run`, of `effectiveRunId`. */
  effectiveRun(row: number): number;
  /** Copies the times of `count` rows from `row` on to the start of `into`. */
  readTimes(row: number, count: number, into: Float64Array): void;
  /** The same of the combinations. */
  readCombos(row: number, count: number, into: Float64Array): void;
  /** Copies what sums need of `count` rows from `row` on; see `CallBlock`. For passes over many rows. */
  readBlock(row: number, count: number, mergesTwins: boolean, into: CallBlock): void;
  /** The same without times, costs, tokens and runs, of which the block then holds nothing of use. */
  readDurations(row: number, count: number, mergesTwins: boolean, into: CallBlock): void;
  /** Copies latencies and flags of `count` rows from `row` on as they are stored; false where they are no words. */
  readLatencyWords(row: number, count: number, into: LatencyWords): boolean;
  /** Rows whose line carries tags of the producer, ascending. */
  readonly taggedRows: readonly number[];
}

export interface CallCombo {
  readonly workflow: string | null;
  readonly step: string | null;
  readonly taskType: string | null;
  readonly provider: string | null;
  readonly tier: string | null;
  readonly requestedTier: string | null;
  readonly model: string | null;
}

export interface RunColumns {
  readonly count: number;
  startedAtMs(row: number): number;
  completedAtMs(row: number): number;
  /** `completedAtMs`, else `startedAtMs`, else NaN: the instant that places a run in a range. */
  atMs(row: number): number;
  costNano(row: number): number;
  baselineCostNano(row: number): number;
  savingsNano(row: number): number;
  durationMs(row: number): number;
  inputTokens(row: number): number;
  outputTokens(row: number): number;
  fileId(row: number): number;
  byteOffset(row: number): number;
  byteLength(row: number): number;
  runId(row: number): string | null;
  /** Number of the run's id, as in `CallColumns.run`; -1 for none. */
  run(row: number): number;
  workflow(row: number): string | null;
  error(row: number): string | null;
  trigger(row: number): string | null;
  project(row: number): string | null;
  parentRunId(row: number): string | null;
  success(row: number): boolean | null;
  providers(row: number): readonly string[];
  tiers(row: number): readonly string[];
  tags(row: number): readonly string[];
  /** A newer line of the same run id exists: not counted. */
  isSuperseded(row: number): boolean;
  /** All superseded rows, in the order in which that came about. */
  readonly supersededRows: readonly number[];
  /** Rows of its stages: `firstStage(row)` to `firstStage(row) + stageCount(row) - 1`. */
  firstStage(row: number): number;
  stageCount(row: number): number;
}

export interface StageColumns {
  readonly count: number;
  name(row: number): string | null;
  tier(row: number): string | null;
  model(row: number): string | null;
  costNano(row: number): number;
  latencyMs(row: number): number;
  inputTokens(row: number): number;
  outputTokens(row: number): number;
  success(row: number): boolean | null;
  isSkipped(row: number): boolean;
  skipReason(row: number): string | null;
  error(row: number): string | null;
}

/** A run that has no line yet: known from a routing line, from calls that name it, or from both. */
export interface OpenRun {
  readonly runId: string;
  readonly workflow: string | null;
  readonly firstAtMs: number;
  readonly lastAtMs: number;
  readonly routing: RoutingRecord | null;
  /** Routing says that it ended (completed, failed) though no run line came. */
  readonly hasEnded: boolean;
  readonly callRows: readonly number[];
}

/** Runs without a line, by number, for passes over many of them. */
export interface OpenRunColumns {
  readonly count: number;
  has(run: number): boolean;
  /** Shows the numbers of those that were heard of after an instant; all of them for `-Infinity`. */
  visitSince(sinceMs: number, visit: (run: number) => void): void;
  /** How many were first heard of at an instant that is `within`; no such instant is before `sinceMs`. */
  countFirst(sinceMs: number, within: (atMs: number) => boolean): number;
  firstAtMs(run: number): number;
  lastAtMs(run: number): number;
  workflow(run: number): string | null;
  get(run: number): OpenRun;
  /** The number of an open run, -1 for any other id. */
  find(runId: string): number;
  /** Numbers by the start of the runs, unknown ones first, then by run id. The array is not reused. */
  order(): Int32Array;
}

/** Rows in an order that is kept. */
export interface RowOrder {
  /** Rows that it has not taken in yet. */
  readonly behind: number;
  /** Takes rows in, all by default. */
  follow(mostRows?: number): void;
  /** All rows. Valid until the next call that follows an append: the array is reused. */
  get(): Uint32Array;
}

export interface FileState {
  readonly file: FileRef;
  readonly counts: IngestCounts;
  readonly state: "ok" | "denied" | "gone" | "overlap" | "reading";
  readonly newestAtMs: number | null;
  /** Problems in full count, and the first of them one by one (1,000 a file). */
  readonly problemCount: number;
  readonly problems: readonly IngestProblem[];
}

export interface RecordAddress {
  readonly kind: RecordKind;
  readonly file: FileRef;
  readonly byteOffset: number;
  readonly byteLength: number;
  /** Row in its table, for calls and runs; -1 for other kinds. */
  readonly row: number;
}

/** Everything that was read, for whoever computes. One generation: a reset makes a new one. */
export interface TelemetryDataset {
  /** Grows with every change that could change a number on screen. */
  readonly revision: number;
  readonly calls: CallColumns;
  readonly combos: { readonly count: number; get(combo: number): CallCombo };
  readonly runs: RunColumns;
  readonly stages: StageColumns;
  /** Latest counted row per run id, or -1. */
  runRow(runId: string): number;
  /** Whether a run has a line; `run` is a number of `CallColumns.run`. False for -1. */
  hasRunLine(run: number): boolean;
  /** Rows of the calls that name a run (merged twins once), in file order. */
  callRowsOfRun(runId: string): readonly number[];
  /** Rows of the lines that name a run, by its number, both twins, in the order of ingest. */
  callRowsNaming(run: number): readonly number[];
  /** Earliest first. The entries are live views: they follow what is read later. */
  openRuns(): readonly OpenRun[];
  readonly open: OpenRunColumns;
  /** p95 of the time between two records of one run of this workflow, ms; NaN when unknown. */
  gapP95Ms(workflow: string | null): number;
  /** The longest of all workflows' gaps; NaN when none is known. */
  longestGapP95Ms(): number;
  /** Folded: the last line per routing id. */
  routingOfRun(runId: string): RoutingRecord | null;
  /** Call rows by time ascending (then file order); rows without a time come first. */
  readonly callOrder: RowOrder;
  readonly runOrder: RowOrder;
  readonly tests: readonly TestExecutionRecord[];
  /** By time, oldest first. */
  readonly coverage: readonly CoverageRecord[];
  /** Newest per file path. */
  readonly fileTests: ReadonlyMap<string, FileTestRecord>;
  /** Last per assignment id. */
  readonly assignments: ReadonlyMap<string, AssignmentRecord>;
  files(): readonly FileState[];
  readonly twinsMerged: number;
  /** Tags that the user gave, by record id; the producer's are in the columns. */
  userTags(recordId: string): readonly string[];
  /** Ids of the records that have tags of the user. */
  userTaggedIds(): Iterable<string>;
  /** False when no record has a tag of the user: `userTags` is then empty for every id. */
  readonly hasUserTags: boolean;
  /** Days of which nothing but sums is left to read; they are in the figures of ranges that hold them. */
  readonly archivedDays: ArchivedDays;
  /** Finds `kind:file:byteOffset`. */
  locate(recordId: string): RecordAddress | null;
}
