import type { JsonObject } from "../records/json.ts";
import { parseRecord } from "../records/parse-record.ts";
import type { ParseContext, ParsedRecord } from "../records/parse-context.ts";
import type { RecordKind, TelemetryRecord } from "../records/record.ts";
import { parseJsonText } from "./json-text.ts";
import { readJsonLine } from "./read-line.ts";

/** A record with every field of its line. */
export interface RawRecord extends ParsedRecord<TelemetryRecord> {
  readonly json: JsonObject;
}

/**
 * Reads again one record whose bytes or text were fetched by its address, as ingest read it: mended in the
 * same way. Null when no record stands there any more.
 */
export function parseRawLine(
  raw: Uint8Array | string,
  kind: RecordKind,
  context: ParseContext,
): RawRecord | null {
  const json =
    typeof raw === "string" ? objectOfText(raw) : (readJsonLine(raw, kind).objects[0]?.json ?? null);
  return json === null ? null : { json, ...parseRecord(kind, json, context) };
}

function objectOfText(text: string): JsonObject | null {
  const parsed = parseJsonText(text);
  return parsed.kind === "object" ? parsed.json : null;
}
