import {
  COL_AT, COL_COMBO, COL_ESTIMATE, COL_FLAGS, COL_INPUT, COL_LATENCY, COL_NEXT, COL_OUTPUT, COL_STORED, COL_STRETCH,
  COL_TWIN, FLAG_CALL_TEXT, FLAG_MERGED, FLAG_RUN_KEY, FLAG_RUN_TEXT, FLAG_RUN_UUID, FLAG_USER, LONELY, NEAR_TWIN, RUN_ID_WORDS,
  STORED_BITS, STRETCH_TIMES, STRETCH_WORDS, STRETCHES, TEXT_IDS, TWIN_SHIFT,
} from "./layout"; // prettier-ignore

/*
 * Links between the staged rows. Nearly every line is the twin of a neighbour, and a run's calls stand together:
 * what is found here, where the fields are at hand, is a table look-up less for the host. It is a proposal: the
 * host knows the lines of earlier batches and other files, and looks again where one of them might fit too.
 */

/** Rows without a twin that the next rows are compared with, newest last. */
const WAITING: i32 = 8;
const waiting: usize = memory.data(WAITING * 4);
let waitingCount: i32 = 0;
export let stretchCount: i32 = 0;
export let lonelyCount: i32 = 0;
export let textIdCount: i32 = 0;
export let pairCount: i32 = 0;

export function resetLinks(): void {
  waitingCount = 0;
  stretchCount = 0;
  pairCount = 0;
}

/** Lists the rows that the host must look at one by one, once all are staged; gives the latest time. */
export function listRows(rows: i32): f64 {
  lonelyCount = 0;
  textIdCount = 0;
  let newest = -Infinity;
  for (let row = 0; row < rows; row++) {
    const flags = word(COL_FLAGS, row);
    newest = max(newest, load<f64>(COL_AT + (<usize>row << 3)));
    if ((flags & FLAG_CALL_TEXT) != 0) {
      store<u32>(TEXT_IDS + (<usize>textIdCount << 2), <u32>row);
      textIdCount++;
    }
    if (word(COL_TWIN, row) == 0 && !isSingle(flags)) {
      store<u32>(LONELY + (<usize>lonelyCount << 2), <u32>row);
      lonelyCount++;
    }
  }
  return newest;
}

/** A first line has a user and no run id key, a second one the key and no user; others stand alone. */
function isSingle(flags: u32): bool {
  return ((flags & FLAG_USER) != 0) == ((flags & FLAG_RUN_KEY) != 0);
}

// @ts-ignore: decorator
@inline
function word(column: usize, row: i32): u32 {
  return load<u32>(column + (<usize>row << 2));
}

// @ts-ignore: decorator
@inline
function put(column: usize, row: i32, value: u32): void {
  store<u32>(column + (<usize>row << 2), value);
}

/** Links the complete row that is about to be kept. */
// @ts-ignore: decorator
@inline
export function linkRow(row: i32): void {
  const flags = word(COL_FLAGS, row);
  put(COL_STORED, row, (flags & STORED_BITS) + 1);
  put(COL_TWIN, row, 0);
  if ((flags & (FLAG_RUN_UUID | FLAG_RUN_TEXT)) != 0) joinStretch(row, (flags & FLAG_RUN_TEXT) != 0 ? 1 : 0);
  else put(COL_STRETCH, row, 0);
  put(COL_NEXT, row, 0);
  if (!isSingle(flags)) findTwin(row, (flags & FLAG_RUN_KEY) != 0, flags & 3);
}

/** Two runs that take turns make a stretch each time; that costs the host a look-up, and is right all the same. */
function joinStretch(row: i32, isText: u32): void {
  const last = STRETCHES + <usize>((stretchCount - 1) * STRETCH_WORDS) * 4;
  const atMs = load<f64>(COL_AT + (<usize>row << 3));
  const isSame =
    stretchCount > 0 &&
    load<u64>(last) == load<u64>(RUN_ID_WORDS) &&
    load<u64>(last, 8) == load<u64>(RUN_ID_WORDS, 8) &&
    load<u32>(last, 16) == isText;
  if (isSame) {
    const times = STRETCH_TIMES + (<usize>(stretchCount - 1) << 4);
    const before = load<i32>(last, 24);
    put(COL_NEXT, before, <u32>(row - before) + 1);
    store<i32>(last, row, 24);
    store<f64>(times, min(load<f64>(times), atMs));
    store<f64>(times, max(load<f64>(times, 8), atMs), 8);
  } else {
    const fresh = last + <usize>STRETCH_WORDS * 4;
    store<u64>(fresh, load<u64>(RUN_ID_WORDS));
    store<u64>(fresh, load<u64>(RUN_ID_WORDS, 8), 8);
    store<u32>(fresh, isText, 16);
    store<i32>(fresh, row, 20);
    store<i32>(fresh, row, 24);
    const times = STRETCH_TIMES + (<usize>stretchCount << 4);
    store<f64>(times, atMs);
    store<f64>(times, atMs, 8);
    stretchCount++;
  }
  put(COL_STRETCH, row, <u32>stretchCount);
}

function findTwin(row: i32, isSecond: bool, success: u32): void {
  let best = -1;
  let bestDistance = Infinity;
  for (let place = waitingCount - 1; place >= 0; place--) {
    const other = load<i32>(waiting + (<usize>place << 2));
    if (isSameKey(row, other, success) && isOtherSide(other, isSecond)) {
      const distance = isSecond ? distanceOf(other, row) : distanceOf(row, other);
      // From the newest on: of two that fit equally well the earlier line is taken.
      if (distance <= bestDistance) {
        best = place;
        bestDistance = distance;
      }
    }
  }
  if (best < 0) wait(row);
  else pair(row, takeWaiting(best), isSecond);
}

// @ts-ignore: decorator
@inline
function isSameKey(a: i32, b: i32, success: u32): bool {
  return (
    word(COL_INPUT, a) == word(COL_INPUT, b) &&
    word(COL_COMBO, a) == word(COL_COMBO, b) &&
    word(COL_ESTIMATE, a) == word(COL_ESTIMATE, b) &&
    word(COL_OUTPUT, a) == word(COL_OUTPUT, b) &&
    (word(COL_FLAGS, b) & 3) == success
  );
}

// @ts-ignore: decorator
@inline
function isOtherSide(other: i32, isSecond: bool): bool {
  return ((word(COL_FLAGS, other) & FLAG_RUN_KEY) != 0) != isSecond;
}

/** How badly two lines fit, as in `records/twin-key.ts`; NaN where they are too far apart. */
function distanceOf(first: i32, second: i32): f64 {
  const dtMs = load<f64>(COL_AT + (<usize>second << 3)) - load<f64>(COL_AT + (<usize>first << 3));
  if (!(dtMs >= -5 && dtMs <= 5000)) return NaN;
  const a = word(COL_LATENCY, first);
  const b = word(COL_LATENCY, second);
  return abs(a == 0 || b == 0 ? dtMs : dtMs - (<f64>b - <f64>a));
}

function wait(row: i32): void {
  if (waitingCount == WAITING) takeWaiting(0);
  store<i32>(waiting + (<usize>waitingCount << 2), row);
  waitingCount++;
}

function takeWaiting(place: i32): i32 {
  const row = load<i32>(waiting + (<usize>place << 2));
  waitingCount--;
  for (let next = place; next < waitingCount; next++) {
    store<i32>(waiting + (<usize>next << 2), load<i32>(waiting + (<usize>(next + 1) << 2)));
  }
  return row;
}

/** Twins that are further apart than the stored flags tell are left to the host. */
function pair(row: i32, earlier: i32, isSecond: bool): void {
  const distance = <u32>(row - earlier);
  if (distance > NEAR_TWIN) return;
  put(COL_TWIN, earlier, distance * 2);
  put(COL_TWIN, row, distance * 2 + 1);
  put(COL_STORED, earlier, word(COL_STORED, earlier) + (distance << TWIN_SHIFT));
  put(COL_STORED, row, word(COL_STORED, row) + ((distance + NEAR_TWIN) << TWIN_SHIFT));
  const second = isSecond ? row : earlier;
  put(COL_STORED, second, word(COL_STORED, second) + FLAG_MERGED);
  pairCount++;
}
