export interface FileNameParts {
  /** The name that the producer gave. */
  readonly stem: string;
  /** What a rotation put before the ending, with its separator: `.2026-01-01.2`, `-20260101`; or empty. */
  readonly before: string;
  /** The same after it: `.1`, `-20260101`. */
  readonly after: string;
}

/** Each part begins with a digit, so that there is one way to read a name, however long it is. */
const FILE_NAME = /^([a-z_]+)((?:[.-]\d[\dTZ_]*)*)\.jsonl((?:[.-]\d[\dTZ_]*)*)$/;

/** The parts of a JSONL file's name, dates and numbers of a rotation apart; null for any other name. */
export function splitFileName(fileName: string): FileNameParts | null {
  const [, stem, before = "", after = ""] = FILE_NAME.exec(fileName) ?? [];
  return stem === undefined ? null : { stem, before, after };
}

/** Name of the file that the producer writes to while a rotated one keeps what was; null for that file itself. */
export function liveNameOf(fileName: string): string | null {
  const parts = splitFileName(fileName);
  if (parts === null || parts.before + parts.after === "") return null;
  return `${parts.stem}.jsonl`;
}
