import { STORED_FLAGS, type BatchTables, type CallBatch } from "../ingest/call-batch.ts";
import type { FileRef, LineRef } from "../ingest/record-sink.ts";
import type { CallRecord } from "../records/call.ts";
import { twinRole } from "../records/twin-key.ts";
import type { AddressIndex } from "./address-index.ts";
import { encodeTwinDistance, MERGED_AWAY, type BatchColumns, type CallTable } from "./call-table.ts";
import { packTriState } from "./flags.ts";
import { ID_WORDS } from "./packed-id.ts";
import type { RunIndex } from "./run-index.ts";
import { TwinMatcher, type TwinLine, type TwinRows } from "./twin-matcher.ts";

interface IntakeTargets {
  readonly calls: CallTable;
  readonly index: RunIndex;
  readonly addresses: AddressIndex;
}

interface TwinPair {
  readonly first: number;
  readonly second: number;
}

interface PendingBatch {
  readonly fileId: number;
  readonly batch: CallBatch | null;
}

const NOTHING_PENDING: PendingBatch = { fileId: -1, batch: null };
const NO_WORDS = new Uint32Array(0);
/** Stands for a missing number in a twin key: no number of a call is such a fraction. */
const MISSING = -0.5;
const SUCCESS_BITS = 3;

/**
 * Puts calls into the tables, one by one or many at once, links them to their runs and finds their twins. Both
 * ways give the same, which the scanner's tests depend on.
 */
export class CallIntake implements TwinRows {
  readonly #targets: IntakeTargets;
  readonly #matchers = new Map<number, TwinMatcher>();
  /** This store's combinations by those of batches, + 1; 0 = not asked yet. */
  readonly #combosOf = new WeakMap<BatchTables, number[]>();
  #columns: BatchColumns = { combos: NO_WORDS, runs: NO_WORDS, twins: NO_WORDS, flags: NO_WORDS };
  /** Twins whose first line came in an earlier batch. */
  readonly #pairsAcross: TwinPair[] = [];
  readonly #line: TwinLine = {
    row: 0,
    isSecond: false,
    atMs: 0,
    latencyMs: 0,
    combo: 0,
    success: 0,
    inputTokens: 0,
    outputTokens: 0,
    estimatedCost: 0,
  };
  #pending: PendingBatch = NOTHING_PENDING;
  #twinsMerged = 0;

  constructor(targets: IntakeTargets) {
    this.#targets = targets;
  }

  get twinsMerged(): number {
    return this.#twinsMerged;
  }

  add(file: FileRef, line: LineRef, call: CallRecord): void {
    const { calls, index, addresses } = this.#targets;
    const run = call.runId === null ? Number.NaN : index.intern(call.runId);
    const row = calls.append(file, line, call, run);
    addresses.addRow("call", file, line, row);
    if (!Number.isNaN(run)) {
      index.addCall(run, row);
      index.extendSpan(run, call.atMs);
    }
    const role = twinRole(call);
    if (role === "single") return;
    const twin = this.#line;
    twin.row = row;
    twin.isSecond = role === "second";
    twin.atMs = call.atMs ?? Number.NaN;
    twin.latencyMs = call.latencyMs ?? Number.NaN;
    twin.combo = calls.combo(row);
    twin.success = packTriState(call.success);
    twin.inputTokens = call.inputTokens ?? MISSING;
    twin.outputTokens = call.outputTokens ?? MISSING;
    twin.estimatedCost = call.estimatedCostNano ?? MISSING;
    const other = this.#matcherOf(file.rootId).offer(twin);
    if (other < 0) return;
    if (twin.isSecond) calls.linkTwins(other, row);
    else calls.linkTwins(row, other);
    this.#twinsMerged++;
  }

  addBatch(file: FileRef, batch: CallBatch): void {
    const { calls, index, addresses } = this.#targets;
    const { count } = batch;
    const first = calls.count;
    this.#reserve(count);
    this.#translateCombos(batch);
    this.#internRuns(batch);
    // Before the rows are appended: most twins stand in one batch, and are then written with their rows.
    this.#matchTwins(this.#matcherOf(file.rootId), file, batch);
    calls.appendBatch(file, batch, this.#columns);
    for (const { first: a, second: b } of this.#pairsAcross) calls.linkTwins(a, b);
    this.#pairsAcross.length = 0;
    const firstOffset = batch.baseOffset + (batch.byteOffset[0] ?? 0);
    const lastOffset = batch.baseOffset + (batch.byteOffset[count - 1] ?? 0);
    addresses.addRows("call", file, { first, count, firstOffset, lastOffset });
    const { runs } = this.#columns;
    for (let at = 0; at < count; at++) {
      const run = (runs[at] ?? 0) - 1;
      if (run >= 0) index.addCallAt(run, first + at, batch.atMs[at] ?? Number.NaN);
    }
  }

  /** Rows of the batch at hand are not in the table yet. */
  fileId(row: number): number {
    return row < this.#targets.calls.count ? this.#targets.calls.fileId(row) : this.#pending.fileId;
  }

  byteOffset(row: number): number {
    const { calls } = this.#targets;
    const { batch } = this.#pending;
    if (row < calls.count || batch === null) return calls.byteOffset(row);
    return batch.baseOffset + (batch.byteOffset[row - calls.count] ?? 0);
  }

  #reserve(count: number): void {
    if (count <= this.#columns.combos.length) return;
    const words = (): Uint32Array => new Uint32Array(count);
    this.#columns = { combos: words(), runs: words(), twins: words(), flags: words() };
  }

  #translateCombos({ count, combo, tables }: CallBatch): void {
    let known = this.#combosOf.get(tables);
    if (known === undefined) this.#combosOf.set(tables, (known = []));
    const { combos } = this.#columns;
    for (let at = 0; at < count; at++) {
      const theirs = combo[at] ?? 0;
      let own = known[theirs];
      if (own === undefined) {
        own = this.#targets.calls.combos.intern(tables.names(theirs)) + 1;
        // Numbers come in order, so this stays an array without holes.
        known[theirs] = own;
      }
      combos[at] = own;
    }
  }

  #internRuns({ count, flags, flagBits, runId, tables }: CallBatch): void {
    const { index } = this.#targets;
    const { runs } = this.#columns;
    let last = -1;
    for (let at = 0; at < count; at++) {
      const bits = flags[at] ?? 0;
      let run = -1;
      if ((bits & flagBits.runUuid) !== 0) {
        const words = at * ID_WORDS;
        // A run logs its calls one after the other.
        const isLast = last >= 0 && isSameId(runId, words, last);
        run = isLast ? (runs[last / ID_WORDS] ?? 0) - 1 : index.internPacked(runId, words);
        last = words;
      } else if ((bits & flagBits.runText) !== 0) {
        run = index.intern(tables.text(runId[at * ID_WORDS + ID_WORDS - 1] ?? 0));
      }
      runs[at] = run + 1;
    }
  }

  #matchTwins(matcher: TwinMatcher, file: FileRef, batch: CallBatch): void {
    const { count, flags, flagBits } = batch;
    const { combos, twins, flags: stored } = this.#columns;
    const first = this.#targets.calls.count;
    const line = this.#line;
    this.#pending = { fileId: file.fileId, batch };
    for (let at = 0; at < count; at++) {
      const bits = flags[at] ?? 0;
      const isSecond = (bits & flagBits.runKey) !== 0;
      stored[at] = bits & STORED_FLAGS;
      twins[at] = 0;
      if (isSecond === ((bits & flagBits.user) !== 0)) continue;
      line.row = first + at;
      line.isSecond = isSecond;
      line.atMs = batch.atMs[at] ?? Number.NaN;
      line.latencyMs = decoded(batch.latencyMs[at], Number.NaN);
      line.combo = (combos[at] ?? 0) - 1;
      line.success = bits & SUCCESS_BITS;
      line.inputTokens = decoded(batch.inputTokens[at], MISSING);
      line.outputTokens = decoded(batch.outputTokens[at], MISSING);
      line.estimatedCost = decoded(batch.estimatedCostNano[at], MISSING);
      const twin = matcher.offer(line);
      if (twin >= 0) this.#pairInBatch(twin - first, at);
    }
    this.#pending = NOTHING_PENDING;
  }

  /** Links a line of the batch with an earlier one, whose place is negative when it came in an earlier batch. */
  #pairInBatch(earlier: number, at: number): void {
    const { twins, flags } = this.#columns;
    const [first, second] = this.#line.isSecond ? [earlier, at] : [at, earlier];
    this.#twinsMerged++;
    if (earlier < 0) {
      const base = this.#targets.calls.count;
      this.#pairsAcross.push({ first: base + first, second: base + second });
      return;
    }
    twins[first] = encodeTwinDistance(second - first) + 1;
    twins[second] = encodeTwinDistance(first - second) + 1;
    flags[second] = (flags[second] ?? 0) | MERGED_AWAY;
  }

  #matcherOf(rootId: number): TwinMatcher {
    let matcher = this.#matchers.get(rootId);
    if (matcher === undefined) this.#matchers.set(rootId, (matcher = new TwinMatcher(this)));
    return matcher;
  }
}

function decoded(word: number | undefined, missing: number): number {
  return word === undefined || word === 0 ? missing : word - 1;
}

function isSameId(words: Uint32Array, a: number, b: number): boolean {
  return (
    words[a] === words[b] &&
    words[a + 1] === words[b + 1] &&
    words[a + 2] === words[b + 2] &&
    words[a + 3] === words[b + 3]
  );
}
