import type { Basis } from "../rollup/query.ts";
import type { CallStats, DurationStats, RunStats, Stats } from "../rollup/stats.ts";
import { formatCount, formatDuration, formatInteger, formatRatio, formatUsd } from "./format.ts";
import type { FigureId } from "./panel-intent.ts";

/** One figure of the overview, from the statistics that the command line prints too. */
export interface Figure {
  readonly label: string;
  /** Null where no record reports it. */
  readonly value: number | null;
  readonly note: string | null;
  /** 0 to 1, shown as a percentage. */
  readonly isRatio: boolean;
  readonly better: "higher" | "lower" | "none";
  readonly format: (value: number) => string;
}

type FigureMaker = (stats: Stats, basis: Basis, locale: string) => Figure;

export function figureOf(id: FigureId, stats: Stats, basis: Basis, locale: string): Figure {
  return FIGURES[id](stats, basis, locale);
}

function costFigure(stats: Stats, basis: Basis, locale: string): Figure {
  return {
    label: "Cost",
    value: stats[basis].costUsd,
    // The producer prices runs by the stages' nominal tiers: no bill says the same.
    note: joined([basis === "calls" ? "from calls" : "estimate from runs", archivedNote(stats, locale)]),
    isRatio: false,
    better: "lower",
    format: (usd) => formatUsd(usd, locale),
  };
}

function countFigure(stats: Stats, basis: Basis, locale: string): Figure {
  const { runs } = stats;
  const format = (count: number) => formatCount(count, locale);
  const other = basis === "calls" ? plural(runs.count, "run", locale) : null;
  const running = runs.running > 0 ? `${formatInteger(runs.running, locale)} running` : null;
  return {
    label: basis === "calls" ? "Calls" : "Runs",
    value: stats[basis].count,
    note: joined([other, running, archivedNote(stats, locale)]),
    isRatio: false,
    better: "none",
    format,
  };
}

/**
 * From runs, because the producer logs no failed calls. From calls only where one of them says that it
 * failed: a success rate of 100 % that cannot be anything else is not a report.
 */
export function successSource(stats: Stats): { readonly from: Basis; readonly ratio: number } | null {
  if (stats.runs.successRate !== null) return { from: "runs", ratio: stats.runs.successRate };
  if (stats.calls.failed > 0 && stats.calls.successRate !== null) {
    return { from: "calls", ratio: stats.calls.successRate };
  }
  return null;
}

function successFigure(stats: Stats, _basis: Basis, locale: string): Figure {
  const source = successSource(stats);
  return {
    label: "Success",
    value: source?.ratio ?? null,
    note: source === null ? noSuccessNote(stats) : failedNote(stats[source.from], source.from, locale),
    isRatio: true,
    better: "higher",
    format: (ratio) => formatRatio(ratio, locale),
  };
}

function noSuccessNote(stats: Stats): string | null {
  return stats.calls.count > 0 ? "failed calls are not logged" : null;
}

function failedNote(source: CallStats | RunStats, from: Basis, locale: string): string {
  const noun = from === "runs" ? "run" : "call";
  return `${formatCount(source.failed, locale)} of ${plural(source.count, noun, locale)} failed`;
}

function latencyFigure(stats: Stats, basis: Basis, locale: string): Figure {
  const exact = basis === "calls" ? stats.calls.latencyMs : stats.runs.durationMs;
  const estimate = timesWithArchived(stats, basis);
  const durations = estimate ?? exact;
  const mark = estimate === null ? "" : "~";
  const format = (durationMs: number) => `${mark}${formatDuration(durationMs, locale)}`;
  const isKnown = durations.mean !== null && durations.p95 !== null;
  return {
    label: basis === "calls" ? "Latency p50" : "Duration p50",
    value: durations.p50,
    note: isKnown ? `p95 ${format(durations.p95)} \u00b7 avg ${format(durations.mean)}` : null,
    isRatio: false,
    better: "lower",
    format,
  };
}

/** Over all records, where some of them are archived: their times are known by buckets only. */
function timesWithArchived({ archived }: Stats, basis: Basis): DurationStats | null {
  if (archived === undefined || archived[basis] === 0) return null;
  return basis === "calls" ? archived.latencyMs : archived.durationMs;
}

function archivedNote({ archived }: Stats, locale: string): string | null {
  const days = archived?.days.length ?? 0;
  return days === 0 ? null : `includes ${plural(days, "archived day", locale)}`;
}

function tokensFigure(stats: Stats, basis: Basis, locale: string): Figure {
  const { tokens } = stats.calls;
  const isCalls = basis === "calls";
  const format = (count: number) => formatCount(count, locale);
  const split =
    tokens.input === null || tokens.output === null
      ? "split not recorded"
      : `${format(tokens.input)} in \u00b7 ${format(tokens.output)} out`;
  const value = isCalls ? tokens.total : sumKnown(stats.runs.byTier.map((tier) => tier.tokens));
  return {
    label: "Tokens",
    value,
    note: value === null || value === 0 ? null : isCalls ? split : "from runs",
    isRatio: false,
    better: "none",
    format,
  };
}

function savingsFigure({ runs }: Stats, _basis: Basis, locale: string): Figure {
  const format = (usd: number) => formatUsd(usd, locale);
  // Savings are only as good as what they are measured against: never without it.
  const note =
    runs.baselineCostUsd === null || runs.count === 0
      ? null
      : `estimate, against ${format(runs.baselineCostUsd)} at premium prices`;
  return { label: "Savings", value: runs.savingsUsd, note, isRatio: false, better: "higher", format };
}

const FIGURES: Readonly<Record<FigureId, FigureMaker>> = {
  cost: costFigure,
  count: countFigure,
  success: successFigure,
  latency: latencyFigure,
  tokens: tokensFigure,
  savings: savingsFigure,
};

function sumKnown(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 && values.length > 0 ? null : known.reduce((sum, value) => sum + value, 0);
}

/** `1 run`, `2 runs`. */
export function plural(count: number, noun: string, locale: string): string {
  return `${formatCount(count, locale)} ${noun}${count === 1 ? "" : "s"}`;
}

function joined(parts: readonly (string | null)[]): string | null {
  const known = parts.filter((part) => part !== null);
  return known.length === 0 ? null : known.join(" \u00b7 ");
}
