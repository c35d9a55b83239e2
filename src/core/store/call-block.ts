import { FAR_ROWS, LEAST_TWIN_BITS, MERGED_AWAY, twinDistanceOf } from "./call-flags.ts";

/** Rows of one block. Blocks begin at multiples of it, so that a block is never cut by a segment of a column. */
export const BLOCK_ROWS = 2048;

export const ROW_IS_OUT = 0;
export const ROW_IS_CALL = 1;
/** A second line whose first one stands for it. */
export const ROW_IS_MERGED = 2;

/** A stretch of calls as plain arrays, NaN for what is missing; reused from block to block. */
export class CallBlock {
  /** Row of place 0. */
  first = 0;
  count = 0;
  readonly atMs: Float64Array;
  readonly costNano: Float64Array;
  readonly inputTokens: Float64Array;
  readonly outputTokens: Float64Array;
  /** Of a first twin: the second one's, as `run`. */
  readonly latencyMs: Float64Array;
  readonly run: Float64Array;
  readonly combo: Float64Array;
  readonly flags: Float64Array;
  /** Row of the other twin, -1 for none. */
  readonly twin: Int32Array;
  /** `ROW_IS_CALL`, `ROW_IS_MERGED`, or `ROW_IS_OUT` where a reader put it. */
  readonly use: Uint8Array;

  constructor(rows = BLOCK_ROWS) {
    this.atMs = new Float64Array(rows);
    this.costNano = new Float64Array(rows);
    this.inputTokens = new Float64Array(rows);
    this.outputTokens = new Float64Array(rows);
    this.latencyMs = new Float64Array(rows);
    this.run = new Float64Array(rows);
    this.combo = new Float64Array(rows);
    this.flags = new Float64Array(rows);
    this.twin = new Int32Array(rows);
    this.use = new Uint8Array(rows);
  }
}

interface TwinColumns {
  twinRow(row: number): number;
  latencyMs(row: number): number;
  run(row: number): number;
}

/** Fills in twins and uses, and gives first twins the latency of the second ones, where they merge. */
export function resolveTwins(block: CallBlock, calls: TwinColumns, mergesTwins: boolean): void {
  const { first, count, flags, twin, use, latencyMs } = block;
  for (let at = 0; at < count; at++) {
    const bits = flags[at] ?? 0;
    use[at] = ROW_IS_CALL;
    twin[at] = -1;
    if (!mergesTwins || bits < LEAST_TWIN_BITS) continue;
    const distance = twinDistanceOf(bits);
    const place = distance === FAR_ROWS ? calls.twinRow(first + at) - first : at + distance;
    twin[at] = first + place;
    if ((bits & MERGED_AWAY) !== 0) {
      use[at] = ROW_IS_MERGED;
      continue;
    }
    const isInside = place >= 0 && place < count;
    const latency = (isInside ? latencyMs[place] : undefined) ?? calls.latencyMs(first + place);
    // What the second twin does not know stays the first one's.
    if (!Number.isNaN(latency)) latencyMs[at] = latency;
  }
}

/** Gives first twins of a resolved block the run of the second ones. */
export function resolveRuns({ first, count, twin, use, run }: CallBlock, calls: TwinColumns): void {
  for (let at = 0; at < count; at++) {
    const second = twin[at] ?? -1;
    if (second < 0 || use[at] !== ROW_IS_CALL) continue;
    const place = second - first;
    const isInside = place >= 0 && place < count;
    const named = isInside ? (run[place] ?? Number.NaN) : calls.run(second);
    if (named >= 0) run[at] = named;
  }
}
