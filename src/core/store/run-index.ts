import type { BatchColumn } from "../ingest/call-batch.ts";
import { GrowingArray } from "./growing-array.ts";
import { IdTable } from "./id-table.ts";
import { NumberColumn } from "./number-column.ts";
import { NumberList } from "./number-list.ts";
import { isNumber } from "./snapshot/json-guards.ts";
import type { SectionReader } from "./snapshot/section-reader.ts";
import type { SectionWriter } from "./snapshot/section-writer.ts";
import { restoreParts, saveParts, type Stored, type StoredParts } from "./snapshot/stored.ts";
import { totalSizeBytes } from "./sized.ts";

const NONE = -1;
const UNKNOWN = -2;
/** Runs of one block, of which the latest time is kept: most questions are about the last few of many runs. */
const BLOCK_SHIFT = 8;

/**
 * What is known of each run id, by its number: its counted line, its calls as a linked list through a
 * column (no array a run), and the span of its records. Run ids come from runs, calls and routing alike.
 */
export class RunIndex implements Stored {
  readonly ids = new IdTable();
  readonly #runRow = new GrowingArray("i32", NONE);
  readonly #firstCall = new GrowingArray("i32", NONE);
  readonly #lastCall = new GrowingArray("i32", NONE);
  /** By call row: distance to the next call of the same run. */
  readonly #nextCall = new NumberColumn();
  readonly #firstAtMs = new GrowingArray("f64", Number.NaN);
  readonly #lastAtMs = new GrowingArray("f64", Number.NaN);
  /** By block of runs: the latest of their times. */
  readonly #latestMs = new GrowingArray("f64", -Infinity);
  readonly #open = new NumberList();
  #openVersion = 0;
  #lateChanges = 0;
  /** By run: a combination that its calls were asked for. */
  readonly #namedCombo = new GrowingArray("i32", UNKNOWN);

  /** Bytes of the typed arrays, without what grows with calls. */
  get sizeBytes(): number {
    return totalSizeBytes([
      this.#runRow,
      this.#firstCall,
      this.#lastCall,
      this.#firstAtMs,
      this.#lastAtMs,
      this.#latestMs,
      this.#namedCombo,
      this.ids,
    ]);
  }

  /** Bytes of the links between the calls of a run. */
  get linkSizeBytes(): number {
    return this.#nextCall.sizeBytes;
  }

  /** Numbers of the run ids that have no line yet, in order of first appearance. */
  get open(): NumberList {
    return this.#open;
  }

  /** Grows whenever `open`, or where one of its runs starts, changes. */
  get openVersion(): number {
    return this.#openVersion;
  }

  /** The number of a run id that a record names, given on first sight. */
  intern(runId: string): number {
    const known = this.ids.count;
    return this.#noteNew(this.ids.intern(runId), known);
  }

  /** Like `intern`, for a uuid that is packed already. */
  internPacked(words: Uint32Array, at: number): number {
    const known = this.ids.count;
    return this.#noteNew(this.ids.internPacked(words, at), known);
  }

  #noteNew(run: number, known: number): number {
    if (run === known) {
      this.#open.add(run);
      this.#openVersion++;
    }
    return run;
  }

  /** Widens the span of a run's records; an unknown time (NaN, null) changes nothing. */
  extendSpan(run: number, atMs: number | null): void {
    if (atMs === null || Number.isNaN(atMs)) return;
    this.extendSpanBy(run, atMs, atMs);
  }

  /** Widens the span by known times, the earlier one first. */
  extendSpanBy(run: number, fromMs: number, toMs: number): void {
    if (!(this.#firstAtMs.get(run) <= fromMs)) {
      this.#firstAtMs.set(run, fromMs);
      this.#openVersion++;
    }
    if (this.#lastAtMs.get(run) >= toMs) return;
    this.#lastAtMs.set(run, toMs);
    const block = run >>> BLOCK_SHIFT;
    if (this.#latestMs.get(block) < toMs) this.#latestMs.set(block, toMs);
  }

  /** Shows the runs that were heard of after an instant; all runs for `-Infinity`. */
  visitSince(sinceMs: number, visit: (run: number) => void): void {
    const isEvery = sinceMs === -Infinity;
    for (let run = 0; run < this.ids.count; run++) {
      if (!isEvery && !(this.#latestMs.get(run >>> BLOCK_SHIFT) > sinceMs)) run |= (1 << BLOCK_SHIFT) - 1;
      else if (isEvery || this.#lastAtMs.get(run) > sinceMs) visit(run);
    }
  }

  /** How many runs without a line were first heard of at an instant that is `within`, all of them not before `sinceMs`. */
  countOpen(sinceMs: number, within: (atMs: number) => boolean): number {
    const { count } = this.ids;
    const size = 1 << BLOCK_SHIFT;
    let found = 0;
    for (let first = 0; first < count; first += size) {
      if (this.#latestMs.get(first >>> BLOCK_SHIFT) < sinceMs) continue;
      const times = this.#firstAtMs.written(first, size);
      const rows = this.#runRow.written(first, size);
      for (let at = 0; at < times.length; at++) {
        if ((rows[at] ?? NONE) === NONE && within(times[at] ?? Number.NaN)) found++;
      }
    }
    return found;
  }

  /** Earliest known time of the run's records, NaN when none is known. */
  firstAtMs(run: number): number {
    return this.#firstAtMs.get(run);
  }

  lastAtMs(run: number): number {
    return this.#lastAtMs.get(run);
  }

  /** Grows whenever a call of a run that has its line came or changed. */
  get lateChanges(): number {
    return this.#lateChanges;
  }

  /** Tells of a change of a call that names the run (-1: none). */
  noteChange(run: number): void {
    if (run < 0) return;
    if (this.#runRow.get(run) !== NONE) this.#lateChanges++;
    if (this.#namedCombo.get(run) !== UNKNOWN) this.#namedCombo.set(run, UNKNOWN);
  }

  /** What `find` gives for a run, kept until a call of it comes or changes. */
  rememberCombo(run: number, find: () => number): number {
    const known = this.#namedCombo.get(run);
    if (known !== UNKNOWN) return known;
    const combo = find();
    this.#namedCombo.set(run, combo);
    return combo;
  }

  addCall(run: number, callRow: number): void {
    this.noteChange(run);
    const last = this.#lastCall.get(run);
    if (last === NONE) this.#firstCall.set(run, callRow);
    else this.#nextCall.set(last, callRow - last);
    this.#lastCall.set(run, callRow);
  }

  /** Takes the links between the calls of a batch, see `CallBatch.nextOfStretch`; `firstRow` is its first row. */
  linkBatch(firstRow: number, nextOfStretch: BatchColumn, count: number): void {
    this.#nextCall.pushMissing(firstRow - this.#nextCall.count);
    this.#nextCall.pushEncoded(nextOfStretch, count);
  }

  /** Appends calls that are linked already, from the first to the last one. */
  addLinkedCalls(run: number, firstRow: number, lastRow: number): void {
    this.addCall(run, firstRow);
    this.#lastCall.set(run, lastRow);
  }

  /** Up to `limit` rows of calls that name the run, in the order of ingest. */
  callRows(run: number, limit: number): number[] {
    const rows: number[] = [];
    let row = this.#firstCall.get(run);
    while (row !== NONE && rows.length < limit) {
      rows.push(row);
      const distance = this.#nextCall.get(row);
      row = Number.isNaN(distance) ? NONE : row + distance;
    }
    return rows;
  }

  /** The line that counts for a run id, or -1. */
  runRow(run: number): number {
    return this.#runRow.get(run);
  }

  setRunRow(run: number, row: number): void {
    this.#runRow.set(run, row);
    if (this.#open.delete(run)) this.#openVersion++;
  }

  saveTo(to: SectionWriter): void {
    to.json("openVersion", this.#openVersion);
    saveParts(this.#parts(), to);
  }

  restoreFrom(from: SectionReader): void {
    this.#openVersion = from.json("openVersion", isNumber);
    restoreParts(this.#parts(), from);
  }

  #parts(): StoredParts {
    return {
      ids: this.ids,
      runRow: this.#runRow,
      firstCall: this.#firstCall,
      lastCall: this.#lastCall,
      nextCall: this.#nextCall,
      firstAtMs: this.#firstAtMs,
      lastAtMs: this.#lastAtMs,
      latestMs: this.#latestMs,
      open: this.#open,
    };
  }
}
