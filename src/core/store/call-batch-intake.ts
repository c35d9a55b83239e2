import { STRETCH_WORDS, type CallBatch } from "../ingest/call-batch.ts";
import type { FileRef } from "../ingest/record-sink.ts";
import type { AddressIndex } from "./address-index.ts";
import { BatchCombos } from "./batch-combos.ts";
import { BatchTwins } from "./batch-twins.ts";
import type { CallTable } from "./call-table.ts";
import { ID_WORDS } from "./packed-id.ts";
import type { RunIndex } from "./run-index.ts";
import type { TwinMatcher } from "./twin-matcher.ts";

export interface IntakeTargets {
  readonly calls: CallTable;
  readonly index: RunIndex;
  readonly addresses: AddressIndex;
}

const NO_WORDS = new Uint32Array(0);
const IS_TEXT = 4;
const FIRST_CALL = 5;
const LAST_CALL = 6;

/** Puts a batch of calls into the tables: the same as its calls one by one, without making an object of any. */
export class CallBatchIntake {
  readonly #targets: IntakeTargets;
  readonly #combos: BatchCombos;
  readonly #twins = new BatchTwins();
  #runs = NO_WORDS;
  /** Of the stretches of the batch at hand: the numbers of their run ids, + 1, from place 1 on. */
  #stretchRuns = NO_WORDS;
  #batch: CallBatch | null = null;
  #fileId = -1;

  constructor(targets: IntakeTargets) {
    this.#targets = targets;
    this.#combos = new BatchCombos(targets.calls.combos);
  }

  /** Gives the number of pairs that were found. */
  add(file: FileRef, batch: CallBatch, matcher: TwinMatcher): number {
    const { calls, index, addresses } = this.#targets;
    const { count, baseOffset, byteOffset } = batch;
    const firstRow = calls.count;
    this.#batch = batch;
    this.#fileId = file.fileId;
    const combos = this.#combos.translate(batch);
    const runs = { words: this.#internRuns(batch), bounds: null };
    const twins = this.#twins.agree({ batch, firstRow, combos: combos.words, matcher });
    calls.appendBatch(file, batch, { combos, runs, flags: twins.flags });
    this.#batch = null;
    for (const pair of twins.pairs) {
      calls.linkTwins(pair.first, pair.second);
      index.noteChange(calls.run(pair.second));
    }
    const firstOffset = baseOffset + (byteOffset.words[0] ?? 0);
    const lastOffset = baseOffset + (byteOffset.words[count - 1] ?? 0);
    addresses.addRows("call", file, { first: firstRow, count, firstOffset, lastOffset });
    this.#linkRuns(batch, firstRow, index);
    return twins.pairCount + twins.pairs.length;
  }

  /** File of a row that may stand in the batch at hand. */
  fileId(row: number): number {
    const { calls } = this.#targets;
    return row < calls.count ? calls.fileId(row) : this.#fileId;
  }

  /** Offset of a row that may stand in the batch at hand. */
  byteOffset(row: number): number {
    const { calls } = this.#targets;
    if (row < calls.count || this.#batch === null) return calls.byteOffset(row);
    return this.#batch.baseOffset + (this.#batch.byteOffset.words[row - calls.count] ?? 0);
  }

  /** Numbers of the calls' run ids + 1, 0 for none; reused. */
  #internRuns({ count, stretch, stretches, stretchCount, tables }: CallBatch): Uint32Array {
    const { index } = this.#targets;
    if (count > this.#runs.length) {
      this.#runs = new Uint32Array(count);
      this.#stretchRuns = new Uint32Array(count + 1);
    }
    const stretchRuns = this.#stretchRuns;
    const runs = this.#runs;
    for (let n = 0; n < stretchCount; n++) {
      const at = n * STRETCH_WORDS;
      const isText = stretches[at + IS_TEXT] !== 0;
      const run = isText
        ? index.intern(tables.text(stretches[at + ID_WORDS - 1] ?? 0))
        : index.internPacked(stretches, at);
      stretchRuns[n + 1] = run + 1;
    }
    for (let at = 0; at < count; at++) runs[at] = stretchRuns[stretch[at] ?? 0] ?? 0;
    return runs;
  }

  #linkRuns(
    { count, nextOfStretch, stretches, stretchCount, stretchTimes }: CallBatch,
    first: number,
    index: RunIndex,
  ): void {
    index.linkBatch(first, nextOfStretch, count);
    for (let n = 0; n < stretchCount; n++) {
      const at = n * STRETCH_WORDS;
      const run = (this.#stretchRuns[n + 1] ?? 0) - 1;
      index.addLinkedCalls(
        run,
        first + (stretches[at + FIRST_CALL] ?? 0),
        first + (stretches[at + LAST_CALL] ?? 0),
      );
      index.extendSpanBy(run, stretchTimes[n * 2] ?? Number.NaN, stretchTimes[n * 2 + 1] ?? Number.NaN);
    }
  }
}
