import { segmentOn, type Frame, type Segment } from "../segment.ts";
import { isNumber, isObjectWith, type Guard } from "./json-guards.ts";
import type { SectionReader } from "./section-reader.ts";
import type { SectionWriter } from "./section-writer.ts";

export const isFrame: Guard<Frame> = isObjectWith<Frame>({ width: isWidth, base: isNumber });

/** Writes the first `rows` places of a segment under a name; what is missing at their end is left out. */
export function saveSegment({ frame, places }: Segment, rows: number, to: SectionWriter, name: string): void {
  if (places === null) return;
  const missing = frame.width === 8 ? Number.NaN : 0;
  let end = Math.min(rows, places.length);
  while (end > 0 && Object.is(places[end - 1], missing)) end--;
  to.array(name, places.subarray(0, end));
}

/** The segment that was written under a name: on the bytes that were read, without a copy. */
export function restoreSegment(frame: Frame, from: SectionReader, name: string): Segment {
  return segmentOn(frame, frame.width === 0 ? null : from.array(name, KINDS[frame.width]));
}

const KINDS = { 1: "u8", 2: "u16", 4: "u32", 8: "f64" } as const;

function isWidth(value: unknown): value is Frame["width"] {
  return value === 0 || value === 1 || value === 2 || value === 4 || value === 8;
}
