import { FieldReader } from "./field-reader.ts";
import type { JsonObject } from "./json.ts";
import type { ParseContext, ParsedRecord } from "./parse-context.ts";

/**
 * A line of `coverage_history.jsonl`. The producer's `previous_percentage` and `trend` compare with the
 * oldest records, so they are kept only in `extra`; the trend is recomputed from the record before.
 */
export interface CoverageRecord {
  readonly kind: "coverage";
  readonly recordId: string | null;
  readonly atMs: number | null;
  /** 0 to 1. */
  readonly overallRatio: number | null;
  readonly linesTotal: number | null;
  readonly linesCovered: number | null;
  readonly branchesTotal: number | null;
  readonly branchesCovered: number | null;
  readonly filesTotal: number | null;
  readonly filesWellCovered: number | null;
  readonly filesCritical: number | null;
  readonly metadata: JsonObject;
  readonly extra: JsonObject;
}

const KNOWN_FIELDS: ReadonlySet<string> = new Set([
  "record_id",
  "timestamp",
  "overall_percentage",
  "lines_total",
  "lines_covered",
  "branches_total",
  "branches_covered",
  "files_total",
  "files_well_covered",
  "files_critical",
  "metadata",
]);

/** One object of `coverage_history.jsonl`. Its time is UTC. */
export function parseCoverage(json: JsonObject, context: ParseContext): ParsedRecord<CoverageRecord> {
  const fields = new FieldReader(json, context);
  const record: CoverageRecord = {
    kind: "coverage",
    recordId: fields.id("record_id"),
    atMs: fields.requiredTime("timestamp", "utc"),
    overallRatio: fields.ratioOfPercent("overall_percentage"),
    linesTotal: fields.amount("lines_total"),
    linesCovered: fields.amount("lines_covered"),
    branchesTotal: fields.amount("branches_total"),
    branchesCovered: fields.amount("branches_covered"),
    filesTotal: fields.amount("files_total"),
    filesWellCovered: fields.amount("files_well_covered"),
    filesCritical: fields.amount("files_critical"),
    metadata: fields.object("metadata"),
    extra: fields.extra(KNOWN_FIELDS),
  };
  return { record, issues: fields.issues };
}
