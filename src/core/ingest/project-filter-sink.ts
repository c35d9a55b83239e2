import type { RunRecord } from "../records/run.ts";
import type { TelemetryRecord } from "../records/record.ts";
import type { FileRef, IngestProblem, LineRef, RecordSink } from "./record-sink.ts";

/** The project that a store shared by several projects is narrowed to. */
export interface ProjectFilter {
  /** Names by which runs may call it (repository name, folder name); compared without case. */
  readonly projectNames: readonly string[];
}

interface Held {
  readonly file: FileRef;
  readonly line: LineRef;
  readonly record: TelemetryRecord;
  readonly problems: IngestProblem[];
}

type Fate = "kept" | "held" | "left-out";

/** The record added last: the scanner tells the odd fields of a record next to it. */
interface LatestRecord {
  readonly fileId: number;
  readonly byteOffset: number;
  readonly fate: Fate;
  readonly entry: Held;
}

/** Records that wait for their run at most; past it the longest waiting run's are given up. */
const HELD_LIMIT = 50_000;

const foldName = (name: string): string => name.trim().toLowerCase();

function linkedRunId(record: TelemetryRecord): string | null {
  return record.kind === "call" || record.kind === "routing" ? record.runId : null;
}

/**
 * Narrows a shared store to one project. Runs that name another project are left out; runs that name this
 * one or none are kept. Calls and routing are kept when a kept run has their run id: they are written
 * before their run, so they wait for it, and are then handed on in the order in which they came. Everything
 * else in a shared store cannot be told apart by project and is left out.
 *
 * What comes out does not depend on which file is read first, as long as fewer than 50,000 records wait.
 */
export class ProjectFilterSink implements RecordSink {
  readonly #target: RecordSink;
  readonly #names: ReadonlySet<string>;
  readonly #limit: number;
  readonly #keptRuns = new Set<string>();
  readonly #heldByRun = new Map<string, Held[]>();
  #heldCount = 0;
  #leftOutCount = 0;
  #latest: LatestRecord | null = null;
  /** Odd fields told before their record. */
  #early: IngestProblem[] = [];

  constructor(target: RecordSink, filter: ProjectFilter, heldLimit: number = HELD_LIMIT) {
    this.#target = target;
    this.#names = new Set(filter.projectNames.map(foldName));
    this.#limit = heldLimit;
  }

  /** Records that wait for a run of their own. */
  get heldCount(): number {
    return this.#heldCount;
  }

  /** Records left out for good: other projects', those without a run, and those given up. */
  get leftOutCount(): number {
    return this.#leftOutCount;
  }

  addRecord(file: FileRef, line: LineRef, record: TelemetryRecord): void {
    const problems = this.#early.filter((problem) => problem.line.byteOffset === line.byteOffset);
    this.#early = [];
    const entry: Held = { file, line, record, problems };
    this.#latest = { fileId: file.fileId, byteOffset: line.byteOffset, fate: this.#place(entry), entry };
  }

  addProblem(file: FileRef, problem: IngestProblem): void {
    // A line that was lost or mended is the file's own trouble: it shows whoever wrote it.
    if (problem.severity !== "odd-field") {
      this.#target.addProblem(file, problem);
      return;
    }
    const latest = this.#latest;
    if (latest?.fileId !== file.fileId || latest.byteOffset !== problem.line.byteOffset) {
      this.#early.push(problem);
    } else if (latest.fate === "held") latest.entry.problems.push(problem);
    else if (latest.fate === "kept") this.#target.addProblem(file, problem);
  }

  #place(entry: Held): Fate {
    const { record } = entry;
    if (record.kind === "run") return this.#placeRun(entry, record);
    const runId = linkedRunId(record);
    if (runId === null) return this.#leaveOut();
    if (this.#keptRuns.has(runId)) return this.#pass(entry);
    this.#hold(runId, entry);
    return "held";
  }

  #placeRun(entry: Held, run: RunRecord): Fate {
    if (run.project !== null && !this.#names.has(foldName(run.project))) return this.#leaveOut();
    if (run.runId !== null && !this.#keptRuns.has(run.runId)) {
      this.#keptRuns.add(run.runId);
      this.#release(run.runId);
    }
    return this.#pass(entry);
  }

  #hold(runId: string, entry: Held): void {
    const waiting = this.#heldByRun.get(runId);
    if (waiting === undefined) this.#heldByRun.set(runId, [entry]);
    else waiting.push(entry);
    this.#heldCount += 1;
    for (const [oldest, given] of this.#heldByRun) {
      if (this.#heldCount <= this.#limit) break;
      this.#heldByRun.delete(oldest);
      this.#heldCount -= given.length;
      this.#leftOutCount += given.length;
    }
  }

  #release(runId: string): void {
    const waiting = this.#heldByRun.get(runId) ?? [];
    this.#heldByRun.delete(runId);
    this.#heldCount -= waiting.length;
    for (const entry of waiting) this.#pass(entry);
  }

  #pass(entry: Held): Fate {
    this.#target.addRecord(entry.file, entry.line, entry.record);
    for (const problem of entry.problems) this.#target.addProblem(entry.file, problem);
    return "kept";
  }

  #leaveOut(): Fate {
    this.#leftOutCount += 1;
    return "left-out";
  }
}
