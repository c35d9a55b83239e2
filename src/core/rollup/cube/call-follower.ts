import { BLOCK_ROWS, CallBlock, ROW_IS_OUT } from "../../store/call-block.ts";
import type { CallColumns } from "../../store/tables.ts";
import type { WindowTest } from "../time-window.ts";
import type { BlockTimes } from "./block-times.ts";
import type { Sign } from "./flat-tally.ts";

/** Sums a block: rows whose `use` says so come in (1) or go out again (-1). */
export type TakeBlock = (block: CallBlock, sign: Sign) => void;

export interface CallSource {
  readonly calls: CallColumns;
  readonly times: BlockTimes;
  /** Blocks need no more than times, durations and combinations. */
  readonly hasDurationsOnly?: boolean;
}

const NO_ROWS = 0;

/**
 * Shows each call once, as it comes, and again when what is counted of it changes: a line that was counted alone goes
 * out, and comes in as what it is since its twin came. A link always has a new line at one of its ends, so new lines
 * are all that is looked at.
 */
export class CallFollower {
  readonly #source: CallSource;
  readonly #mergesTwins: boolean;
  readonly #window: WindowTest | null;
  #rows = NO_ROWS;

  /** `window`: calls outside it are not shown. */
  constructor(source: CallSource, mergesTwins: boolean, window: WindowTest | null) {
    this.#source = source;
    this.#mergesTwins = mergesTwins;
    this.#window = window;
  }

  /** Rows that were shown so far, or left out. */
  get rows(): number {
    return this.#rows;
  }

  /** Goes on behind rows that were shown before, elsewhere. */
  resumeAt(rows: number): void {
    this.#rows = rows;
  }

  follow(take: TakeBlock): void {
    const { calls, times } = this.#source;
    const known = this.#rows;
    if (known === calls.count) return;
    times.follow();
    const late: number[] = [];
    while (this.#rows < calls.count) {
      const row = this.#rows;
      const end = Math.min(calls.count, (Math.floor(row / BLOCK_ROWS) + 1) * BLOCK_ROWS);
      this.#rows = end;
      // Of rows that are all new none can be a twin of a known one.
      if (known === NO_ROWS && this.#window?.mayHold(times, row) === false) continue;
      this.#read(row, end - row, this.#mergesTwins, shared);
      if (known > NO_ROWS) collectLate(shared, known, late);
      this.#show(shared, 1, take);
    }
    for (const row of late) this.#showAgain(row, take);
  }

  #showAgain(row: number, take: TakeBlock): void {
    this.#read(row, 1, false, single);
    this.#show(single, -1, take);
    this.#read(row, 1, true, single);
    this.#show(single, 1, take);
  }

  #read(row: number, count: number, mergesTwins: boolean, into: CallBlock): void {
    const { calls, hasDurationsOnly } = this.#source;
    if (hasDurationsOnly === true) calls.readDurations(row, count, mergesTwins, into);
    else calls.readBlock(row, count, mergesTwins, into);
  }

  #show(block: CallBlock, sign: Sign, take: TakeBlock): void {
    if (this.#window !== null) narrow(block, this.#window);
    take(block, sign);
  }
}

/** Nobody keeps a block: one for all. */
const shared = new CallBlock();
const single = new CallBlock(1);

function collectLate({ count, twin }: CallBlock, known: number, late: number[]): void {
  for (let at = 0; at < count; at++) {
    const other = twin[at] ?? -1;
    if (other >= 0 && other < known) late.push(other);
  }
}

function narrow({ count, atMs, use }: CallBlock, window: WindowTest): void {
  for (let at = 0; at < count; at++) {
    if (!window.holds(atMs[at] ?? Number.NaN)) use[at] = ROW_IS_OUT;
  }
}
