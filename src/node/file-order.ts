/** Reading order within a folder: rotated parts of a file before the file itself, the oldest first. */
export function compareFileNames(a: string, b: string): number {
  const left = splitName(a);
  const right = splitName(b);
  if (left.stem !== right.stem) return left.stem < right.stem ? -1 : 1;
  return left.age - right.age || compareText(left.part, right.part);
}

interface NameParts {
  readonly stem: string;
  /** 0 = a rotated part (compared by `part`), 1 = the file that is written to. */
  readonly age: number;
  readonly part: string;
}

/** `x.jsonl.2` is older than `x.jsonl.1`; `x.2026-01-01.jsonl` is older than `x.2026-01-02.jsonl`. */
function splitName(name: string): NameParts {
  const [stem = name, ...parts] = name.split(".");
  const last = parts.at(-1) ?? "";
  const isNumbered = /^\d{1,6}$/.test(last);
  const dated = parts.filter((part) => part !== "jsonl" && (!isNumbered || part !== last));
  if (dated.length === 0 && !isNumbered) return { stem, age: 1, part: "" };
  // Numbers count backwards in time; dates and times forwards.
  const backwards = isNumbered ? String(999_999 - Number(last)).padStart(6, "0") : "";
  return { stem, age: 0, part: `${dated.join(".")}/${backwards}` };
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
