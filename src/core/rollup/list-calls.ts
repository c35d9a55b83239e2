import { unpackTriState } from "../store/flags.ts";
import type { CallCombo, TelemetryDataset } from "../store/tables.ts";
import { AnchoredCalls } from "./anchored-calls.ts";
import { CallMatcher } from "./call-matcher.ts";
import { CallRowReader } from "./call-row.ts";
import { shownTier } from "./call-scope.ts";
import { aggregatesOf } from "./cube/aggregates.ts";
import type { CallSortField, Page, RecordFilter, TelemetryQuery } from "./query.ts";
import type { CallRow, RowPage } from "./record-rows.ts";
import { rowsOfCombos } from "./rows-of-combos.ts";
import { rankTexts, RowList, sortRows } from "./sort-rows.ts";
import { addKnown } from "./tally.ts";
import { stretchesInWindow } from "./time-stretch.ts";
import { intersectWindows } from "./time-window.ts";
import { newestCalls, topCalls, type BlockKey, type ListedCalls } from "./top-calls.ts";

/** Pages beyond are rare: there sorting everything is quicker than keeping so many. */
const MAX_TOP_ROWS = 4096;

/**
 * One page of the calls that a filter leaves, and how many there are. By time nothing is sorted:
 * the newest blocks hold the first pages, and the dataset keeps the order for the others. Unknown values come last in both directions, equal ones newest first.
 */
export function listCalls(
  dataset: TelemetryDataset,
  query: TelemetryQuery,
  filter: RecordFilter,
  page: Page<CallSortField>,
): RowPage<CallRow> {
  const calls = new AnchoredCalls(dataset, query, filter, page.anchorCount);
  const { field } = page.sort;
  const asked = { dataset, query, filter, calls, page, total: calls.count(dataset, query, filter) };
  const { total, rows } =
    field === "time" ? pageByTime(asked) : pageBySort(asked, sortKey(dataset, query, field));
  const reader = new CallRowReader(dataset, query);
  return { total, rows: Array.from(rows, (row) => reader.read(row)) };
}

/** Rows of the calls that a filter leaves, oldest first, those without a time last: for exports. */
export function matchingCallRows(
  dataset: TelemetryDataset,
  query: TelemetryQuery,
  filter: RecordFilter,
): Uint32Array {
  const calls = new AnchoredCalls(dataset, query, filter, null);
  return Uint32Array.from(collectByTime({ dataset, query, filter, calls }, "asc"));
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

interface AskedPage extends ListedCalls {
  readonly page: Page<CallSortField>;
  /** Null when it is known only after all rows were asked. */
  readonly total: number | null;
}

interface FoundPage {
  readonly total: number;
  readonly rows: Int32Array;
}

/** Ends with the page where the total is known. The newest rows need no order of all rows, unless there is one already. */
function pageByTime({ page, total, ...asked }: AskedPage): FoundPage {
  const { offset, limit, sort } = page;
  const end = offset + limit;
  if (
    total !== null &&
    sort.direction === "desc" &&
    end <= MAX_TOP_ROWS &&
    !aggregatesOf(asked.dataset).hasOrder
  ) {
    const newest = newestCalls(asked, Math.min(end, total));
    if (newest !== null) return { total, rows: newest.slice(offset) };
  }
  const rows = new RowList();
  let found = 0;
  for (const row of rowsByTime(asked, sort.direction)) {
    if (total !== null && (rows.count === limit || found === total)) break;
    if (!asked.calls.matches(row)) continue;
    if (found >= offset && rows.count < limit) rows.push(row);
    found++;
  }
  return { total: total ?? found, rows: rows.toArray() };
}

function pageBySort({ page, total, ...asked }: AskedPage, key: SortKey): FoundPage {
  const { offset, limit, sort } = page;
  const end = offset + limit;
  if (total !== null && end <= MAX_TOP_ROWS) {
    const rows = topCalls(asked, key.ofPlace, sort.direction, end);
    return { total, rows: rows.slice(offset) };
  }
  const found = collectByTime(asked, "desc");
  const start = Math.min(offset, found.length);
  return { total: found.length, rows: sortRows(found, key.ofRow, sort.direction).slice(start, end) };
}

function collectByTime(asked: ListedCalls, direction: "asc" | "desc"): Int32Array {
  const found = new RowList();
  for (const row of rowsByTime(asked, direction)) if (asked.calls.matches(row)) found.push(row);
  return found.toArray();
}

/** Rows of the window, but for those whose combination fails the filter. */
function* rowsByTime(
  { dataset, query, filter, calls }: ListedCalls,
  direction: "asc" | "desc",
): Generator<number> {
  const window = intersectWindows(query.window, filter.window);
  const order = aggregatesOf(dataset).callOrder();
  for (const rows of stretchesInWindow(order, (row) => dataset.calls.atMs(row), window)) {
    yield* rowsOfCombos(dataset.calls, rows, direction, calls.matcher.bitsOfCombo);
  }
}

/** Of a row of the table, and of a place of a block, where first twins have the second one's latency already. */
interface SortKey {
  readonly ofRow: (row: number) => number;
  readonly ofPlace: BlockKey;
}

function sortKey(
  dataset: TelemetryDataset,
  query: TelemetryQuery,
  field: Exclude<CallSortField, "time">,
): SortKey {
  const { calls } = dataset;
  switch (field) {
    case "cost":
      return { ofRow: (row) => calls.costNano(row), ofPlace: (block, at) => block.costNano[at] ?? NaN };
    case "tokens":
      return {
        ofRow: (row) => addKnown(calls.inputTokens(row), calls.outputTokens(row)),
        ofPlace: (block, at) => addKnown(block.inputTokens[at] ?? NaN, block.outputTokens[at] ?? NaN),
      };
    case "latency":
      return {
        ofRow: (row) => (query.mergeTwins ? calls.effectiveLatencyMs(row) : calls.latencyMs(row)),
        ofPlace: (block, at) => block.latencyMs[at] ?? NaN,
      };
    case "status":
      return {
        ofRow: (row) => statusKey(calls.success(row)),
        ofPlace: (block, at) => statusKey(unpackTriState(block.flags[at] ?? 0, 0)),
      };
    default: {
      const ranks = comboRanks(dataset, TEXTS[field]);
      return {
        ofRow: (row) => ranks[calls.combo(row)] ?? NaN,
        ofPlace: (block, at) => ranks[block.combo[at] ?? 0] ?? NaN,
      };
    }
  }
}

/** Failures before successes when descending: that is what one looks for. */
function statusKey(success: boolean | null): number {
  return success === null ? NaN : Number(!success);
}

const TEXTS = {
  workflow: (combo: CallCombo) => combo.workflow,
  step: (combo: CallCombo) => combo.step,
  provider: (combo: CallCombo) => combo.provider,
  model: (combo: CallCombo) => combo.model,
  tier: shownTier,
};

function comboRanks({ combos }: TelemetryDataset, select: (combo: CallCombo) => string | null): Float64Array {
  const texts = Array.from({ length: combos.count }, (_, index) => select(combos.get(index)));
  return Float64Array.from(texts, rankTexts(texts));
}
