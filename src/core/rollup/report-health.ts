import type { FileState, TelemetryDataset } from "../store/tables.ts";
import type { FileHealth, HealthProblem, HealthReport } from "./health.ts";
import { hasUsableTime } from "./time-window.ts";

/**
 * What was read and what was wrong with it. Stale: no record for longer than `staleAfterMs`, or none at
 * all; sources that are not added to anything do not count as news.
 */
export function reportHealth(dataset: TelemetryDataset, nowMs: number, staleAfterMs: number): HealthReport {
  const files = dataset.files();
  const newestAtMs = newestOf(files, nowMs);
  return {
    files: files.map(toFileHealth),
    twinsMerged: dataset.twinsMerged,
    stale: newestAtMs === null || nowMs - newestAtMs > staleAfterMs,
    newestRecordAtMs: newestAtMs,
    problemCount: files.reduce((sum, file) => sum + file.problemCount, 0),
    problems: files.flatMap(toProblems),
    ...archivedHealth(dataset),
  };
}

function archivedHealth({
  archivedDays: { days, damaged },
}: TelemetryDataset): Pick<HealthReport, "archived"> {
  if (days.length + damaged.length === 0) return {};
  return { archived: { days: new Set(days.map(({ day }) => day)).size, damaged } };
}

function newestOf(files: readonly FileState[], nowMs: number): number | null {
  let newestAtMs: number | null = null;
  for (const { file, newestAtMs: atMs } of files) {
    if (file.kind === "overlap" || atMs === null || !hasUsableTime(atMs, nowMs)) continue;
    if (newestAtMs === null || atMs > newestAtMs) newestAtMs = atMs;
  }
  return newestAtMs;
}

function toFileHealth({ file, counts, state, newestAtMs }: FileState): FileHealth {
  return {
    path: file.label,
    kind: file.kind,
    bytes: counts.bytes,
    lines: counts.lines,
    records: counts.records,
    unreadable: counts.unreadable,
    repaired: counts.repaired,
    pending: counts.pendingBytes,
    state,
    newestAtMs,
  };
}

function toProblems({ file, problems }: FileState): readonly HealthProblem[] {
  return problems.map(({ line, severity, reason, field }) => ({
    id: `problem:${file.label}:${line.byteOffset}:${field ?? reason}`,
    path: file.label,
    line: line.lineNumber,
    byteOffset: line.byteOffset,
    severity,
    reason,
    field,
  }));
}
