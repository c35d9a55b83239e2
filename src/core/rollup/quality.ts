import type { CoverageRecord } from "../records/coverage.ts";
import type { FileTestRecord } from "../records/file-test.ts";
import type { TestExecutionRecord } from "../records/test-execution.ts";
import type { TelemetryDataset } from "../store/tables.ts";

export interface CoverageQuality {
  readonly record: CoverageRecord;
  /** Difference to the record before, in percentage points; `null` when there is none to compare with. */
  readonly changePoints: number | null;
  readonly trend: "improving" | "declining" | "stable" | null;
}

export interface QualityReport {
  readonly coverage: CoverageQuality | null;
  /** The test execution that started last. */
  readonly lastTest: TestExecutionRecord | null;
  /** Files whose newest result is a failure or an error, by path. */
  readonly failingFiles: readonly FileTestRecord[];
}

const TREND_POINTS = 1;

/** Tests and coverage as they stand now, whatever the range. */
export function reportQuality(dataset: TelemetryDataset): QualityReport {
  return {
    coverage: latestCoverage(dataset.coverage),
    lastTest: latestTest(dataset.tests),
    failingFiles: [...dataset.fileTests.values()].filter(isFailing).toSorted(byPath),
  };
}

/** The trend that the producer writes compares with its oldest records, so it is computed anew. */
function latestCoverage(history: readonly CoverageRecord[]): CoverageQuality | null {
  const measured = history.filter((record) => record.overallRatio !== null);
  const record = measured.at(-1);
  if (record === undefined) return null;
  const before = measured.at(-2)?.overallRatio ?? null;
  if (before === null) return { record, changePoints: null, trend: null };
  // Rounded, so that 85 % to 86 % is one point and not a little more.
  const changePoints = Math.round(((record.overallRatio ?? 0) - before) * 1e8) / 1e6;
  return { record, changePoints, trend: trendOf(changePoints) };
}

function trendOf(changePoints: number): NonNullable<CoverageQuality["trend"]> {
  if (changePoints > TREND_POINTS) return "improving";
  return changePoints < -TREND_POINTS ? "declining" : "stable";
}

/** Of several without a time, or of the same time, the last one read. */
function latestTest(tests: readonly TestExecutionRecord[]): TestExecutionRecord | null {
  let latest: TestExecutionRecord | null = null;
  for (const test of tests) {
    if (latest === null || (test.atMs ?? -Infinity) >= (latest.atMs ?? -Infinity)) latest = test;
  }
  return latest;
}

function isFailing(record: FileTestRecord): boolean {
  return record.result === "failed" || record.result === "error";
}

function byPath(a: FileTestRecord, b: FileTestRecord): number {
  const [left, right] = [a.filePath ?? "", b.filePath ?? ""];
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
