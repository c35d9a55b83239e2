import { reportQuality } from "../rollup/quality.ts";
import type { QualityReport } from "../rollup/quality.ts";
import { clipName } from "./clip-rows.ts";
import { formatAgo, formatInteger, formatRatio } from "./format.ts";
import type { PanelInputOf } from "./panel-input.ts";
import type { FieldLine } from "./panel-view.ts";

type QualityInput = PanelInputOf<"dataset" | "nowMs" | "locale">;

/** Coverage and tests as they stand now, where anything reports them. */
export function buildQuality({ dataset, nowMs, locale }: QualityInput): readonly FieldLine[] {
  const { coverage, lastTest, failingFiles } = reportQuality(dataset);
  return [
    ...(coverage === null ? [] : [{ label: "Coverage", value: coverageText(coverage, locale) }]),
    ...(lastTest === null ? [] : [{ label: "Last test run", value: testText(lastTest, nowMs, locale) }]),
    ...(failingFiles.length === 0
      ? []
      : [{ label: "Files with failing tests", value: formatInteger(failingFiles.length, locale) }]),
  ];
}

function coverageText(coverage: NonNullable<QualityReport["coverage"]>, locale: string): string {
  const ratio = formatRatio(coverage.record.overallRatio, locale);
  return coverage.trend === null ? ratio : `${ratio}, ${coverage.trend}`;
}

function testText(test: NonNullable<QualityReport["lastTest"]>, nowMs: number, locale: string): string {
  const suite = test.suite === null ? "" : `${clipName(test.suite, 40)}: `;
  const counts =
    test.passed === null || test.total === null
      ? "counts not reported"
      : `${formatInteger(test.passed, locale)} of ${formatInteger(test.total, locale)} passed`;
  return `${suite}${counts}${test.atMs === null ? "" : `, ${formatAgo(nowMs, test.atMs)}`}`;
}
