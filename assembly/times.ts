import { byteAt, QUOTE } from "./bytes";

/** Wall-clock day number -> offset from UTC in ms that holds all day and on its neighbours, else NaN. */
// @ts-ignore: decorator
@external("host", "steadyOffsetMs")
declare function steadyOffsetMs(dayNumber: f64): f64;

/** Wall-clock ms "as if UTC" -> epoch ms, for the days near a switch. */
// @ts-ignore: decorator
@external("host", "instantOfWall")
declare function instantOfWall(wallMs: f64): f64;

/** 2020-01-01: the reference calls earlier times absurd. */
const EARLIEST_MS: f64 = 1577836800000;
const MS_PER_DAY: f64 = 86400000;
/** No two bytes are this. */
const NO_DATE: u32 = 0x10000;
const UPPER_T: u32 = 0x54;
const UPPER_Z: u32 = 0x5a;

/** What the last successful read gave: epoch ms with its fraction. */
export let atMs: f64 = 0;

let latestMs: f64 = 0;
// The date that was read last: its ten bytes, its first instant on the wall, the zone's offset.
let knownStart: u64 = 0;
let knownEnd: u32 = NO_DATE;
let dayWallMs: f64 = 0;
let dayOffsetMs: f64 = NaN;

/** Sets the latest plausible time. */
export function setTimes(latest: f64): void {
  latestMs = latest;
}

/** Forgets the date that was read last, whose offset may be another zone's. */
export function forgetZone(): void {
  knownEnd = NO_DATE;
}

/**
 * Reads `YYYY-MM-DDTHH:MM:SS` + `.ffffff` or nothing + `Z` or nothing, up to its closing quote, into `atMs`;
 * gives the address of the quote. 0 for every other form and for times that the reference calls absurd.
 */
// @ts-ignore: decorator
@inline
export function readTime(from: usize): usize {
  if (load<u64>(from) != knownStart || <u32>load<u16>(from + 8) != knownEnd) {
    if (!readDate(from)) return 0;
  }
  // The time is 16 bytes, `THH:MM:SS.ffffff`: each minus its smallest value, and at most so much more.
  const digits = i8x16.sub(
    v128.load(from + 10),
    i8x16(0x54, 48, 48, 58, 48, 48, 58, 48, 48, 46, 48, 48, 48, 48, 48, 48),
  );
  const limits = i8x16(0, 2, 9, 0, 5, 9, 0, 5, 9, 0, 9, 9, 9, 9, 9, 9);
  if (!i8x16.all_true(i8x16.le_u(digits, limits))) return readWholeSeconds(from);
  const hour = <u32>i8x16.extract_lane_u(digits, 1) * 10 + <u32>i8x16.extract_lane_u(digits, 2);
  const minute = <u32>i8x16.extract_lane_u(digits, 4) * 10 + <u32>i8x16.extract_lane_u(digits, 5);
  const second = <u32>i8x16.extract_lane_u(digits, 7) * 10 + <u32>i8x16.extract_lane_u(digits, 8);
  const thousands = (<u32>i8x16.extract_lane_u(digits, 10) * 10 + <u32>i8x16.extract_lane_u(digits, 11)) * 10 + <u32>i8x16.extract_lane_u(digits, 12);
  const ones = (<u32>i8x16.extract_lane_u(digits, 13) * 10 + <u32>i8x16.extract_lane_u(digits, 14)) * 10 + <u32>i8x16.extract_lane_u(digits, 15);
  const wholeMs = <f64>(((hour * 60 + minute) * 60 + second) * 1000);
  return hour < 24 ? place(from + 26, wholeMs, <f64>((thousands * 1000 + ones) * 1000)) : 0;
}

// @ts-ignore: decorator
@inline
function place(end: usize, timeMs: f64, nanos: f64): usize {
  const wallMs = dayWallMs + timeMs;
  let quote = end;
  let wholeMs = wallMs;
  if (byteAt(end) == UPPER_Z) quote++;
  else wholeMs = isNaN(dayOffsetMs) ? instantOfWall(wallMs) : wallMs - dayOffsetMs;
  // In this order and with these two operations: the same digits must give the reference's double.
  const instant = wholeMs + nanos / 1e6;
  atMs = instant;
  return byteAt(quote) == QUOTE && instant >= EARLIEST_MS && instant <= latestMs ? quote : 0;
}

function readWholeSeconds(from: usize): usize {
  const hour = twoDigits(from + 11);
  const minute = twoDigits(from + 14);
  const second = twoDigits(from + 17);
  if (hour > 23 || minute > 59 || second > 59 || byteAt(from + 10) != UPPER_T) return 0;
  if (byteAt(from + 13) != 0x3a || byteAt(from + 16) != 0x3a) return 0;
  return place(from + 19, <f64>(((hour * 60 + minute) * 60 + second) * 1000), 0);
}

/** 100 or more where there are not two digits. */
function twoDigits(at: usize): u32 {
  const tens = byteAt(at) - 0x30;
  const ones = byteAt(at + 1) - 0x30;
  return tens <= 9 && ones <= 9 ? tens * 10 + ones : 100;
}

function readDate(from: usize): bool {
  const century = twoDigits(from);
  const yearOfCentury = twoDigits(from + 2);
  const month = twoDigits(from + 5);
  const day = twoDigits(from + 8);
  if (century > 99 || yearOfCentury > 99 || byteAt(from + 4) != 0x2d || byteAt(from + 7) != 0x2d) return false;
  const year = century * 100 + yearOfCentury;
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return false;
  const dayNumber = dayNumberOf(<i32>year, <i32>month, <i32>day);
  // First, because the host may throw: what is known then stays as it was.
  dayOffsetMs = steadyOffsetMs(<f64>dayNumber);
  dayWallMs = <f64>dayNumber * MS_PER_DAY;
  knownStart = load<u64>(from);
  knownEnd = <u32>load<u16>(from + 8);
  return true;
}

function daysInMonth(year: u32, month: u32): u32 {
  if (month == 2) return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

/** Days from 1970-01-01, years starting in March; for the years 0 to 9999. */
function dayNumberOf(year: i32, month: i32, day: i32): i32 {
  const shifted = month <= 2 ? year - 1 : year;
  const era = (shifted >= 0 ? shifted : shifted - 399) / 400;
  const yearOfEra = shifted - era * 400;
  const dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  return era * 146097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719468;
}
