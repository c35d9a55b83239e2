import type { RowPredicate } from "../store/row-predicate.ts";
import type { TelemetryDataset } from "../store/tables.ts";
import { CallMatcher } from "./call-matcher.ts";
import type { RecordFilter, TelemetryQuery } from "./query.ts";
import { RunMatcher } from "./run-matcher.ts";

/** Decides on a call row: counted by the query, and left by the filter. */
export function compileCallFilter(
  dataset: TelemetryDataset,
  query: TelemetryQuery,
  filter: RecordFilter,
): RowPredicate {
  const matcher = new CallMatcher(dataset, query, filter);
  return (row) => matcher.matches(row);
}

/** Decides on a run row (runs with a line): counted by the query, and left by the filter. */
export function compileRunFilter(
  dataset: TelemetryDataset,
  query: TelemetryQuery,
  filter: RecordFilter,
): RowPredicate {
  const matcher = new RunMatcher(dataset, query, filter);
  return (row) => matcher.matches(row);
}
