import { parseAssignment } from "./assignment.ts";
import { parseCall } from "./call.ts";
import { parseCoverage } from "./coverage.ts";
import { parseFileTest } from "./file-test.ts";
import type { JsonObject } from "./json.ts";
import type { ParseContext, ParsedRecord } from "./parse-context.ts";
import type { RecordKind, TelemetryRecord } from "./record.ts";
import { parseRouting } from "./routing.ts";
import { parseRun } from "./run.ts";
import { parseTestExecution } from "./test-execution.ts";

type Parser = (json: JsonObject, context: ParseContext) => ParsedRecord<TelemetryRecord>;

const PARSERS: Readonly<Record<RecordKind, Parser>> = {
  call: parseCall,
  run: parseRun,
  routing: parseRouting,
  test: parseTestExecution,
  coverage: parseCoverage,
  fileTest: parseFileTest,
  assignment: parseAssignment,
};

/**
 * One JSON object of a file of the given kind as a canonical record. Every object gives one: what is absent
 * or cannot be taken is null, and the latter has an issue.
 */
export function parseRecord(
  kind: RecordKind,
  json: JsonObject,
  context: ParseContext,
): ParsedRecord<TelemetryRecord> {
  return PARSERS[kind](json, context);
}
