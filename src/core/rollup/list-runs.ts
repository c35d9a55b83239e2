import type { TelemetryDataset } from "../store/tables.ts";
import type { Page, RecordFilter, RecordStatus, RunSortField, TelemetryQuery } from "./query.ts";
import type { RowPage, RunRow } from "./record-rows.ts";
import { RunEntries } from "./run-entries.ts";
import type { RunEntry } from "./run-entries.ts";
import { RunMatcher } from "./run-matcher.ts";
import { RunRowReader } from "./run-row.ts";
import { countUntimed, placeInOrder, rankTexts, RowList, sortRows } from "./sort-rows.ts";

/**
 * One page of the runs that a filter leaves, those without a line (running, incomplete) among them by the
 * time they were first heard of. Unknown values come last in both directions, equal ones newest first.
 */
export function listRuns(
  dataset: TelemetryDataset,
  query: TelemetryQuery,
  filter: RecordFilter,
  page: Page<RunSortField>,
): RowPage<RunRow> {
  const entries = new RunEntries(dataset);
  const matcher = new RunMatcher(dataset, query, filter);
  const { field, direction } = page.sort;
  const isListed = anchoredTest(dataset, matcher, page.anchorCount);
  const found = collect(entries, isListed, field === "time" ? direction : "desc");
  const sorted =
    field === "time" ? found : sortRows(found, sortKey(dataset, matcher, found, field), direction);
  const start = Math.min(page.offset, sorted.length);
  const reader = new RunRowReader(dataset, query);
  const rows = Array.from(sorted.slice(start, start + page.limit), (entry) => {
    const open = entries.openRunOf(entry);
    return open === null ? reader.read(entry) : reader.readOpen(open);
  });
  return { total: sorted.length, rows };
}

/** Rows of the runs with a line that a filter leaves, oldest first, those without a time last: for exports. */
export function matchingRunRows(
  dataset: TelemetryDataset,
  query: TelemetryQuery,
  filter: RecordFilter,
): Uint32Array {
  const entries = new RunEntries(dataset);
  const matcher = new RunMatcher(dataset, query, filter);
  return Uint32Array.from(collect(entries, (entry) => entry >= 0 && matcher.matches(entry), "asc"));
}

/** Runs whose line the filter leaves and came after the first `anchorCount` rows: "n new". */
export function countNewRuns(
  dataset: TelemetryDataset,
  query: TelemetryQuery,
  filter: RecordFilter,
  anchorCount: number,
): number {
  const matcher = new RunMatcher(dataset, query, filter);
  let count = 0;
  for (let row = anchorCount; row < dataset.runs.count; row++) if (matcher.matches(row)) count++;
  return count;
}

/**
 * The filter as it was when the reader stopped to read: lines that came later are left out, and do not
 * supersede what was listed. Open runs have no row, so they come and go all the same.
 */
function anchoredTest(
  dataset: TelemetryDataset,
  matcher: RunMatcher,
  anchorCount: number | null,
): (entry: RunEntry) => boolean {
  if (anchorCount === null) return (entry) => matcher.matches(entry);
  const supersededLater = rowsSupersededLater(dataset, anchorCount);
  return (entry) => {
    if (entry >= anchorCount) return false;
    if (!supersededLater.has(entry)) return matcher.matches(entry);
    return matcher.isLineCandidate(entry) && matcher.failedBits(entry) === 0;
  };
}

function rowsSupersededLater(dataset: TelemetryDataset, anchorCount: number): ReadonlySet<number> {
  const { runs } = dataset;
  const latest = new Map<string, number>();
  for (let row = 0; row < Math.min(anchorCount, runs.count); row++) {
    const runId = runs.isSuperseded(row) ? runs.runId(row) : null;
    if (runId !== null && dataset.runRow(runId) >= anchorCount) latest.set(runId, row);
  }
  return new Set(latest.values());
}

function collect(
  entries: RunEntries,
  isListed: (entry: RunEntry) => boolean,
  direction: "asc" | "desc",
): Int32Array {
  const order = entries.inTimeOrder();
  const untimed = countUntimed(order, (entry) => entries.atMs(entry));
  const found = new RowList();
  for (let i = 0; i < order.length; i++) {
    const entry = order[placeInOrder(order.length, untimed, direction, i)] ?? 0;
    if (isListed(entry)) found.push(entry);
  }
  return found.toArray();
}

const STATUS_RANK: Readonly<Record<RecordStatus, number>> = {
  success: 0,
  running: 1,
  incomplete: 2,
  error: 3,
  unknown: NaN,
};

function sortKey(
  dataset: TelemetryDataset,
  matcher: RunMatcher,
  found: Int32Array,
  field: Exclude<RunSortField, "time">,
): (entry: RunEntry) => number {
  const { runs } = dataset;
  if (field === "status") return (entry) => STATUS_RANK[matcher.statusOf(entry)];
  if (field === "workflow") {
    const rankOf = rankTexts(Array.from(found, (entry) => matcher.workflowOf(entry)));
    return (entry) => rankOf(matcher.workflowOf(entry));
  }
  const columns = {
    cost: (row: number) => runs.costNano(row),
    savings: (row: number) => runs.savingsNano(row),
    duration: (row: number) => runs.durationMs(row),
    stages: (row: number) => runs.stageCount(row),
  };
  const column = columns[field];
  return (entry) => (entry < 0 ? NaN : column(entry));
}
