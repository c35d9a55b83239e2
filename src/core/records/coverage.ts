import type { JsonObject } from "./json.ts";

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
