import type { FileRef, LineRef } from "../ingest/record-sink.ts";
import type { RunBatch } from "../ingest/run-batch.ts";
import type { RunRecord } from "../records/run.ts";
import type { AddressIndex } from "./address-index.ts";
import { compareTimes } from "./latest-by-key.ts";
import { ID_WORDS } from "./packed-id.ts";
import type { RunIndex } from "./run-index.ts";
import type { RunTable } from "./run-table.ts";

interface RunTargets {
  readonly runs: RunTable;
  readonly index: RunIndex;
  readonly addresses: AddressIndex;
}

/** Puts run lines into the tables, one by one or many at once, and decides which line of a run id counts. */
export class RunIntake {
  readonly #targets: RunTargets;
  #words = new Uint32Array(0);

  constructor(targets: RunTargets) {
    this.#targets = targets;
  }

  add(file: FileRef, line: LineRef, record: RunRecord): void {
    const { runs, index, addresses } = this.#targets;
    const run = record.runId === null ? Number.NaN : index.intern(record.runId);
    const row = runs.append(file, line, record, run);
    addresses.addRow("run", file, line, row);
    if (!Number.isNaN(run)) this.#place(run, row);
  }

  /** The same for a batch; all its runs have ids. */
  addBatch(file: FileRef, batch: RunBatch): void {
    const { runs, index, addresses } = this.#targets;
    const { count } = batch;
    const first = runs.count;
    if (count > this.#words.length) this.#words = new Uint32Array(count);
    for (let at = 0; at < count; at++) this.#words[at] = index.internPacked(batch.runId, at * ID_WORDS) + 1;
    runs.appendBatch(file, batch, this.#words);
    const firstOffset = batch.baseOffset + (batch.byteOffset.words[0] ?? 0);
    const lastOffset = batch.baseOffset + (batch.byteOffset.words[count - 1] ?? 0);
    addresses.addRows("run", file, { first, count, firstOffset, lastOffset });
    for (let at = 0; at < count; at++) this.#place((this.#words[at] ?? 0) - 1, first + at);
  }

  #place(run: number, row: number): void {
    const { runs, index } = this.#targets;
    const before = index.runRow(run);
    if (before >= 0 && isNewer(runs, before, row)) {
      runs.supersede(row);
      return;
    }
    if (before >= 0) runs.supersede(before);
    index.setRunRow(run, row);
  }
}

/** Whether the line of row `a` counts rather than that of `b`, of the same run id: newest instant wins. */
function isNewer(runs: RunTable, a: number, b: number): boolean {
  const times = compareTimes(knownAtMs(runs, a), knownAtMs(runs, b));
  if (times !== 0) return times > 0;
  // One line seen in two folders: their order decides, not the order of reading.
  const files = runs.fileId(a) - runs.fileId(b);
  return files === 0 ? runs.byteOffset(a) > runs.byteOffset(b) : files > 0;
}

function knownAtMs(runs: RunTable, row: number): number | null {
  const atMs = runs.atMs(row);
  return Number.isNaN(atMs) ? null : atMs;
}
