import type { CallColumns, TelemetryDataset } from "../store/tables.ts";
import { CallMatcher } from "./call-matcher.ts";
import { countMatchingCalls } from "./count-calls.ts";
import type { RecordFilter, TelemetryQuery } from "./query.ts";

/** The filter as it was when the reader stopped to read: rows that came later change nothing. */
export class AnchoredCalls {
  readonly matcher: CallMatcher;
  readonly #calls: CallColumns;
  readonly #anchorCount: number;

  constructor(
    dataset: TelemetryDataset,
    query: TelemetryQuery,
    filter: RecordFilter,
    anchorCount: number | null,
  ) {
    this.#calls = dataset.calls;
    this.matcher = new CallMatcher(dataset, query, filter);
    this.#anchorCount = anchorCount ?? Infinity;
  }

  matches(row: number): boolean {
    if (row >= this.#anchorCount || !this.matcher.matchesLine(row)) return false;
    // A second twin whose first one came after the anchor was a call of its own then.
    return !this.matcher.isMergedAway(row) || this.#calls.twinRow(row) >= this.#anchorCount;
  }

  /** How many rows match, from sums and the rows behind the anchor alone; null where all have to be asked. */
  count(dataset: TelemetryDataset, query: TelemetryQuery, filter: RecordFilter): number | null {
    let total = countMatchingCalls(dataset, query, filter, this.matcher);
    if (total === null) return null;
    for (let row = this.#anchorCount; row < this.#calls.count; row++) {
      if (this.matcher.matches(row)) total--;
      const twin = this.#calls.twinRow(row);
      const wasCounted = query.mergeTwins && twin >= 0 && twin < this.#anchorCount;
      if (wasCounted && this.#calls.isMergedAway(twin) && this.matches(twin)) total++;
    }
    return total;
  }
}
