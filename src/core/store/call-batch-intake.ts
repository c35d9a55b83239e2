import { STRETCH_WORDS, type BatchColumn, type BatchTables, type CallBatch } from "../ingest/call-batch.ts";
import type { FileRef } from "../ingest/record-sink.ts";
import type { AddressIndex } from "./address-index.ts";
import { MERGED_AWAY, type CallTable } from "./call-table.ts";
import { ID_WORDS } from "./packed-id.ts";
import type { RunIndex } from "./run-index.ts";
import { emptyTwinLine, MISSING_IN_KEY, type TwinLine, type TwinMatcher } from "./twin-matcher.ts";

export interface IntakeTargets {
  readonly calls: CallTable;
  readonly index: RunIndex;
  readonly addresses: AddressIndex;
}

interface AgreedTwins {
  readonly twins: BatchColumn;
  readonly flags: BatchColumn;
  readonly pairs: number;
}

interface TwinPair {
  readonly first: number;
  readonly second: number;
}

const NO_WORDS = new Uint32Array(0);
const SUCCESS_BITS = 3;
const IS_TEXT = 4;
const FIRST_CALL = 5;
const LAST_CALL = 6;

/** Puts a batch of calls into the tables: the same as its calls one by one, without making an object of any. */
export class CallBatchIntake {
  readonly #targets: IntakeTargets;
  /** This store's combinations by those of batches, + 1. */
  readonly #combosOf = new WeakMap<BatchTables, number[]>();
  #combos = NO_WORDS;
  #runs = NO_WORDS;
  /** Of the stretches of the batch at hand: the numbers of their run ids, + 1, from place 1 on. */
  #stretchRuns = NO_WORDS;
  readonly #line: TwinLine = emptyTwinLine();
  /** Twins that no batch proposed: by row. */
  readonly #ownPairs: TwinPair[] = [];
  #batch: CallBatch | null = null;
  #fileId = -1;

  constructor(targets: IntakeTargets) {
    this.#targets = targets;
  }

  /** Gives the number of pairs that were found. */
  add(file: FileRef, batch: CallBatch, matcher: TwinMatcher): number {
    const { calls, index, addresses } = this.#targets;
    const { count } = batch;
    const first = calls.count;
    this.#batch = batch;
    this.#fileId = file.fileId;
    this.#reserve(count);
    this.#translateCombos(batch);
    this.#internRuns(batch);
    const { twins, flags, pairs } = this.#agreeOnTwins(batch, matcher);
    const combos = { words: this.#combos, largest: calls.combos.count };
    const runs = { words: this.#runs, largest: batch.stretchCount === 0 ? 0 : index.ids.count };
    calls.appendBatch(file, batch, { combos, runs, twins, flags });
    this.#batch = null;
    for (const pair of this.#ownPairs) calls.linkTwins(pair.first, pair.second);
    const found = pairs + this.#ownPairs.length;
    this.#ownPairs.length = 0;
    const firstOffset = batch.baseOffset + (batch.byteOffset.words[0] ?? 0);
    const lastOffset = batch.baseOffset + (batch.byteOffset.words[count - 1] ?? 0);
    addresses.addRows("call", file, { first, count, firstOffset, lastOffset });
    this.#linkRuns(batch, first, index);
    return found;
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

  #reserve(count: number): void {
    if (count <= this.#combos.length) return;
    this.#combos = new Uint32Array(count);
    this.#runs = new Uint32Array(count);
    this.#stretchRuns = new Uint32Array(count + 1);
  }

  #translateCombos({ count, combo, tables }: CallBatch): void {
    let known = this.#combosOf.get(tables);
    if (known === undefined) this.#combosOf.set(tables, (known = []));
    const combos = this.#combos;
    for (let at = 0; at < count; at++) {
      const theirs = combo[at] ?? 0;
      combos[at] = known[theirs] ?? this.#translate(known, theirs, tables);
    }
  }

  /** Numbers come in order, so that `known` stays an array without holes. */
  #translate(known: number[], theirs: number, tables: BatchTables): number {
    const own = this.#targets.calls.combos.intern(tables.names(theirs)) + 1;
    known[theirs] = own;
    return own;
  }

  #internRuns({ count, stretch, stretches, stretchCount, tables }: CallBatch): void {
    const { index } = this.#targets;
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
      index.extendSpan(run, stretchTimes[n * 2] ?? Number.NaN);
      index.extendSpan(run, stretchTimes[n * 2 + 1] ?? Number.NaN);
    }
  }

  /**
   * Takes the proposed pairs, which were found among the calls of the batch alone, as long as no waiting line of
   * an earlier batch or another file has the key of one of them. From the first such call on, every call is
   * offered to the matcher, as if it had come by itself.
   */
  #agreeOnTwins(batch: CallBatch, matcher: TwinMatcher): AgreedTwins {
    const { count, twin, inputTokens, estimatedCostNano } = batch;
    let pairs = 0;
    for (let at = 0; at < count; at++) {
      const proposed = twin.words[at] ?? 0;
      if (proposed === 0) {
        if (this.#fill(batch, at)) this.#offer(matcher);
        continue;
      }
      const tokens = decoded(inputTokens.words[at], MISSING_IN_KEY);
      const cost = decoded(estimatedCostNano.words[at], MISSING_IN_KEY);
      if (matcher.mayWait(tokens, cost) && this.#fill(batch, at) && matcher.mayMatch(this.#line)) {
        return this.#matchFrom(at, batch, matcher);
      }
      if ((proposed - 1) % 2 === 1) pairs++;
    }
    return { twins: twin, flags: batch.storedFlags, pairs };
  }

  #matchFrom(from: number, batch: CallBatch, matcher: TwinMatcher): AgreedTwins {
    const twins = batch.twin.words.slice(0, batch.count);
    const flags = batch.storedFlags.words.slice(0, batch.count);
    let pairs = 0;
    for (let at = 0; at < batch.count; at++) {
      const distance = (twins[at] ?? 0) - 1;
      const isForward = distance >= 0 && distance % 2 === 0;
      const isDone = at < from && !(isForward && at + distance / 2 >= from);
      if (isDone) {
        if (distance >= 0 && !isForward) pairs++;
        continue;
      }
      twins[at] = 0;
      flags[at] = (((flags[at] ?? 0) - 1) & ~MERGED_AWAY) + 1;
      // A pair that was proposed across `from`: its first line has been waiting all the while.
      if (at < from && this.#fill(batch, at)) matcher.remember(this.#line);
    }
    for (let at = from; at < batch.count; at++) if (this.#fill(batch, at)) this.#offer(matcher);
    const { twin, storedFlags } = batch;
    return {
      twins: { words: twins, largest: twin.largest },
      flags: { words: flags, largest: storedFlags.largest },
      pairs,
    };
  }

  #offer(matcher: TwinMatcher): void {
    const { row, isSecond } = this.#line;
    const other = matcher.offer(this.#line);
    if (other >= 0)
      this.#ownPairs.push(isSecond ? { first: other, second: row } : { first: row, second: other });
  }

  /** Describes a call of the batch in the shared line; false when it stands alone. */
  #fill(batch: CallBatch, at: number): boolean {
    const { flags, flagBits } = batch;
    const bits = flags[at] ?? 0;
    const isSecond = (bits & flagBits.runKey) !== 0;
    if (isSecond === ((bits & flagBits.user) !== 0)) return false;
    const line = this.#line;
    line.row = this.#targets.calls.count + at;
    line.isSecond = isSecond;
    line.atMs = batch.atMs[at] ?? Number.NaN;
    line.latencyMs = decoded(batch.latencyMs.words[at], Number.NaN);
    line.combo = (this.#combos[at] ?? 0) - 1;
    line.success = bits & SUCCESS_BITS;
    line.inputTokens = decoded(batch.inputTokens.words[at], MISSING_IN_KEY);
    line.outputTokens = decoded(batch.outputTokens.words[at], MISSING_IN_KEY);
    line.estimatedCost = decoded(batch.estimatedCostNano.words[at], MISSING_IN_KEY);
    return true;
  }
}

function decoded(word: number | undefined, missing: number): number {
  return word === undefined || word === 0 ? missing : word - 1;
}
