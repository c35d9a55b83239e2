import { dayNumberOf, daysInMonth, MS_PER_DAY } from "./civil.ts";
import { wallToEpochMs } from "./zone.ts";

const ZERO = 48;
const DOT = 46;
const COLON = 58;
const DASH = 45;
const PLUS = 43;
const SPACE = 32;
const UPPER_T = 84;
const UPPER_Z = 90;
const MAX_FRACTION_DIGITS = 9;

/**
 * Epoch ms, microseconds kept as its fraction, of `YYYY-MM-DD` + `T` or a space + `HH:MM[:SS[.fraction]]` +
 * nothing, `Z` or an offset (`+05:30`, `+0530`, `+05`). Without zone it is wall-clock time in `naiveZone`.
 * Null for anything else, and for dates and times that do not exist. Digits past nanoseconds are cut off.
 */
export function parseTimestampMs(text: string, naiveZone: string): number | null {
  return parse(text, naiveZone, false);
}

/** Like `parseTimestampMs`, but a final `Z` is false: the producer appends one to some local times. */
export function parseFalseZuluMs(text: string, naiveZone: string): number | null {
  return parse(text, naiveZone, true);
}

function parse(text: string, naiveZone: string, isZuluFalse: boolean): number | null {
  const dateMs = parseDate(text);
  const separator = text.charCodeAt(10);
  if (dateMs < 0 || (separator !== UPPER_T && separator !== SPACE)) return null;
  const hour = twoDigits(text, 11);
  const minute = twoDigits(text, 14);
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || text.charCodeAt(13) !== COLON) return null;
  let end = 16;
  let second = 0;
  let nanos = 0;
  if (text.charCodeAt(16) === COLON) {
    second = twoDigits(text, 17);
    if (second < 0 || second > 59) return null;
    end = text.charCodeAt(19) === DOT ? endOfDigits(text, 20) : 19;
    if (end === 20) return null;
    if (end > 20) nanos = fractionNanos(text, end);
  }
  const offsetMs = parseOffset(text, end, isZuluFalse);
  if (offsetMs === null) return null;
  const wallMs = dateMs - YEAR_0_SHIFT_MS + ((hour * 60 + minute) * 60 + second) * 1000;
  const wholeMs = Number.isNaN(offsetMs) ? wallToEpochMs(naiveZone, wallMs) : wallMs - offsetMs;
  // The fraction comes last, in one division and one addition: the same digits give the same double.
  return wholeMs + nanos / 1e6;
}

/** Keeps every date of the years 0 to 9999 positive, so that -1 can stand for "no date". */
const YEAR_0_SHIFT_MS = 1_000_000 * MS_PER_DAY;

function parseDate(text: string): number {
  const century = twoDigits(text, 0);
  const yearOfCentury = twoDigits(text, 2);
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  if (century < 0 || yearOfCentury < 0 || month < 1 || day < 1) return -1;
  if (text.charCodeAt(4) !== DASH || text.charCodeAt(7) !== DASH) return -1;
  const year = century * 100 + yearOfCentury;
  if (day > daysInMonth(year, month)) return -1;
  return dayNumberOf(year, month, day) * MS_PER_DAY + YEAR_0_SHIFT_MS;
}

/** -1 where there are not two digits. */
function twoDigits(text: string, at: number): number {
  // Beyond the end the codes are NaN, which fails every comparison below.
  const tens = text.charCodeAt(at) - ZERO;
  const ones = text.charCodeAt(at + 1) - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
}

function endOfDigits(text: string, from: number): number {
  let end = from;
  while (text.charCodeAt(end) >= ZERO && text.charCodeAt(end) <= ZERO + 9) end += 1;
  return end;
}

function fractionNanos(text: string, end: number): number {
  let nanos = 0;
  for (let place = 0; place < MAX_FRACTION_DIGITS; place += 1) {
    const at = 20 + place;
    nanos = nanos * 10 + (at < end ? text.charCodeAt(at) - ZERO : 0);
  }
  return nanos;
}

/** Offset in ms; NaN for a naive time; null for something else. */
function parseOffset(text: string, at: number, isZuluFalse: boolean): number | null {
  if (at === text.length) return Number.NaN;
  const sign = text.charCodeAt(at);
  if (sign === UPPER_Z) {
    if (at + 1 !== text.length) return null;
    return isZuluFalse ? Number.NaN : 0;
  }
  if (sign !== PLUS && sign !== DASH) return null;
  const hours = twoDigits(text, at + 1);
  const minutesAt = text.charCodeAt(at + 3) === COLON ? at + 4 : at + 3;
  const hasMinutes = at + 3 !== text.length;
  const minutes = hasMinutes ? twoDigits(text, minutesAt) : 0;
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return null;
  if (hasMinutes && minutesAt + 2 !== text.length) return null;
  const sizeMs = (hours * 60 + minutes) * 60_000;
  return sign === DASH ? 0 - sizeMs : sizeMs;
}
