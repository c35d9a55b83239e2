import { isoInstant } from "../core/export/iso-instant.ts";
import type { HealthReport } from "../core/rollup/health.ts";
import { reportHealth } from "../core/rollup/report-health.ts";
import { formatAgo, formatBytes, formatInteger } from "../core/view-model/format.ts";
import type { UnreadableFile } from "../node/load-once.ts";
import type { CliIo } from "./cli-io.ts";
import type { CliFailure } from "./exit-codes.ts";
import { loadTelemetry, unreadableInput } from "./load-telemetry.ts";
import { writeJson } from "./output.ts";
import type { Settings } from "./settings.ts";
import { terminalSafe } from "./terminal-text.ts";
import { textStyle } from "./text-style.ts";
import type { TextStyle } from "./text-style.ts";
import { textTable } from "./text-table.ts";

const STALE_AFTER_MS = 24 * 3_600_000;
const MAX_PROBLEMS = 20;

/** Which files were read and what was wrong. What could not be read is reported, then fails the command. */
export async function runHealth(settings: Settings, io: CliIo): Promise<CliFailure | null> {
  const loaded = await loadTelemetry(settings, io);
  if (!loaded.ok) return loaded.error;
  const { nowMs, timeZone, mergeTwins } = settings.query;
  const report = reportHealth(loaded.value.dataset, nowMs, STALE_AFTER_MS);
  const twinsMerged = mergeTwins ? report.twinsMerged : 0;
  const unreadableFiles = [...loaded.value.unreadableFiles, ...loaded.value.unreadableOverlaps];
  if (settings.isJson) {
    const newestRecordAt = isoInstant(report.newestRecordAtMs, timeZone);
    await writeJson(io, { ...report, twinsMerged, newestRecordAt, unreadableFiles });
  } else {
    const text = healthText({ ...report, twinsMerged }, nowMs, io.locale, textStyle(io));
    await io.writeOut(text + unreadableText(unreadableFiles, textStyle(io)));
  }
  const unreadable = unreadableInput(loaded.value);
  return unreadable === null ? null : { ...unreadable, isAnswered: true };
}

function healthText(report: HealthReport, nowMs: number, locale: string, style: TextStyle): string {
  if (report.files.length === 0) return `No telemetry files.\n${archivedText(report, locale)}`;
  const newest = report.newestRecordAtMs;
  const age = newest === null ? "no records" : `newest record ${formatAgo(nowMs, newest)}`;
  const summary = `${formatInteger(report.twinsMerged, locale)} ${report.twinsMerged === 1 ? "twin" : "twins"} merged, ${age}`;
  return [
    filesTable(report, locale, style),
    archivedText(report, locale),
    `\n${report.stale ? `${style.bad("stale")}: ` : ""}${summary}\n`,
    problemsText(report, locale, style),
  ].join("");
}

function archivedText({ archived }: HealthReport, locale: string): string {
  if (archived === undefined) return "";
  const days = `${formatInteger(archived.days, locale)} archived ${archived.days === 1 ? "day" : "days"}`;
  const damaged = archived.damaged.map(
    ({ path, reason }) => `  left out: ${terminalSafe(path)} (${terminalSafe(reason)})\n`,
  );
  return `\n${days} in the figures\n${damaged.join("")}`;
}

/** A folder that could not be listed has no line in the table of files. */
function unreadableText(files: readonly UnreadableFile[], style: TextStyle): string {
  if (files.length === 0) return "";
  const lines = files.map(({ path, code }) => `  ${terminalSafe(path)} (${code})\n`);
  return `\n${style.strong("Could not be read")}\n${lines.join("")}`;
}

function filesTable({ files }: HealthReport, locale: string, style: TextStyle): string {
  const columns = [
    { title: "FILE", align: "left" as const },
    { title: "KIND", align: "left" as const },
    ...["SIZE", "LINES", "RECORDS", "UNREADABLE", "REPAIRED", "PENDING"].map((title) => ({
      title,
      align: "right" as const,
    })),
    { title: "STATE", align: "left" as const },
  ];
  const cells = files.map((file) => [
    file.path,
    file.kind,
    formatBytes(file.bytes, locale),
    ...[file.lines, file.records, file.unreadable, file.repaired, file.pending].map((count) =>
      formatInteger(count, locale),
    ),
    file.state === "overlap" ? "same spend again, not added" : file.state,
  ]);
  return textTable(columns, cells, style.muted);
}

function problemsText({ problems, problemCount }: HealthReport, locale: string, style: TextStyle): string {
  if (problemCount === 0) return "";
  const shown = problems.slice(0, MAX_PROBLEMS);
  const lines = shown.map(({ path, line, byteOffset, severity, reason, field }) => {
    const what = field === null ? reason : `${reason} (${field})`;
    return `  ${terminalSafe(path)}:${line} (byte ${byteOffset}): ${severity}: ${terminalSafe(what)}\n`;
  });
  const more = problemCount - shown.length;
  const rest = more > 0 ? `  and ${formatInteger(more, locale)} more\n` : "";
  return `\n${style.strong(`${formatInteger(problemCount, locale)} ${problemCount === 1 ? "problem" : "problems"}`)}\n${lines.join("")}${rest}`;
}
