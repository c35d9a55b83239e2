import { parseRawLine } from "../ingest/parse-single.ts";
import type { JsonObject, JsonValue } from "../records/json.ts";
import type { RecordAddress } from "../store/tables.ts";
import { clipName } from "./clip-rows.ts";
import { clipText, formatInteger } from "./format.ts";
import type { PanelInputOf } from "./panel-input.ts";
import type { FieldLine, RecordLine } from "./panel-view.ts";

const MAX_RAW_LENGTH = 2000;
const MAX_VALUE_LENGTH = 400;
const MAX_FIELDS = 60;

type LineInput = PanelInputOf<"dataset" | "nowMs" | "locale" | "timeZone" | "rawLine">;

/** What the line at an address says: nothing where the id is none, as that of a run in progress. */
export function buildRecordLine(input: LineInput, id: string): RecordLine {
  const address = input.dataset.locate(id);
  if (address === null) return { fields: [], metadata: [], rawPreview: "", rawLocation: "" };
  const text = input.rawLine?.id === id ? input.rawLine.text : null;
  const json = text === null ? null : jsonOf(text, address, input);
  const metadata = json?.["metadata"];
  return {
    fields: json === null ? [] : fieldLines(json),
    metadata: isObject(metadata) ? fieldLines(metadata) : [],
    rawPreview: text === null ? "" : clipText(text, MAX_RAW_LENGTH),
    rawLocation: locationOf(address, input.locale),
  };
}

function jsonOf(text: string, { kind }: RecordAddress, input: LineInput): JsonObject | null {
  const context = { naiveTimeZone: input.timeZone, nowMs: input.nowMs };
  // Only the fields are shown: how their times are read does not matter here.
  return parseRawLine(text, kind, context)?.json ?? null;
}

function fieldLines(json: JsonObject): readonly FieldLine[] {
  return Object.entries(json)
    .slice(0, MAX_FIELDS)
    .map(([label, value]) => ({
      label: clipName(label),
      value: clipText(valueText(value), MAX_VALUE_LENGTH),
    }));
}

/** As the file has it: text without its quotes, everything else as JSON. */
function valueText(value: JsonValue): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function locationOf({ file, byteOffset }: RecordAddress, locale: string): string {
  return `${clipName(file.label)}, byte ${formatInteger(byteOffset, locale)}`;
}
