import { zoneOffsetMs } from "../time/zone.ts";

/** A value as the producer dumps it. */
export type ProducerValue =
  null | boolean | number | string | readonly ProducerValue[] | { readonly [key: string]: ProducerValue };

/** One JSON line as Python's `json.dumps` writes it: `", "` and `": "`, pure ASCII. */
export function dumpLine(value: ProducerValue): string {
  return `${dump(value)}\n`;
}

function dump(value: ProducerValue): string {
  if (value === null || typeof value === "boolean" || typeof value === "number") return String(value);
  if (typeof value === "string") return dumpText(value);
  if (Array.isArray(value)) return `[${value.map(dump).join(", ")}]`;
  return `{${Object.entries(value)
    .map(([key, item]) => `${dumpText(key)}: ${dump(item)}`)
    .join(", ")}}`;
}

function dumpText(text: string): string {
  return JSON.stringify(text).replaceAll(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Epoch ms (with a fraction) as naive local time of `zone`, microseconds shown: `isoformat()`. */
export function naiveIso(zone: string, epochMs: number): string {
  return isoWithMicros(epochMs + zoneOffsetMs(zone, epochMs));
}

/** Epoch ms as UTC with `Z`. */
export function utcIso(epochMs: number): string {
  return `${isoWithMicros(epochMs)}Z`;
}

function isoWithMicros(epochMs: number): string {
  const wholeMs = Math.floor(epochMs);
  const micros = Math.round((epochMs - wholeMs) * 1000) % 1000;
  return `${new Date(wholeMs).toISOString().slice(0, -1)}${String(micros).padStart(3, "0")}`;
}
