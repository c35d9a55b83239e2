import type { BatchColumn, CallBatch } from "../ingest/call-batch.ts";
import { LINK_BITS } from "./call-flags.ts";
import { emptyTwinLine, MISSING_IN_KEY, type TwinLine, type TwinMatcher } from "./twin-matcher.ts";

const SUCCESS_BITS = 3;

export interface TwinPair {
  readonly first: number;
  readonly second: number;
}

/** What was agreed on: the flags with the pairs that are links by now, their number, and pairs to link yet. */
export interface AgreedTwins {
  readonly flags: BatchColumn;
  readonly pairCount: number;
  /** Rows. */
  readonly pairs: readonly TwinPair[];
}

/** A batch on its way into the store. */
interface PlacedBatch {
  readonly batch: CallBatch;
  readonly firstRow: number;
  /** Numbers of combinations in the store, + 1. */
  readonly combos: Uint32Array;
  readonly matcher: TwinMatcher;
}

/**
 * Takes the pairs that the scanner proposes, which were found among the calls of the batch alone, as long as no
 * waiting line of an earlier batch or another file has the key of one of them. From the first such call on, every
 * call is offered to the matcher, as if it had come by itself.
 */
export class BatchTwins {
  readonly #line: TwinLine = emptyTwinLine();
  #pairs: TwinPair[] = [];

  agree(placed: PlacedBatch): AgreedTwins {
    const { batch, matcher } = placed;
    const { count, twin, lonely, lonelyCount } = batch;
    this.#pairs = [];
    let next = 0;
    for (let at = 0; at < count; at++) {
      if (matcher.waitingCount === 0) {
        // Nothing waits, so nothing can come between a proposed pair: on to the next line that has to wait.
        while (next < lonelyCount && (lonely[next] ?? count) < at) next++;
        at = next < lonelyCount ? (lonely[next] ?? count) : count;
        if (at === count) break;
      }
      if (twin[at] === 0) {
        if (this.#fill(placed, at)) this.#offer(matcher);
      } else if (this.#mayWait(placed, at) && this.#fill(placed, at) && matcher.mayMatch(this.#line)) {
        return this.#matchFrom(at, placed);
      }
    }
    return { flags: batch.storedFlags, pairCount: batch.pairCount, pairs: this.#pairs };
  }

  #matchFrom(from: number, placed: PlacedBatch): AgreedTwins {
    const { batch, matcher } = placed;
    const flags = batch.storedFlags.words.slice(0, batch.count);
    let pairCount = 0;
    for (let at = 0; at < batch.count; at++) {
      const twin = batch.twin[at] ?? 0;
      const isForward = twin !== 0 && twin % 2 === 0;
      const isDone = at < from && !(isForward && at + twin / 2 >= from);
      if (isDone) {
        if (twin !== 0 && !isForward) pairCount++;
        continue;
      }
      flags[at] = (((flags[at] ?? 1) - 1) & ~LINK_BITS) + 1;
      // A pair that was proposed across `from`: its first line has been waiting all the while.
      if (at < from && twin !== 0 && this.#fill(placed, at)) matcher.remember(this.#line);
    }
    for (let at = from; at < batch.count; at++) if (this.#fill(placed, at)) this.#offer(matcher);
    return { flags: { words: flags, bounds: null }, pairCount, pairs: this.#pairs };
  }

  #mayWait({ batch, matcher }: PlacedBatch, at: number): boolean {
    const tokens = decoded(batch.inputTokens.words[at], MISSING_IN_KEY);
    return matcher.mayWait(tokens, decoded(batch.estimatedCostNano.words[at], MISSING_IN_KEY));
  }

  #offer(matcher: TwinMatcher): void {
    const { row, isSecond } = this.#line;
    const other = matcher.offer(this.#line);
    if (other >= 0)
      this.#pairs.push(isSecond ? { first: other, second: row } : { first: row, second: other });
  }

  /** Describes a call of the batch in the shared line; false when it stands alone. */
  #fill({ batch, firstRow, combos }: PlacedBatch, at: number): boolean {
    const { flags, flagBits } = batch;
    const bits = flags[at] ?? 0;
    const isSecond = (bits & flagBits.runKey) !== 0;
    if (isSecond === ((bits & flagBits.user) !== 0)) return false;
    const line = this.#line;
    line.row = firstRow + at;
    line.isSecond = isSecond;
    line.atMs = batch.atMs[at] ?? Number.NaN;
    line.latencyMs = decoded(batch.latencyMs.words[at], Number.NaN);
    line.combo = (combos[at] ?? 0) - 1;
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
