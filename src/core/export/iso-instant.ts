import { zoneOffsetMs } from "../time/zone.ts";

const MS_PER_MINUTE = 60_000;
const MAX_DATE_MS = 8.64e15;

/**
 * ISO 8601 with ms and the zone's offset, e.g. `2026-02-01T16:12:09.923-05:00`; the fraction of a ms is
 * dropped. Null for unknown and for what no date can hold.
 */
export function isoInstant(atMs: number | null, timeZone: string): string | null {
  if (atMs === null || !(Math.abs(atMs) < MAX_DATE_MS)) return null;
  const wholeMs = Math.floor(atMs);
  const offsetMs = zoneOffsetMs(timeZone, wholeMs);
  // Local mean time, before about 1900, has seconds in its offset: ISO 8601 cannot say that, UTC can.
  if (offsetMs === 0 || offsetMs % MS_PER_MINUTE !== 0) return new Date(wholeMs).toISOString();
  if (Math.abs(wholeMs + offsetMs) > MAX_DATE_MS) return new Date(wholeMs).toISOString();
  const minutes = Math.abs(offsetMs) / MS_PER_MINUTE;
  const hours = pad(Math.floor(minutes / 60));
  const sign = offsetMs < 0 ? "-" : "+";
  return `${new Date(wholeMs + offsetMs).toISOString().slice(0, -1)}${sign}${hours}:${pad(minutes % 60)}`;
}

function pad(value: number): string {
  return value.toString().padStart(2, "0");
}
