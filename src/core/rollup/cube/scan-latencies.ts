import { BLOCK_ROWS } from "../../store/call-block.ts";
import { LEAST_TWIN_BITS, MERGED_AWAY, twinDistanceOf } from "../../store/call-flags.ts";
import { LatencyWords } from "../../store/latency-words.ts";
import type { CallColumns } from "../../store/tables.ts";
import type { DurationStats } from "../stats.ts";
import type { WindowTest } from "../time-window.ts";
import type { CallSource } from "./call-follower.ts";
import { addDuration, REPORTS, statsOfTotal, TOTAL_WIDTH } from "./duration-total.ts";
import { addValue } from "./flat-tally.ts";

/** Whole ms below it are counted one by one. */
const COUNTED_MS = 65_536;
/** Other values are listed: so many at most. */
const MOST_LISTED = 4096;

/** Flags of a row that is left out, as if another line stood for it. */
const OUT = MERGED_AWAY + 1;

/** Nobody keeps them. */
const counts = new Uint32Array(COUNTED_MS);
const words = new LatencyWords();
const times = new Float64Array(BLOCK_ROWS);
const combos = new Float64Array(BLOCK_ROWS);

/** Which calls count: those of a window whose combination has 0 in a table; null: of all combinations. */
export interface ScannedCalls {
  readonly mergesTwins: boolean;
  readonly window: WindowTest;
  readonly isOut: Uint8Array | null;
}

/**
 * The figures of the latencies of a window, by one pass over its rows that keeps nothing: each is counted under its ms.
 * Blocks within the window are not asked for times. null where too many are
 * longer than about a minute, or some are no whole ms.
 */
export function scanLatencies(
  { calls, times: blocks }: CallSource,
  asked: ScannedCalls,
): DurationStats | null {
  counts.fill(0);
  blocks.follow();
  const others: number[] = [];
  for (let first = 0; first < calls.count; first += BLOCK_ROWS) {
    if (!asked.window.mayHold(blocks, first)) continue;
    const count = Math.min(BLOCK_ROWS, calls.count - first);
    if (!calls.readLatencyWords(first, count, words)) return null;
    if (!asked.mergesTwins) words.flags.fill(0);
    if (!asked.window.holdsAll(blocks, first)) dropOutside(calls, asked.window, first, count);
    if (asked.isOut !== null) dropHidden(calls, asked.isOut, first, count);
    if (!countBlock(calls, first, count, others) || others.length > MOST_LISTED) return null;
  }
  return statsOf(others.toSorted((a, b) => a - b));
}

function dropOutside(calls: CallColumns, window: WindowTest, first: number, count: number): void {
  calls.readTimes(first, count, times);
  for (let at = 0; at < count; at++) {
    if (!window.holds(times[at] ?? Number.NaN)) words.flags[at] = OUT;
  }
}

function dropHidden(calls: CallColumns, isOut: Uint8Array, first: number, count: number): void {
  calls.readCombos(first, count, combos);
  for (let at = 0; at < count; at++) {
    if (isOut[combos[at] ?? 0] !== 0) words.flags[at] = OUT;
  }
}

/** A first twin counts with the second one's latency, where that is known. False where one cannot be counted. */
function countBlock(calls: CallColumns, first: number, count: number, others: number[]): boolean {
  const { latency, flags, beforeMs } = words;
  for (let at = 0; at < count; at++) {
    const bits = (flags[at] ?? 0) - 1;
    if (bits > 0 && (bits & MERGED_AWAY) !== 0) continue;
    let word = latency[at] ?? 0;
    if (bits >= LEAST_TWIN_BITS) {
      const place = at + twinDistanceOf(bits);
      if (place >= 0 && place < count) word = latency[place] || word;
      else {
        // Perhaps of another segment, where words mean something else.
        const secondMs = calls.latencyMs(calls.twinRow(first + at));
        if (!Number.isNaN(secondMs)) {
          if (!countOne(secondMs, others)) return false;
          continue;
        }
      }
    }
    if (word !== 0) countOne(word + beforeMs, others);
  }
  return true;
}

/** False for a fraction, or what is negative. Long ones stand behind all that are counted, fractions or not. */
function countOne(latencyMs: number, others: number[]): boolean {
  if (latencyMs >= COUNTED_MS) others.push(latencyMs);
  else if (latencyMs >= 0 && Number.isInteger(latencyMs)) counts[latencyMs] = (counts[latencyMs] ?? 0) + 1;
  else return false;
  return true;
}

/** Of what was counted, and of longer ones in ascending order. */
function statsOf(others: readonly number[]): DurationStats {
  const total = new Float64Array(TOTAL_WIDTH);
  for (const ms of others) addDuration(total, 0, ms, 1);
  let counted = 0;
  for (let ms = 0; ms < COUNTED_MS; ms++) {
    const count = counts[ms] ?? 0;
    if (count === 0) continue;
    addValue(total, 0, count * ms, 1);
    counted += count;
  }
  total[REPORTS] = counted + others.length;
  return statsOfTotal(total, (ranks) => valuesOf(ranks, counted, others));
}

function valuesOf(
  ranks: readonly number[],
  counted: number,
  others: readonly number[],
): ReadonlyMap<number, number> {
  const values = new Map<number, number>();
  let ms = 0;
  let before = 0;
  for (const rank of ranks) {
    if (rank >= counted) {
      values.set(rank, others[rank - counted] ?? Number.NaN);
      continue;
    }
    while (ms < COUNTED_MS && before + (counts[ms] ?? 0) <= rank) before += counts[ms++] ?? 0;
    values.set(rank, ms);
  }
  return values;
}
