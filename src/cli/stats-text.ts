import type { TelemetryQuery } from "../core/rollup/query.ts";
import type { CallBreakdown, DurationStats, RunBreakdown, RunStats, Stats } from "../core/rollup/stats.ts";
import {
  formatBytes,
  formatDuration,
  formatInteger,
  formatRatio,
  formatUsd,
  NOT_REPORTED,
} from "../core/view-model/format.ts";
import { daysLabel } from "../core/view-model/range-label.ts";
import type { TextStyle } from "./text-style.ts";
import { textTable } from "./text-table.ts";
import type { TableColumn } from "./text-table.ts";

const MAX_ROWS = 10;
const LABEL_WIDTH = 14;

/** The statistics of a range for people; the same figures as `--json`, formatted. */
export function statsText(stats: Stats, query: TelemetryQuery, locale: string, style: TextStyle): string {
  const { calls, runs, health } = stats;
  const integer = (count: number | null) => formatInteger(count, locale);
  const usd = (value: number | null) => formatUsd(value, locale);
  const range = daysLabel(query.window, query.timeZone, locale);
  const callLines = [
    ["Calls", integer(calls.count)],
    ["Cost", usd(calls.costUsd)],
    ["Failed", calls.failed === 0 ? "none is logged as failed" : integer(calls.failed)],
    ["Tokens", tokensText(stats, integer)],
    ["Latency", durationText(calls.latencyMs, locale)],
    ["With run id", `${integer(calls.withRunId)}, ${integer(calls.linkedToRun)} linked to a run`],
    ["Raw lines", `${integer(calls.raw.count)}, ${usd(calls.raw.costUsd)} before twins are merged`],
  ];
  const runLines = [
    ["Runs", integer(runs.count)],
    ["Failed", `${integer(runs.failed)} (success ${formatRatio(runs.successRate, locale)})`],
    ["Cost", runCostText(runs, usd)],
    ["Savings", savingsText(runs, usd)],
    ["Duration", durationText(runs.durationMs, locale)],
    ["In progress", `${integer(runs.running)}, ${integer(runs.incomplete)} incomplete`],
  ];
  return [
    `${style.strong(capitalized(range))} \u00b7 ${query.timeZone} \u00b7 basis: ${stats.basis}\n`,
    `\n${style.strong("CALLS")}\n${lines(callLines)}`,
    callTables(stats, locale, style),
    `\n${style.strong("RUNS")}\n${lines(runLines)}`,
    runTable("WORKFLOW", runs.byWorkflow, locale, style),
    `\n${archivedText(stats, locale)}${healthText(health, locale, style)}`,
  ].join("");
}

/** What of the figures comes from sums of days whose records are archived. */
function archivedText({ archived }: Stats, locale: string): string {
  if (archived === undefined) return "";
  const { days, cutDays, latencyMs, durationMs } = archived;
  const integer = (count: number) => formatInteger(count, locale);
  const noun = (count: number) => (count === 1 ? "1 archived day" : `${integer(count)} archived days`);
  const held = `Includes ${noun(days.length)}: ${integer(archived.calls)} calls, ${integer(archived.runs)} runs.`;
  const estimates = [
    latencyMs.p50 === null ? [] : [`latency ~p50 ${formatDuration(latencyMs.p50, locale)}`],
    latencyMs.p95 === null ? [] : [`~p95 ${formatDuration(latencyMs.p95, locale)}`],
    durationMs.p50 === null ? [] : [`duration ~p50 ${formatDuration(durationMs.p50, locale)}`],
    durationMs.p95 === null ? [] : [`~p95 ${formatDuration(durationMs.p95, locale)}`],
  ].flat();
  const times = `Times above are of the other records; estimated over all: ${estimates.join(", ")}.`;
  const cut = `${noun(cutDays.length)} only partly in the range, left out (--include-archive reads the records).`;
  return [
    days.length > 0 ? [held] : [],
    days.length > 0 && estimates.length > 0 ? [times] : [],
    cutDays.length > 0 ? [cut] : [],
  ]
    .flat()
    .map((line) => `${line}\n`)
    .join("");
}

function runCostText({ costUsd }: RunStats, usd: (value: number | null) => string): string {
  if (costUsd === null) return NOT_REPORTED;
  return `${usd(costUsd)} (estimate; the same spend as the calls, not to be added)`;
}

function savingsText(
  { savingsUsd, baselineCostUsd }: RunStats,
  usd: (value: number | null) => string,
): string {
  if (savingsUsd === null) return NOT_REPORTED;
  const against = baselineCostUsd === null ? "" : `, against ${usd(baselineCostUsd)} at premium prices`;
  return `${usd(savingsUsd)} (estimate${against})`;
}

function healthText(health: Stats["health"], locale: string, style: TextStyle): string {
  const integer = (count: number) => formatInteger(count, locale);
  const files = `${integer(health.files)} ${health.files === 1 ? "file" : "files"}`;
  const repairs = `${integer(health.unreadable)} unreadable and ${integer(health.repaired)} repaired lines`;
  const summary = `${files}, ${integer(health.twinsMerged)} twins merged, ${repairs}`;
  // What was written last may be the very line that somebody looks for.
  const pending = `${formatBytes(health.pending, locale)} at the end of a file wait for the rest of their line`;
  return `${style.muted(summary)}\n${health.pending > 0 ? `${style.muted(pending)}\n` : ""}`;
}

function capitalized(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

function lines(pairs: readonly (readonly string[])[]): string {
  return pairs.map(([label = "", value = ""]) => `  ${label.padEnd(LABEL_WIDTH)}${value}\n`).join("");
}

function tokensText({ calls }: Stats, integer: (count: number | null) => string): string {
  const { total, input, output } = calls.tokens;
  if (total === null) return NOT_REPORTED;
  const split = input === null || output === null ? "" : ` (${integer(input)} in, ${integer(output)} out)`;
  return `${integer(total)}${split}`;
}

function durationText(durations: DurationStats, locale: string): string {
  if (durations.mean === null) return NOT_REPORTED;
  const { p50, p95, p99, max, mean } = durations;
  return Object.entries({ p50, p95, p99, max, mean })
    .map(([name, durationMs]) => `${name} ${formatDuration(durationMs, locale)}`)
    .join(" \u00b7 ");
}

function callTables({ calls }: Stats, locale: string, style: TextStyle): string {
  return [
    callTable("WORKFLOW", calls.byWorkflow, locale, style),
    callTable("PROVIDER", calls.byProvider, locale, style),
    callTable("MODEL", calls.byModel, locale, style),
    callTable("TIER ASKED FOR", calls.byRequestedTier, locale, style),
  ].join("");
}

const right = (title: string): TableColumn => ({ title, align: "right" });

function callTable(title: string, rows: readonly CallBreakdown[], locale: string, style: TextStyle): string {
  return breakdownTable([title, "CALLS", "TOKENS"], rows, locale, style, (row) =>
    formatInteger(row.tokens, locale),
  );
}

function runTable(title: string, rows: readonly RunBreakdown[], locale: string, style: TextStyle): string {
  return breakdownTable([title, "RUNS", "SAVINGS"], rows, locale, style, (row) =>
    formatUsd(row.savingsUsd, locale),
  );
}

/** Key, cost, count and failures, which every breakdown has, and the column that only this one has. */
function breakdownTable<Row extends CallBreakdown | RunBreakdown>(
  [key, count, last]: readonly [key: string, count: string, last: string],
  rows: readonly Row[],
  locale: string,
  style: TextStyle,
  lastCell: (row: Row) => string,
): string {
  if (rows.length === 0) return "";
  const columns = [
    { title: key, align: "left" as const },
    right("COST"),
    right(count),
    right("FAILED"),
    right(last),
  ];
  const cells = rows
    .slice(0, MAX_ROWS)
    .map((row) => [
      row.key,
      formatUsd(row.costUsd, locale),
      formatInteger(row.count, locale),
      formatInteger(row.failed, locale),
      lastCell(row),
    ]);
  return `\n${indented(textTable(columns, cells, style.muted))}${moreText(rows.length)}`;
}

function moreText(count: number): string {
  return count <= MAX_ROWS ? "" : `  and ${count - MAX_ROWS} more\n`;
}

function indented(table: string): string {
  return table.replace(/^(?=.)/gm, "  ");
}
