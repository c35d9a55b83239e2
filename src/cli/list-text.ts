import type { CallJsonRow, RunJsonRow } from "../core/export/export-columns.ts";
import type { RecordRow } from "../core/export/export-rows.ts";
import { formatDuration, formatInteger, formatUsd } from "../core/view-model/format.ts";
import type { TextStyle } from "./text-style.ts";
import { textTable } from "./text-table.ts";
import type { TableColumn } from "./text-table.ts";

interface ShownRows {
  readonly kind: RecordRow["kind"];
  readonly rows: readonly RecordRow[];
  readonly total: number;
  readonly offset: number;
}

const left = (title: string): TableColumn => ({ title, align: "left" });
const right = (title: string): TableColumn => ({ title, align: "right" });

const COLUMNS: Readonly<Record<RecordRow["kind"], readonly TableColumn[]>> = {
  call: [
    left("TIME"),
    left("WORKFLOW"),
    left("STEP"),
    left("PROVIDER"),
    left("MODEL"),
    left("TIER"),
    right("COST"),
    right("TOKENS"),
    right("LATENCY"),
    left("STATUS"),
  ],
  run: [
    left("TIME"),
    left("WORKFLOW"),
    right("COST"),
    right("SAVINGS"),
    right("DURATION"),
    right("STAGES"),
    left("STATUS"),
    left("ERROR"),
  ],
};

/** A page of rows as a table, and which of how many they are. */
export function listText(shown: ShownRows, timeZone: string, locale: string, style: TextStyle): string {
  const noun = shown.kind === "call" ? "calls" : "runs";
  if (shown.total === 0) return `No ${noun}.\n`;
  const total = `${formatInteger(shown.total, locale)} ${shown.total === 1 ? shown.kind : noun}`;
  if (shown.rows.length === 0) {
    return shown.total === 1
      ? `The ${total} is not on this page.\n`
      : `None of the ${total} is on this page.\n`;
  }
  const cells = shown.rows.map((record) =>
    record.kind === "call" ? callCells(record.row, locale) : runCells(record.row, locale),
  );
  const table = textTable(COLUMNS[shown.kind], cells, style.muted);
  const from = formatInteger(shown.offset + 1, locale);
  const to = formatInteger(shown.offset + shown.rows.length, locale);
  const footer = `${from} to ${to} of ${total}, times in ${timeZone}`;
  return `${table}${style.muted(footer)}\n`;
}

function callCells(row: CallJsonRow, locale: string): readonly string[] {
  return [
    timeText(row.at),
    row.workflow ?? "",
    row.step ?? "",
    row.provider ?? "",
    row.model ?? "",
    row.requestedTier ?? row.tier ?? "",
    row.costUsd === null ? "" : formatUsd(row.costUsd, locale),
    row.tokens === null ? "" : formatInteger(row.tokens, locale),
    row.latencyMs === null ? "" : formatDuration(row.latencyMs, locale),
    row.errorType === null ? row.status : `${row.status} (${row.errorType})`,
  ];
}

function runCells(row: RunJsonRow, locale: string): readonly string[] {
  return [
    timeText(row.at),
    row.workflow ?? "",
    row.costUsd === null ? "" : formatUsd(row.costUsd, locale),
    row.savingsUsd === null ? "" : formatUsd(row.savingsUsd, locale),
    row.durationMs === null ? "" : formatDuration(row.durationMs, locale),
    (row.stageCount ?? 0) === 0 ? "" : formatInteger(row.stageCount, locale),
    row.status,
    row.error ?? "",
  ];
}

/** `2026-02-01 16:12:09`: the zone stands once, under the table. */
function timeText(at: string | null): string {
  return at === null ? "" : at.slice(0, 19).replace("T", " ");
}
