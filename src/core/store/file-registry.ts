import type { FileRef, IngestCounts, IngestProblem } from "../ingest/record-sink.ts";
import { isListOf, isNullOr, isNumber, isObjectWith, isText, type Guard } from "./snapshot/json-guards.ts";
import type { SectionReader } from "./snapshot/section-reader.ts";
import type { SectionWriter } from "./snapshot/section-writer.ts";
import type { Stored } from "./snapshot/stored.ts";
import type { FileState } from "./tables.ts";

/** Problems of one file that are kept one by one; all are counted. */
export const LISTED_PROBLEMS_PER_FILE = 1000;

const NOTHING_READ: IngestCounts = {
  bytes: 0,
  lines: 0,
  records: 0,
  unreadable: 0,
  repaired: 0,
  pendingBytes: 0,
};

interface FileEntry {
  readonly file: FileRef;
  counts: IngestCounts;
  state: FileState["state"];
  newestAtMs: number | null;
  problemCount: number;
  readonly problems: IngestProblem[];
}

/** Not looked at in depth: like all of a snapshot, they are as the same build wrote them. */
const isFile: Guard<FileRef> = (value): value is FileRef =>
  isObjectWith<Pick<FileRef, "fileId" | "label" | "rootId">>({
    fileId: isNumber,
    label: isText,
    rootId: isNumber,
  })(value);
const isState: Guard<FileState["state"]> = (value): value is FileState["state"] => isText(value);
const isProblem: Guard<IngestProblem> = (value): value is IngestProblem =>
  typeof value === "object" && value !== null && "line" in value && "severity" in value;
const isEntry = isObjectWith<FileEntry>({
  file: isFile,
  counts: isObjectWith<IngestCounts>({
    bytes: isNumber,
    lines: isNumber,
    records: isNumber,
    unreadable: isNumber,
    repaired: isNumber,
    pendingBytes: isNumber,
  }),
  state: isState,
  newestAtMs: isNullOr(isNumber),
  problemCount: isNumber,
  problems: isListOf(isProblem),
});

/** The files of a dataset: what was read of each and what was wrong with it. */
export class FileRegistry implements Stored {
  readonly #entries: FileEntry[] = [];
  readonly #byLabel = new Map<string, FileRef>();

  /**
   * Numbers a file; a label that is known gives its file again. A new file is "reading" until its state is
   * set ("overlap" for files that are never added). Throws when the label belongs to another kind or root.
   */
  register(file: Omit<FileRef, "fileId">): FileRef {
    const known = this.#byLabel.get(file.label);
    if (known !== undefined) {
      if (known.kind === file.kind && known.rootId === file.rootId) return known;
      throw new Error(`file ${file.label} is registered with another kind or root`);
    }
    const { label, kind, rootId } = file;
    const registered: FileRef = { fileId: this.#entries.length, label, kind, rootId };
    this.#byLabel.set(label, registered);
    this.#entries.push({
      file: registered,
      counts: NOTHING_READ,
      state: kind === "overlap" ? "overlap" : "reading",
      newestAtMs: null,
      problemCount: 0,
      problems: [],
    });
    return registered;
  }

  byLabel(label: string): FileRef | null {
    return this.#byLabel.get(label) ?? null;
  }

  addProblem(fileId: number, problem: IngestProblem): void {
    const entry = this.#entry(fileId);
    entry.problemCount++;
    if (entry.problems.length < LISTED_PROBLEMS_PER_FILE) entry.problems.push(problem);
  }

  /** Tells whether anything changed. */
  setCounts(fileId: number, counts: IngestCounts): boolean {
    const entry = this.#entry(fileId);
    if (isSameCounts(entry.counts, counts)) return false;
    entry.counts = { ...counts };
    return true;
  }

  /** Tells whether anything changed. */
  setState(fileId: number, state: FileState["state"]): boolean {
    const entry = this.#entry(fileId);
    if (entry.state === state) return false;
    entry.state = state;
    return true;
  }

  /** Takes note of a record's time; null is no time. */
  noteTime(fileId: number, atMs: number | null): void {
    const entry = this.#entry(fileId);
    if (atMs !== null && (entry.newestAtMs === null || atMs > entry.newestAtMs)) entry.newestAtMs = atMs;
  }

  states(): readonly FileState[] {
    return this.#entries.map((entry) => ({ ...entry }));
  }

  saveTo(to: SectionWriter): void {
    to.json("files", this.#entries);
  }

  restoreFrom(from: SectionReader): void {
    for (const entry of from.json("files", isListOf(isEntry))) {
      this.#entries.push(entry);
      this.#byLabel.set(entry.file.label, entry.file);
    }
  }

  #entry(fileId: number): FileEntry {
    const entry = this.#entries[fileId];
    if (entry === undefined) throw new RangeError(`file ${fileId} is not registered`);
    return entry;
  }
}

function isSameCounts(a: IngestCounts, b: IngestCounts): boolean {
  return (
    a.bytes === b.bytes &&
    a.lines === b.lines &&
    a.records === b.records &&
    a.unreadable === b.unreadable &&
    a.repaired === b.repaired &&
    a.pendingBytes === b.pendingBytes
  );
}
