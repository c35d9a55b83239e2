import * as v from "valibot";

/** Where a record says that it was made. `line` is 1-based; null when only the file is named. */
export interface CodeLocation {
  readonly path: string;
  readonly line: number | null;
}

const schema = v.object({ metadata: v.record(v.string(), v.unknown()) });
const path = v.pipe(v.string(), v.minLength(1), v.maxLength(4096));
const line = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_000_000));

// OpenTelemetry's names: the present ones, then those before semantic conventions 1.30.
const PATH_KEYS = ["code.file.path", "code.filepath"];
const LINE_KEYS = ["code.line.number", "code.lineno"];

function firstValid<T>(
  metadata: Readonly<Record<string, unknown>>,
  keys: readonly string[],
  item: v.GenericSchema<unknown, T>,
): T | null {
  for (const key of keys) {
    const parsed = v.safeParse(item, metadata[key]);
    if (parsed.success) return parsed.output;
  }
  return null;
}

/** Reads the place from a record's own text. The path is as recorded: hostile until it is resolved. */
export function readCodeLocation(recordText: string): CodeLocation | null {
  let value: unknown;
  try {
    value = JSON.parse(recordText);
  } catch {
    // A record that was repaired when it was read is no JSON: the workflow's name still leads somewhere.
    return null;
  }
  const parsed = v.safeParse(schema, value);
  if (!parsed.success) return null;
  const { metadata } = parsed.output;
  const found = firstValid(metadata, PATH_KEYS, path);
  return found === null ? null : { path: found, line: firstValid(metadata, LINE_KEYS, line) };
}
