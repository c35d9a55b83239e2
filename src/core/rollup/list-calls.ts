import type { CallColumns, CallCombo, TelemetryDataset } from "../store/tables.ts";
import { CallMatcher } from "./call-matcher.ts";
import { CallRowReader } from "./call-row.ts";
import { shownTier } from "./call-scope.ts";
import type { CallSortField, Page, RecordFilter, TelemetryQuery } from "./query.ts";
import type { CallRow, RowPage } from "./record-rows.ts";
import { countUntimed, placeInOrder, rankTexts, RowList, sortRows } from "./sort-rows.ts";
import { addKnown } from "./tally.ts";

/**
 * One page of the calls that a filter leaves, and how many there are. By time nothing is sorted: the
 * dataset keeps the order. Unknown values come last in both directions, equal ones newest first.
 */
export function listCalls(
  dataset: TelemetryDataset,
  query: TelemetryQuery,
  filter: RecordFilter,
  page: Page<CallSortField>,
): RowPage<CallRow> {
  const matcher = new AnchoredCalls(dataset, query, filter, page.anchorCount);
  const { field, direction } = page.sort;
  const { total, rows } =
    field === "time"
      ? pageByTime(dataset, matcher, page)
      : pageBySort(dataset, matcher, page, (found) =>
          sortRows(found, sortKey(dataset, query, field), direction),
        );
  const reader = new CallRowReader(dataset, query);
  return { total, rows: Array.from(rows, (row) => reader.read(row)) };
}

/** Rows of the calls that a filter leaves, oldest first, those without a time last: for exports. */
export function matchingCallRows(
  dataset: TelemetryDataset,
  query: TelemetryQuery,
  filter: RecordFilter,
): Uint32Array {
  const found = collectByTime(dataset, new AnchoredCalls(dataset, query, filter, null), "asc");
  return Uint32Array.from(found);
}

/** Calls that the filter leaves and that came after the first `anchorCount` rows: "n new". */
export function countNewCalls(
  dataset: TelemetryDataset,
  query: TelemetryQuery,
  filter: RecordFilter,
  anchorCount: number,
): number {
  const { calls } = dataset;
  const matcher = new CallMatcher(dataset, query, filter);
  let count = 0;
  for (let row = anchorCount; row < calls.count; row++) {
    const twin = query.mergeTwins ? calls.twinRow(row) : -1;
    // The call was listed already, as its other twin.
    const isKnown = twin >= 0 && twin < anchorCount;
    if (!isKnown && matcher.matches(row)) count++;
  }
  return count;
}

/** The filter as it was when the reader stopped to read: rows that came later change nothing. */
class AnchoredCalls {
  readonly #calls: CallColumns;
  readonly #matcher: CallMatcher;
  readonly #anchorCount: number;

  constructor(
    dataset: TelemetryDataset,
    query: TelemetryQuery,
    filter: RecordFilter,
    anchorCount: number | null,
  ) {
    this.#calls = dataset.calls;
    this.#matcher = new CallMatcher(dataset, query, filter);
    this.#anchorCount = anchorCount ?? Infinity;
  }

  matches(row: number): boolean {
    if (row >= this.#anchorCount) return false;
    // A second twin whose first one came after the anchor was a call of its own then.
    const isMergedLater = this.#calls.twinRow(row) >= this.#anchorCount;
    if (!(isMergedLater ? this.#matcher.isLineCandidate(row) : this.#matcher.isCandidate(row))) return false;
    return this.#matcher.failedBits(row) === 0;
  }
}

interface FoundPage {
  readonly total: number;
  readonly rows: Int32Array;
}

function pageByTime(dataset: TelemetryDataset, matcher: AnchoredCalls, page: Page<CallSortField>): FoundPage {
  const { calls } = dataset;
  const order = dataset.callOrder();
  const { direction } = page.sort;
  const untimed = direction === "asc" ? countUntimed(order, (row) => calls.atMs(row)) : 0;
  const rows = new RowList();
  let total = 0;
  for (let i = 0; i < order.length; i++) {
    const row = order[placeInOrder(order.length, untimed, direction, i)] ?? 0;
    if (!matcher.matches(row)) continue;
    if (total >= page.offset && total < page.offset + page.limit) rows.push(row);
    total++;
  }
  return { total, rows: rows.toArray() };
}

function pageBySort(
  dataset: TelemetryDataset,
  matcher: AnchoredCalls,
  page: Page<CallSortField>,
  sort: (found: Int32Array) => Int32Array,
): FoundPage {
  const found = collectByTime(dataset, matcher, "desc");
  const start = Math.min(page.offset, found.length);
  return { total: found.length, rows: sort(found).slice(start, start + page.limit) };
}

function collectByTime(
  dataset: TelemetryDataset,
  matcher: AnchoredCalls,
  direction: "asc" | "desc",
): Int32Array {
  const { calls } = dataset;
  const order = dataset.callOrder();
  const untimed = direction === "asc" ? countUntimed(order, (row) => calls.atMs(row)) : 0;
  const found = new RowList();
  for (let i = 0; i < order.length; i++) {
    const row = order[placeInOrder(order.length, untimed, direction, i)] ?? 0;
    if (matcher.matches(row)) found.push(row);
  }
  return found.toArray();
}

function sortKey(
  dataset: TelemetryDataset,
  query: TelemetryQuery,
  field: Exclude<CallSortField, "time">,
): (row: number) => number {
  const { calls } = dataset;
  const columns = {
    cost: (row: number) => calls.costNano(row),
    tokens: (row: number) => addKnown(calls.inputTokens(row), calls.outputTokens(row)),
    latency: (row: number) => (query.mergeTwins ? calls.effectiveLatencyMs(row) : calls.latencyMs(row)),
    // Failures before successes when descending: that is what one looks for.
    status: (row: number) => (calls.success(row) === null ? NaN : Number(calls.success(row) === false)),
  };
  switch (field) {
    case "cost":
    case "tokens":
    case "latency":
    case "status":
      return columns[field];
    default:
      return comboRank(dataset, TEXTS[field]);
  }
}

const TEXTS = {
  workflow: (combo: CallCombo) => combo.workflow,
  step: (combo: CallCombo) => combo.step,
  provider: (combo: CallCombo) => combo.provider,
  model: (combo: CallCombo) => combo.model,
  tier: shownTier,
};

function comboRank(
  dataset: TelemetryDataset,
  select: (combo: CallCombo) => string | null,
): (row: number) => number {
  const { calls, combos } = dataset;
  const texts = Array.from({ length: combos.count }, (_, index) => select(combos.get(index)));
  const rankOf = rankTexts(texts);
  const ranks = Float64Array.from(texts, rankOf);
  return (row) => ranks[calls.combo(row)] ?? NaN;
}
