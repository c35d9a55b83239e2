import type { TelemetryDataset } from "../store/tables.ts";
import type { CallMatcher } from "./call-matcher.ts";
import { sumCalls } from "./call-sums.ts";
import { COUNT, FAILED, SUCCEEDED } from "./cube/flat-tally.ts";
import type { RecordFilter, RecordStatus, TelemetryQuery } from "./query.ts";
import { intersectWindows } from "./time-window.ts";

/** How many calls of a combination have each status. */
export type StatusCounts = Readonly<Record<Extract<RecordStatus, "success" | "error" | "unknown">, number>>;

/** Calls by combination that the time and the stages of a filter leave, from sums that are kept. */
export function visitStatusCounts(
  dataset: TelemetryDataset,
  query: TelemetryQuery,
  filter: RecordFilter,
  matcher: CallMatcher,
  visit: (combo: number, counts: StatusCounts) => void,
): void {
  const window = intersectWindows(query.window, filter.window);
  const { byCombo } = sumCalls(dataset, { ...query, window });
  for (let combo = 0; combo < byCombo.count; combo++) {
    const at = byCombo.at(combo);
    const count = byCombo.values[at + COUNT] ?? 0;
    if (count === 0 || !matcher.isCandidateCombo(combo)) continue;
    const error = byCombo.values[at + FAILED] ?? 0;
    const success = byCombo.values[at + SUCCEEDED] ?? 0;
    visit(combo, { success, error, unknown: count - error - success });
  }
}

/** Calls of the counts whose status the filter accepts. */
export function acceptedOf(counts: StatusCounts, matcher: CallMatcher): number {
  let sum = 0;
  if (matcher.acceptsStatus("success")) sum += counts.success;
  if (matcher.acceptsStatus("error")) sum += counts.error;
  if (matcher.acceptsStatus("unknown")) sum += counts.unknown;
  return sum;
}

/** How many calls a filter leaves, without asking rows; null where they have to be asked. */
export function countMatchingCalls(
  dataset: TelemetryDataset,
  query: TelemetryQuery,
  filter: RecordFilter,
  matcher: CallMatcher,
): number | null {
  if (!matcher.isAnsweredBySums) return null;
  let total = 0;
  visitStatusCounts(dataset, query, filter, matcher, (combo, counts) => {
    if (matcher.failedBitsOfCombo(combo) === 0) total += acceptedOf(counts, matcher);
  });
  return total;
}

/** Rows of the calls that may have a tag, of the producer's or of the user's; merged twins by the first. */
export function taggedCallRows(dataset: TelemetryDataset, mergesTwins: boolean): ReadonlySet<number> {
  const { calls } = dataset;
  const rows = new Set<number>();
  const add = (line: number) =>
    rows.add(mergesTwins && calls.isMergedAway(line) ? calls.twinRow(line) : line);
  for (const line of calls.taggedRows) add(line);
  for (const id of dataset.userTaggedIds()) {
    const address = dataset.locate(id);
    if (address?.kind === "call" && address.row >= 0) add(address.row);
  }
  return rows;
}
