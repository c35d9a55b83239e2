import { findLineFeed } from "./bytes";
import { putKeys } from "./keys";
import {
  BATCH_ROWS,
  BOUNDS,
  COL_COST,
  COL_LENGTH,
  COL_OFFSET,
  NEWEST,
  NUMERIC_COLUMNS,
  RUN_ROWS,
  RUN_WORD_COLUMNS,
  RUN_WORDS,
  STAGE_BOUNDS,
  STAGE_ROWS,
  STAGE_WORD_COLUMNS,
  STAGE_WORDS,
  STAGES_PER_RUN,
  STATUS,
  WORDS_PER_BOUNDS,
} from "./layout";
import { linkRow, listRows, lonelyCount, pairCount, resetLinks, stretchCount, textIdCount } from "./links";
import { resetPieces } from "./pieces";
import { clearRows, keepRow, rows } from "./row";
import { clearRuns, keepRun, LENGTH, OFFSET, runRows, stageRows } from "./run-row";
import { forgetStagePieces } from "./run-stages";
import { putRunLiterals } from "./run-texts";
import { readRun } from "./runs";
import { comboCount, isFull, resetTexts, textCount } from "./texts";
import { forgetPieces, putLiterals, readKnownLine } from "./tier1";
import { readAnyLine } from "./tier2";
import { forgetZone, setTimes } from "./times";

export {
  BATCH_ROWS, BOUNDS, COL_AT, COL_CALL_ID, COL_COMBO, COL_COST, COL_ESTIMATE, COL_FLAGS, COL_INPUT,
  COL_LATENCY, COL_LENGTH, COL_NEXT, COL_OFFSET, COL_OUTPUT, COL_RETRY, COL_STORED, COL_STRETCH, COL_TWIN,
  COMBO_ENTRIES, COMBO_WORDS, FLAG_RUN_KEY, FLAG_USER, INPUT, INPUT_BYTES, LINE_BUFFER_BYTES, LONELY,
  MEMORY_END, NEWEST, RUN_DOUBLES, RUN_IDS, RUN_ROWS, RUN_WORDS, SLACK_BYTES, SPARE, STAGE_BOUNDS,
  STAGE_COSTS, STAGE_ROWS, STAGE_WORDS, STATUS, STRETCHES, STRETCH_TIMES, TEXT_IDS, TEXT_INDEX,
  WORDS_PER_BOUNDS,
} from "./layout"; // prettier-ignore
export { forgetZone, setTimes } from "./times";

/** Why `scan` stopped. */
export const STOP_END: i32 = 0;
export const STOP_FULL: i32 = 1;
export const STOP_LINE: i32 = 2;

/** Lines that tier 2 took since the start: what a benchmark reports. */
export let walkedLines: i32 = 0;

/** Empties the staging area. */
export function resetRows(): void {
  clearRows();
  resetLinks();
  clearRuns();
}

/**
 * Notes the bounds of so many columns of words, each `room` rows long, so that the host knows how wide its own
 * must be without a look at every number.
 */
function noteBounds(start: usize, columns: i32, room: i32, rows: i32, bounds: usize): void {
  for (let column = 0; column < columns; column++) {
    const from = start + <usize>(column * room) * 4;
    const end = from + ((<usize>rows) << 2);
    const one = i32x4.splat(1);
    let largest = i32x4.splat(0);
    // Less 1, so that 0 becomes the largest of all.
    let smallest = i32x4.splat(-1);
    let least = i32x4.splat(-1);
    // Places up to a whole block are set to what stands in the last row.
    const last = rows > 0 ? load<u32>(end - 4) : 0;
    for (let at = end; (at & 15) != 0; at += 4) store<u32>(at, last);
    for (let at = from; at < end; at += 16) {
      const words = v128.load(at);
      largest = i32x4.max_u(largest, words);
      smallest = i32x4.min_u(smallest, i32x4.sub(words, one));
      least = i32x4.min_u(least, words);
    }
    const noted = bounds + <usize>(column * WORDS_PER_BOUNDS) * 4;
    store<u32>(noted, ~leastLane(v128.not(largest)));
    store<u32>(noted, leastLane(smallest) + 1, 4);
    store<u32>(noted, leastLane(least), 8);
  }
}

function leastLane(words: v128): u32 {
  return min(
    min(<u32>i32x4.extract_lane(words, 0), <u32>i32x4.extract_lane(words, 1)),
    min(<u32>i32x4.extract_lane(words, 2), <u32>i32x4.extract_lane(words, 3)),
  );
}

/** Whether each of the lines begins one byte behind the end of the one before. */
function isDense(rows: i32, offsets: usize, lengths: usize): bool {
  if (rows == 0) return true;
  let bytes: u64 = 0;
  for (let row = 0; row < rows - 1; row++) bytes += <u64>load<u32>(lengths + (<usize>row << 2));
  return bytes == <u64>(load<u32>(offsets + (<usize>(rows - 1) << 2)) - load<u32>(offsets));
}

/** Empties all tables; their numbers are given anew. To be called once before the first `scan`. */
export function reset(): void {
  resetRows();
  resetTexts();
  resetPieces();
  forgetPieces();
  forgetStagePieces();
}

export function prepare(): void {
  putLiterals();
  putRunLiterals();
  putKeys();
  reset();
}

/**
 * Stages the lines of `start` to `end`, which begin at the start of a line, until the rows are full, a line is
 * none that it takes, or what is left holds no line feed. Memory behind `end` may hold anything: it is looked at
 * and never believed, because a line counts only when its line feed stands before `end`.
 */
export function scan(start: usize, end: usize): i32 {
  let at = start;
  let lineEnd = start;
  let stop = -1;
  while (stop < 0) {
    if (rows == BATCH_ROWS || isFull) stop = STOP_FULL;
    else {
      let feed = readKnownLine(at, start);
      if (feed == 0 || feed >= end) {
        const next = findLineFeed(at, end);
        if (next == end) {
          feed = 0;
          stop = STOP_END;
        } else {
          lineEnd = next + 1;
          feed = readAnyLine(at, start);
          if (feed == 0) stop = stopAtLine(rows);
          else walkedLines++;
        }
      }
      if (feed != 0) {
        linkRow(rows);
        keepRow();
        at = feed + 1;
      }
    }
  }
  noteBounds(COL_COST, NUMERIC_COLUMNS, BATCH_ROWS, rows, BOUNDS);
  store<f64>(NEWEST, listRows(rows));
  store<u32>(STATUS, <u32>lonelyCount, 32);
  store<u32>(STATUS, <u32>pairCount, 36);
  store<u32>(STATUS, isDense(rows, COL_OFFSET, COL_LENGTH) ? 1 : 0, 40);
  store<u32>(STATUS, <u32>textIdCount, 44);
  return leave(stop, rows, at, lineEnd);
}

/** Like `scan`, for lines of runs: stops also when there is no room for another run's stages. */
export function scanRuns(start: usize, end: usize): i32 {
  let at = start;
  let lineEnd = start;
  let stop = -1;
  while (stop < 0) {
    if (runRows == RUN_ROWS || stageRows > STAGE_ROWS - STAGES_PER_RUN || isFull) stop = STOP_FULL;
    else {
      const feed = readRun(at, start);
      if (feed != 0 && feed < end) {
        keepRun();
        at = feed + 1;
      } else {
        const next = findLineFeed(at, end);
        lineEnd = next + 1;
        stop = next == end ? STOP_END : stopAtLine(runRows);
      }
    }
  }
  noteBounds(RUN_WORDS, RUN_WORD_COLUMNS, RUN_ROWS, runRows, BOUNDS);
  noteBounds(STAGE_WORDS, STAGE_WORD_COLUMNS, STAGE_ROWS, stageRows, STAGE_BOUNDS);
  const offsets = RUN_WORDS + <usize>(OFFSET * RUN_ROWS) * 4;
  const lengths = RUN_WORDS + <usize>(LENGTH * RUN_ROWS) * 4;
  store<u32>(STATUS, isDense(runRows, offsets, lengths) ? 1 : 0, 40);
  return leave(stop, runRows, at, lineEnd);
}

/**
 * A line that found no room comes again once the host has emptied the tables. With no row to take it would come
 * for ever: then it is the reference's.
 */
function stopAtLine(staged: i32): i32 {
  return isFull && staged > 0 ? STOP_FULL : STOP_LINE;
}

/** Writes what the host reads after a scan. */
function leave(stop: i32, staged: i32, at: usize, lineEnd: usize): i32 {
  store<u32>(STATUS, <u32>staged);
  store<u32>(STATUS, <u32>at, 4);
  store<u32>(STATUS, <u32>lineEnd, 8);
  store<u32>(STATUS, isFull ? 1 : 0, 12);
  store<u32>(STATUS, <u32>textCount, 16);
  store<u32>(STATUS, <u32>comboCount, 20);
  store<u32>(STATUS, <u32>stretchCount, 24);
  store<u32>(STATUS, <u32>stageRows, 28);
  return stop;
}
