import { BLOCK_ROWS, CallBlock, ROW_IS_OUT } from "../../store/call-block.ts";
import type { CallColumns } from "../../store/tables.ts";
import type { WindowTest } from "../time-window.ts";
import type { BlockTimes } from "./block-times.ts";
import type { Sign } from "./flat-tally.ts";
import { ShownRows } from "./shown-rows.ts";

/** Sums a block: rows whose `use` says so come in (1) or go out again (-1). */
export type TakeBlock = (block: CallBlock, sign: Sign) => void;

export interface CallSource {
  readonly calls: CallColumns;
  readonly times: BlockTimes;
  /** Blocks need no more than durations and combinations. */
  readonly hasDurationsOnly?: boolean;
}

/**
 * Shows each call once, as it comes, and again when what is counted of it changes: a line that was counted alone goes
 * out, and comes in as what it is since its twin came. A link always has a new line at one of its ends, so new lines
 * are all that is looked at.
 */
export class CallFollower {
  readonly #source: CallSource;
  readonly #mergesTwins: boolean;
  readonly #window: WindowTest | null;
  readonly #shown = new ShownRows();

  /** `window`: calls outside it are not shown. */
  constructor(source: CallSource, mergesTwins: boolean, window: WindowTest | null) {
    this.#source = source;
    this.#mergesTwins = mergesTwins;
    this.#window = window;
  }

  /** Rows that were shown so far, or left out. */
  get rows(): number {
    return this.#shown.count;
  }

  get behind(): number {
    return this.#source.calls.count - this.rows;
  }

  /** Goes on behind rows that were shown before, elsewhere, and all of them. */
  resumeAt(rows: number): void {
    this.#shown.startAt(rows);
  }

  /** Shows what is new, at most so many rows. */
  follow(take: TakeBlock, mostRows = Infinity): void {
    const { calls, times } = this.#source;
    const { count } = calls;
    if (this.behind === 0) return;
    times.follow();
    const late: number[] = [];
    const last = Math.min(count, this.rows + mostRows);
    while (this.rows < last) {
      const row = this.rows;
      const end = Math.min(last, (Math.floor(row / BLOCK_ROWS) + 1) * BLOCK_ROWS);
      const isOutside = this.#window?.mayHold(times, row) === false;
      const isNew = this.#shown.knowsUpTo(end);
      if (!(isNew && isOutside)) {
        const isInside = this.#window?.holdsAll(times, row) ?? true;
        this.#read(row, end - row, this.#mergesTwins, shared);
        if (!isNew) this.#collectLate(shared, late);
        this.#show(shared, 1, take, isInside);
      }
      this.#shown.show(end, count);
    }
    for (const row of late) this.#showAgain(row, take);
  }

  /** Rows that were shown before the line came that they are one call with. */
  #collectLate({ first, count, twin }: CallBlock, late: number[]): void {
    for (let at = 0; at < count; at++) {
      const other = twin[at] ?? -1;
      if (other >= 0 && other < first && this.#shown.isNewTo(other, first + at)) late.push(other);
    }
  }

  #showAgain(row: number, take: TakeBlock): void {
    this.#read(row, 1, false, single);
    this.#show(single, -1, take, false);
    this.#read(row, 1, true, single);
    this.#show(single, 1, take, false);
  }

  #read(row: number, count: number, mergesTwins: boolean, into: CallBlock): void {
    const { calls, hasDurationsOnly } = this.#source;
    if (hasDurationsOnly === true) calls.readDurations(row, count, mergesTwins, into);
    else calls.readBlock(row, count, mergesTwins, into);
  }

  #show(block: CallBlock, sign: Sign, take: TakeBlock, isInside: boolean): void {
    if (this.#window !== null && !isInside) {
      if (this.#source.hasDurationsOnly === true)
        this.#source.calls.readTimes(block.first, block.count, block.atMs);
      narrow(block, this.#window);
    }
    take(block, sign);
  }
}

/** Nobody keeps a block: one for all. */
const shared = new CallBlock();
const single = new CallBlock(1);

function narrow({ count, atMs, use }: CallBlock, window: WindowTest): void {
  for (let at = 0; at < count; at++) {
    if (!window.holds(atMs[at] ?? Number.NaN)) use[at] = ROW_IS_OUT;
  }
}
