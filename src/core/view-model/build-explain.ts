import { reportHealth } from "../rollup/report-health.ts";
import { countedFiles, recordsRead } from "./build-health.ts";
import { clipName } from "./clip-rows.ts";
import { figureOf, successSource } from "./figures.ts";
import { formatInstant, formatInteger, formatUsd, NOT_REPORTED } from "./format.ts";
import type { FigureId } from "./panel-intent.ts";
import type { PanelScope } from "./panel-scope.ts";
import type { FieldLine, PeekView } from "./panel-view.ts";
import { rangeLabel } from "./range-label.ts";

/** How a card's number came about, in lines and in a few sentences. */
export function buildExplain(
  scope: PanelScope,
  figureId: FigureId,
): Extract<PeekView, { readonly kind: "explain" }> {
  const figure = figureOf(figureId, scope.stats, scope.basis, scope.input.locale);
  const value = figure.value === null ? NOT_REPORTED : figure.format(figure.value);
  return {
    kind: "explain",
    figure: figureId,
    title: figure.label,
    value,
    lines: [
      ...(figure.value === null ? [] : [{ label: "Exact value", value: exactText(figureId, figure.value) }]),
      ...countLines(scope),
      ...questionLines(scope),
      ...archivedLines(scope),
      ...rawLines(scope, figureId),
    ],
    text: TEXTS[figureId](scope),
  };
}

/** All digits, never in scientific notation: nano-dollars are the smallest there are. */
function exactText(figure: FigureId, value: number): string {
  if (figure !== "cost" && figure !== "savings") return String(value);
  const digits = Math.abs(value)
    .toFixed(9)
    .replace(/(\.\d\d\d*?)0+$/, "$1");
  return `${value < 0 ? "-" : ""}$${digits}`;
}

function countLines({ input, stats, basis }: PanelScope): readonly FieldLine[] {
  const { dataset, nowMs, staleAfterMs, locale, mergeTwins } = input;
  const report = reportHealth(dataset, nowMs, staleAfterMs);
  const lines = countedFiles(report).reduce((sum, file) => sum + file.lines, 0);
  const integer = (count: number) => formatInteger(count, locale);
  return [
    { label: basis === "calls" ? "Calls counted" : "Runs counted", value: integer(stats[basis].count) },
    { label: "Lines read, of all files", value: integer(lines) },
    { label: "Records in them", value: integer(recordsRead(report)) },
    { label: "Twins merged, of all files", value: mergeTwins ? integer(stats.health.twinsMerged) : "off" },
    { label: "Unreadable lines", value: integer(stats.health.unreadable) },
    { label: "Repaired lines", value: integer(stats.health.repaired) },
  ];
}

function questionLines(scope: PanelScope): readonly FieldLine[] {
  const { input, window } = scope;
  const { intent, timeZone, locale, hiddenWorkflows } = input;
  const instant = (atMs: number | null) => (atMs === null ? "open" : formatInstant(atMs, timeZone, locale));
  return [
    { label: "Basis", value: basisText(scope) },
    { label: "Range", value: rangeLabel(intent.range, window, timeZone, locale) },
    { label: "From (included)", value: instant(window.fromMs) },
    { label: "To (excluded)", value: instant(window.toMs) },
    { label: "Zone in which days are cut", value: timeZone },
    ...(hiddenWorkflows.length === 0
      ? []
      : [{ label: "Left out, by setting", value: clipName(hiddenWorkflows.join(", ")) }]),
  ];
}

function basisText({ input, basis, stats }: PanelScope): string {
  if (input.intent.basis !== "auto") return `${basis}: chosen by you`;
  if (basis === "calls") return "calls: the range has call records";
  return stats.runs.count > 0 ? "runs: the range has no call records" : "runs: the range has no records";
}

/** What of the figure comes from sums of days whose records are archived, and what cannot. */
function archivedLines({ stats: { archived }, basis, input }: PanelScope): readonly FieldLine[] {
  if (archived === undefined) return [];
  const { days, cutDays } = archived;
  const count = formatInteger(archived[basis], input.locale);
  const lines: FieldLine[] = [];
  if (days.length > 0)
    lines.push({ label: "Of archived days", value: `${count} ${basis}: ${daysText(days)}` });
  if (archived[basis] > 0)
    lines.push({ label: "Times", value: "estimates to about 2 %, since archived days keep no single ones" });
  if (cutDays.length > 0)
    lines.push({ label: "Archived, cut by the range, left out", value: daysText(cutDays) });
  return lines;
}

function daysText(days: readonly string[]): string {
  const [first = ""] = days;
  return days.length === 1 ? first : `${days.length} days, ${first} to ${days.at(-1)}`;
}

/** What the files say before merging: for comparison with tools that count every line. */
function rawLines({ stats, basis, input }: PanelScope, figure: FigureId): readonly FieldLine[] {
  const { raw } = stats.calls;
  const { locale } = input;
  if (basis === "calls" && figure === "cost") {
    return [{ label: "Sum of all lines, twins twice", value: formatUsd(raw.costUsd, locale) }];
  }
  if (basis === "calls" && figure === "count") {
    return [{ label: "Lines in the range, twins twice", value: formatInteger(raw.count, locale) }];
  }
  return [];
}

const TWINS =
  "The producer writes most calls twice; such twins count once, with the time of the first and the run and latency of the second.";

const PERCENTILES =
  "Percentiles are exact, linear between the closest ranks; records that report no duration are left out.";

const TEXTS: Readonly<Record<FigureId, (scope: PanelScope) => string>> = {
  cost: ({ basis }) =>
    basis === "calls"
      ? `The sum of actual_cost, or else estimated_cost, of each call. ${TWINS} The producer prices all tokens at the input price, so its estimate is rather low. Only what is logged here is counted.`
      : "The sum of total_cost of each run: the producer's estimate from the prices of its stages' tiers. It is never added to the cost of calls, which are the same spend measured otherwise.",
  count: ({ basis }) =>
    basis === "calls"
      ? `One for each call. ${TWINS}`
      : "One for each finished run; several lines of one run count once, the newest. Runs in progress are not counted.",
  success: ({ stats }) => successText(successSource(stats)?.from ?? null),
  latency: ({ basis }) =>
    basis === "calls"
      ? `The median of latency_ms: half of the calls took longer. ${PERCENTILES}`
      : `The median of total_duration_ms: half of the runs took longer. ${PERCENTILES}`,
  tokens: ({ basis }) =>
    basis === "calls"
      ? "The sum of input_tokens and output_tokens of each call. Most producers write the total as input and 0 as output: then only the total is shown."
      : "The sum over the stages that ran. Stages without a model call report a guess: their text's length divided by four.",
  savings: () =>
    "The sum of savings of each run: what the same tokens would have cost at premium prices, less what the run is estimated to have cost. Both are the producer's estimates.",
};

function successText(from: "calls" | "runs" | null): string {
  if (from === "runs") return "Runs that succeeded, divided by the runs that say whether they did.";
  if (from === "calls") return "Calls that succeeded, divided by the calls that say whether they did.";
  return "No run in the range says whether it succeeded, and the producer logs no failed calls: there is nothing to tell a rate from.";
}
