import { splitFileName } from "../core/records/file-name.ts";

/** Reading order within a folder: rotated parts of a file before the file itself, the oldest first. */
export function compareFileNames(a: string, b: string): number {
  const left = splitName(a);
  const right = splitName(b);
  return (
    compareText(left.stem, right.stem) ||
    Number(left.isLive) - Number(right.isLive) ||
    compareNumbers(left.forwards, right.forwards) ||
    right.backwards - left.backwards ||
    compareText(a, b)
  );
}

interface NameParts {
  readonly stem: string;
  /** The file that is written to. */
  readonly isLive: boolean;
  /** Dates, times and counts that grow with time: `2026-01-01.2` is 2026, 1, 1, 2. */
  readonly forwards: readonly number[];
  /** A count that grows with age, or 0: `x.jsonl.2` is older than `x.jsonl.1`. */
  readonly backwards: number;
}

/** Only right after the ending, and short: what stands elsewhere counts the parts of a day or of an hour. */
const AGE = /^\.(\d{1,6})(?=\.|$)/;

function splitName(name: string): NameParts {
  const { stem, before, after } = splitFileName(name) ?? { stem: name, before: "", after: "" };
  const age = AGE.exec(after)?.[1] ?? "";
  const rest = before + (age === "" ? after : after.slice(age.length + 1));
  return {
    stem,
    isLive: before + after === "",
    forwards: (rest.match(/\d+/g) ?? []).map(Number),
    backwards: Number(age),
  };
}

/** The shorter of two that begin alike comes first: a day before the further parts of that day. */
function compareNumbers(a: readonly number[], b: readonly number[]): number {
  for (const [index, value] of a.entries()) {
    const other = b[index];
    if (other === undefined) return 1;
    if (value !== other) return value - other;
  }
  return a.length - b.length;
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
