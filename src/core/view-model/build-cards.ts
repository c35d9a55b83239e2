import { computeSpark } from "../rollup/compute-spark.ts";
import type { Spark } from "../rollup/compute-spark.ts";
import { EMPTY_FILTER } from "../rollup/query.ts";
import type { RangeChoice } from "../rollup/query.ts";
import { figureOf } from "./figures.ts";
import type { Figure } from "./figures.ts";
import { formatChange, formatPoints, NOT_REPORTED } from "./format.ts";
import type { FigureId } from "./panel-intent.ts";
import type { PanelScope } from "./panel-scope.ts";
import type { Card } from "./panel-view.ts";
import { daysLabel } from "./range-label.ts";
import { roundKnown } from "./round-number.ts";

/** Whole days where a range has few of them; finer cuts of a week would be mostly gaps. */
const SPARK_POINTS: Readonly<Record<RangeChoice["kind"], number>> = {
  today: 24,
  "7d": 7,
  "30d": 15,
  all: 24,
  custom: 24,
};
/** A card's line is 24 px high: two digits are finer than a pixel, three leave room. */
const SPARK_DIGITS = 3;

/** In the order of importance: a narrow panel shows the first four. */
const CARD_ORDER: readonly FigureId[] = ["cost", "count", "success", "latency", "tokens", "savings"];

const SPARK_LINES: Readonly<Record<FigureId, keyof Spark | null>> = {
  cost: "cost",
  count: "count",
  success: "successRate",
  latency: "latencyP50",
  tokens: null,
  savings: null,
};

/** The overview cards: each figure with its note, its change, its line and where it leads. */
export function buildCards(scope: PanelScope): readonly Card[] {
  const spark = computeSpark(
    scope.input.dataset,
    scope.query,
    scope.basis,
    SPARK_POINTS[scope.input.intent.range.kind],
  );
  return CARD_ORDER.map((id) => buildCard(scope, id, spark));
}

function buildCard(scope: PanelScope, id: FigureId, spark: Spark): Card {
  const figure = figureOf(id, scope.stats, scope.basis, scope.input.locale);
  const line = SPARK_LINES[id];
  return {
    id,
    label: figure.label,
    value: figure.value === null ? NOT_REPORTED : figure.format(figure.value),
    isReported: figure.value !== null,
    note: figure.note,
    change: changeOf(scope, id, figure),
    // What the card calls not reported has no course either.
    spark:
      line === null || figure.value === null
        ? []
        : spark[line].map((point) => roundKnown(point, SPARK_DIGITS)),
    drill: drillOf(scope, id),
  };
}

function changeOf(scope: PanelScope, id: FigureId, figure: Figure): Card["change"] {
  const { previous, basis, input } = scope;
  if (previous === null || figure.value === null) return null;
  const { locale, timeZone } = input;
  const before = figureOf(id, previous.stats, basis, locale).value;
  if (before === null) return null;
  const difference = figure.value - before;
  const text = figure.isRatio ? formatPoints(difference, locale) : ratioText(figure.value, before, locale);
  if (text === null) return null;
  const period = periodText(scope, previous.window, timeZone, locale);
  return {
    text,
    title: `Against ${period}: ${figure.format(before)}`,
    sentiment: sentimentOf(figure, difference),
  };
}

function ratioText(current: number, before: number, locale: string): string | null {
  // From nothing, or from a negative sum, there is no percentage.
  return before > 0 ? formatChange((current - before) / before, locale) : null;
}

function periodText(
  scope: PanelScope,
  window: { readonly fromMs: number | null; readonly toMs: number | null },
  timeZone: string,
  locale: string,
): string {
  if (scope.input.intent.range.kind === "today") return "yesterday until the same time";
  return daysLabel(window, timeZone, locale);
}

function sentimentOf(figure: Figure, difference: number): "good" | "bad" | "neutral" {
  if (figure.better === "none" || difference === 0) return "neutral";
  return difference > 0 === (figure.better === "higher") ? "good" : "bad";
}

/** Where choosing a card leads: to the records that make its figure. */
function drillOf(scope: PanelScope, id: FigureId): Card["drill"] {
  if (id === "savings") return { kind: "runs", filter: EMPTY_FILTER };
  if (id !== "success") return { kind: scope.basis, filter: EMPTY_FILTER };
  const { stats } = scope;
  const kind = stats.runs.successRate !== null ? "runs" : scope.basis;
  const failed = kind === "runs" ? stats.runs.failed : stats.calls.failed;
  // An empty list would look like a fault: only narrow where there are failures.
  return { kind, filter: failed > 0 ? { ...EMPTY_FILTER, statuses: ["error"] } : EMPTY_FILTER };
}
