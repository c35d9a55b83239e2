import { civilOfDayNumber, dayNumberOf, daysInMonth, MS_PER_DAY, MS_PER_HOUR } from "./civil.ts";
import { ZoneOffsets } from "./zone-offsets.ts";

/** A wall-clock time. `month` and `day` from 1; `ms` is what is past the second and may have a fraction. */
export interface LocalTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly ms: number;
}

const zones = new Map<string, ZoneOffsets>();
let lastName = "";
let lastZone: ZoneOffsets | null = null;

function offsetsOf(zone: string): ZoneOffsets {
  if (zone === lastName && lastZone !== null) return lastZone;
  let offsets = zones.get(zone);
  if (offsets === undefined) {
    offsets = new ZoneOffsets(zone);
    zones.set(zone, offsets);
  }
  lastName = zone;
  lastZone = offsets;
  return offsets;
}

/** True for an IANA zone name that this platform knows. */
export function isValidZone(zone: string): boolean {
  try {
    offsetsOf(zone);
    return true;
  } catch {
    // The constructor of Intl throws for this reason only.
    return false;
  }
}

/** Offset from UTC in ms, east positive. Throws RangeError for an unknown zone, as all functions here do. */
export function zoneOffsetMs(zone: string, utcMs: number): number {
  return offsetsOf(zone).atUtc(utcMs);
}

/** Instant of a wall-clock time given as ms "as if UTC". Fold = first occurrence, a gap moves forward. */
export function wallToEpochMs(zone: string, wallMs: number): number {
  return offsetsOf(zone).wallToEpochMs(wallMs);
}

/**
 * What to subtract from every wall-clock time of a day to get its instant; NaN near a switch, where each time has
 * to be asked by itself, and beyond the range of `Date`. `dayNumber` counts from 1970-01-01.
 */
export function steadyDayOffsetMs(zone: string, dayNumber: number): number {
  return offsetsOf(zone).steadyDayOffsetMs(dayNumber);
}

/** Instant of a wall-clock time in a zone. Fold = first occurrence, a gap moves forward. */
export function localToEpochMs(zone: string, local: LocalTime): number {
  const seconds = (local.hour * 60 + local.minute) * 60 + local.second;
  // The fraction is added last: one rounding, whatever the zone.
  const wallMs = dayNumberOf(local.year, local.month, local.day) * MS_PER_DAY + seconds * 1000;
  return wallToEpochMs(zone, wallMs) + local.ms;
}

function localDayNumber(zone: string, epochMs: number): number {
  return Math.floor((epochMs + zoneOffsetMs(zone, epochMs)) / MS_PER_DAY);
}

function startOfDayNumberMs(zone: string, dayNumber: number): number {
  return wallToEpochMs(zone, dayNumber * MS_PER_DAY);
}

const dayKeys = new Map<number, string>();
const MAX_CACHED_KEYS = 20_000;

function keyOfDayNumber(dayNumber: number): string {
  const known = dayKeys.get(dayNumber);
  if (known !== undefined) return known;
  const { year, month, day } = civilOfDayNumber(dayNumber);
  const key = `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
  if (dayKeys.size >= MAX_CACHED_KEYS) dayKeys.clear();
  dayKeys.set(dayNumber, key);
  return key;
}

function pad(value: number, width: number): string {
  return value.toString().padStart(width, "0");
}

/** Calendar day of an instant in a zone, `YYYY-MM-DD`. Throws RangeError for NaN and infinities. */
export function dayKey(zone: string, epochMs: number): string {
  const dayNumber = localDayNumber(zone, epochMs);
  if (Number.isNaN(dayNumber)) throw new RangeError(`No calendar day for the instant ${epochMs}`);
  return keyOfDayNumber(dayNumber);
}

/** First instant of the calendar day that holds an instant: 00:00, or later where midnight is skipped. */
export function startOfDayMs(zone: string, epochMs: number): number {
  return startOfDayNumberMs(zone, localDayNumber(zone, epochMs));
}

/** Start of the day `n` calendar days after (before, if negative) the day that holds `dayStartMs`. */
export function addDaysMs(zone: string, dayStartMs: number, n: number): number {
  return startOfDayNumberMs(zone, localDayNumber(zone, dayStartMs) + n);
}

/**
 * Start of the wall-clock hour that holds an instant. The hour that a fold repeats counts as two hours; a
 * shift of part of an hour (Lord Howe) makes one hour longer or shorter.
 */
export function startOfHourMs(zone: string, epochMs: number): number {
  const offset = zoneOffsetMs(zone, epochMs);
  const wallHourMs = Math.floor((epochMs + offset) / MS_PER_HOUR) * MS_PER_HOUR;
  const startMs = wallHourMs - offset;
  return zoneOffsetMs(zone, startMs) === offset ? startMs : wallToEpochMs(zone, wallHourMs);
}

/** Start of the Monday of the week that holds an instant. */
export function startOfWeekMs(zone: string, epochMs: number): number {
  const dayNumber = localDayNumber(zone, epochMs);
  // Day 0 was a Thursday.
  const sinceMonday = (((dayNumber + 3) % 7) + 7) % 7;
  return startOfDayNumberMs(zone, dayNumber - sinceMonday);
}

/** Start of the first day of the month that holds an instant. */
export function startOfMonthMs(zone: string, epochMs: number): number {
  const dayNumber = localDayNumber(zone, epochMs);
  return startOfDayNumberMs(zone, dayNumber - civilOfDayNumber(dayNumber).day + 1);
}

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

/** First instant of a date `YYYY-MM-DD` in a zone; null for anything else, also for 30 February. */
export function startOfDateMs(zone: string, date: string): number | null {
  const match = DATE.exec(date);
  if (match === null) return null;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (day < 1 || day > daysInMonth(year, month)) return null;
  return startOfDayNumberMs(zone, dayNumberOf(year, month, day));
}
