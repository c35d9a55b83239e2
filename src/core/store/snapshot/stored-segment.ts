import { segmentOn, type Frame, type Segment } from "../segment.ts";
import type { SectionReader } from "./section-reader.ts";
import type { SectionWriter } from "./section-writer.ts";

/** Stands for the width of a segment of nothing but missing values. */
const NO_SEGMENT = -1;

/** The frame of a segment as two numbers. */
export function storedFrame(segment: Segment | undefined): readonly [number, number] {
  return segment === undefined ? [NO_SEGMENT, 0] : [segment.frame.width, segment.frame.base];
}

/** What `storedFrame` made of the frames of a column; null where there is no segment. */
export function framesOf(numbers: readonly number[]): (Frame | null)[] {
  const frames: (Frame | null)[] = [];
  for (let at = 0; at < numbers.length; at += 2) {
    const width = numbers[at];
    frames.push(isWidth(width) ? { width, base: numbers[at + 1] ?? 0 } : null);
  }
  return frames;
}

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

function isWidth(value: number | undefined): value is Frame["width"] {
  return value === 0 || value === 1 || value === 2 || value === 4 || value === 8;
}
