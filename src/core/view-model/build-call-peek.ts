import { parseRawLine } from "../ingest/parse-single.ts";
import type { JsonObject, JsonValue } from "../records/json.ts";
import type { CallRow } from "../rollup/record-rows.ts";
import type { TelemetryDataset } from "../store/tables.ts";
import { clipCallRow, clipId, clipName } from "./clip-rows.ts";
import { clipText, formatInteger } from "./format.ts";
import type { PanelInputOf } from "./panel-input.ts";
import type { FieldLine, PeekView } from "./panel-view.ts";
import { callSummary } from "./record-summary.ts";

const MAX_RAW_LENGTH = 2000;
const MAX_VALUE_LENGTH = 400;
const MAX_FIELDS = 60;

type CallInput = PanelInputOf<"dataset" | "nowMs" | "locale" | "timeZone" | "rawCall">;

/** Everything that the line of a call says, as it stands in its file. */
export function buildCallPeek(input: CallInput, id: string, call: CallRow): PeekView {
  const text = input.rawCall?.id === id ? input.rawCall.text : null;
  const json = text === null ? null : jsonOf(text, input);
  const metadata = json?.["metadata"];
  return {
    kind: "call",
    id: clipId(id),
    call: clipCallRow(call),
    summary: callSummary(call, input.locale),
    fields: json === null ? [] : fieldLines(json),
    metadata: isObject(metadata) ? fieldLines(metadata) : [],
    rawPreview: text === null ? "" : clipText(text, MAX_RAW_LENGTH),
    rawLocation: locationOf(input.dataset, id, input.locale),
  };
}

function jsonOf(text: string, input: CallInput): JsonObject | null {
  const context = { naiveTimeZone: input.timeZone, nowMs: input.nowMs };
  // Only the fields are shown: how their times are read does not matter here.
  return parseRawLine(text, "call", context)?.json ?? null;
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

function locationOf(dataset: TelemetryDataset, id: string, locale: string): string {
  const address = dataset.locate(id);
  if (address === null) return "";
  return `${clipName(address.file.label)}, byte ${formatInteger(address.byteOffset, locale)}`;
}
