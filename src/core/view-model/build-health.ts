import { reportHealth } from "../rollup/report-health.ts";
import type { HealthReport } from "../rollup/health.ts";
import { clipId, clipName } from "./clip-rows.ts";
import { formatAgo, formatBytes, formatInstant, formatInteger } from "./format.ts";
import type { PanelInputOf } from "./panel-input.ts";
import type { FieldLine, HealthLine, PeekView } from "./panel-view.ts";

const MAX_FILES = 40;
const MAX_PROBLEMS = 60;

type HealthInput = PanelInputOf<
  "dataset" | "nowMs" | "timeZone" | "locale" | "mergeTwins" | "checkedAtMs" | "staleAfterMs"
>;

/** The line under the panel: how much was read, and how fresh it is. */
export function buildHealthLine(input: HealthInput): HealthLine {
  const report = reportHealth(input.dataset, input.nowMs, input.staleAfterMs);
  return {
    files: countedFiles(report).length,
    records: recordsRead(report),
    twinsMerged: input.mergeTwins ? report.twinsMerged : 0,
    problemCount: report.problemCount,
    isStale: report.stale,
    newestRecordAtMs: report.newestRecordAtMs,
    checkedAtMs: input.checkedAtMs,
  };
}

/**
 * Files whose records count; sources of the same spend are listed and not counted. A file that went away is
 * one of them until it is certain that it was not just being replaced: so long its records are shown.
 */
export function countedFiles(report: HealthReport): HealthReport["files"] {
  return report.files.filter((file) => file.kind !== "overlap");
}

export function recordsRead(report: HealthReport): number {
  return countedFiles(report).reduce((sum, file) => sum + file.records, 0);
}

/** Lines in them that are in no number. */
export function unreadableLines(report: HealthReport): number {
  return countedFiles(report).reduce((sum, file) => sum + file.unreadable, 0);
}

/** Every file and the first problems, the files with problems first. */
export function buildHealthPeek(input: HealthInput): Extract<PeekView, { kind: "health" }> {
  const report = reportHealth(input.dataset, input.nowMs, input.staleAfterMs);
  const files = report.files.toSorted((a, b) => b.unreadable + b.repaired - (a.unreadable + a.repaired));
  return {
    kind: "health",
    files: files.slice(0, MAX_FILES).map((file) => ({ ...file, path: clipName(file.path) })),
    problems: report.problems.slice(0, MAX_PROBLEMS).map((problem) => ({
      ...problem,
      id: clipId(problem.id),
      path: clipName(problem.path),
      field: problem.field === null ? null : clipName(problem.field),
    })),
    problemCount: report.problemCount,
    lines: healthLines(report, input),
  };
}

const MAX_DAMAGED = 8;

function archivedLines({ archived }: HealthReport, locale: string): readonly FieldLine[] {
  if (archived === undefined) return [];
  const { days, damaged } = archived;
  return [
    { label: "Archived days in the figures", value: formatInteger(days, locale) },
    ...damaged
      .slice(0, MAX_DAMAGED)
      .map(({ path, reason }) => ({ label: "Archived day left out", value: clipName(`${path}: ${reason}`) })),
  ];
}

function healthLines(report: HealthReport, input: HealthInput): readonly FieldLine[] {
  const { nowMs, timeZone, locale } = input;
  const files = countedFiles(report);
  const sum = (count: (file: HealthReport["files"][number]) => number) =>
    files.reduce((total, file) => total + count(file), 0);
  const newest = report.newestRecordAtMs;
  const overlaps = report.files.filter((file) => file.kind === "overlap").length;
  const integer = (count: number) => formatInteger(count, locale);
  return [
    { label: "Files", value: integer(files.length) },
    {
      label: "Size",
      value: formatBytes(
        sum((file) => file.bytes),
        locale,
      ),
    },
    { label: "Lines", value: integer(sum((file) => file.lines)) },
    { label: "Records", value: integer(sum((file) => file.records)) },
    { label: "Twins merged", value: input.mergeTwins ? integer(report.twinsMerged) : "off" },
    { label: "Unreadable lines", value: integer(unreadableLines(report)) },
    { label: "Repaired lines", value: integer(sum((file) => file.repaired)) },
    { label: "Bytes of an unfinished line", value: integer(sum((file) => file.pending)) },
    ...(overlaps === 0
      ? []
      : [{ label: "Not added: files that count the same spend again", value: integer(overlaps) }]),
    {
      label: report.stale ? "No new records since" : "Newest record",
      value:
        newest === null
          ? "no records"
          : `${formatInstant(newest, timeZone, locale)} (${formatAgo(nowMs, newest)})`,
    },
    ...archivedLines(report, locale),
    { label: "Last look at the files", value: formatInstant(input.checkedAtMs, timeZone, locale) },
  ];
}
