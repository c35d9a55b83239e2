import { computeFacets } from "../rollup/compute-facets.ts";
import { countNewCalls, listCalls } from "../rollup/list-calls.ts";
import { countNewRuns, listRuns } from "../rollup/list-runs.ts";
import type { TelemetryQuery } from "../rollup/query.ts";
import type { TelemetryDataset } from "../store/tables.ts";
import { clipFacet } from "./clip-facet.ts";
import { feedCallRow, feedRunRow } from "./feed-rows.ts";
import { FEED_PAGE_SIZE } from "./panel-intent.ts";
import type { FeedAnchor, FeedIntent } from "./panel-intent.ts";
import type { PanelScope } from "./panel-scope.ts";
import type { FeedRow, FeedView } from "./panel-view.ts";

export interface FeedRows {
  /** Rows that the filter leaves, before paging. */
  readonly total: number;
  readonly rows: readonly FeedRow[];
}

/**
 * Rows of the feed from `feed.offset` on, at most `limit`. An anchor of another generation of the data
 * means rows that are not there any more: it is dropped.
 */
export function listFeedRows(
  dataset: TelemetryDataset,
  query: TelemetryQuery,
  feed: FeedIntent,
  limit: number,
  generation: number,
): FeedRows {
  const anchor = validAnchor(feed.anchor, generation);
  const { filter, offset } = feed;
  if (feed.kind === "calls") {
    const page = { offset, limit, sort: feed.callSort, anchorCount: anchor?.calls ?? null };
    const { total, rows } = listCalls(dataset, query, filter, page);
    return { total, rows: rows.map((row) => feedCallRow(row)) };
  }
  const page = { offset, limit, sort: feed.runSort, anchorCount: anchor?.runs ?? null };
  const { total, rows } = listRuns(dataset, query, filter, page);
  return { total, rows: rows.map((row) => feedRunRow(row)) };
}

function validAnchor(anchor: FeedAnchor | null, generation: number): FeedAnchor | null {
  return anchor?.generation === generation ? anchor : null;
}

/** The page that the intent stands on, what came since its anchor, and what one can narrow it to. */
export function buildFeed({ input, query }: PanelScope): FeedView {
  const { dataset, generation } = input;
  const { feed } = input.intent;
  const { total, rows } = listFeedRows(dataset, query, feed, FEED_PAGE_SIZE, generation);
  const facets = computeFacets(dataset, query, feed.filter, feed.kind === "calls" ? "call" : "run");
  return {
    kind: feed.kind,
    total,
    offset: feed.offset,
    rows,
    newCount: countNew(dataset, query, feed, generation),
    anchorNow: { generation, calls: dataset.calls.count, runs: dataset.runs.count },
    facets: facets.map((facet) => clipFacet(facet)),
  };
}

function countNew(
  dataset: TelemetryDataset,
  query: TelemetryQuery,
  feed: FeedIntent,
  generation: number,
): number {
  const anchor = validAnchor(feed.anchor, generation);
  if (anchor === null) return 0;
  return feed.kind === "calls"
    ? countNewCalls(dataset, query, feed.filter, anchor.calls)
    : countNewRuns(dataset, query, feed.filter, anchor.runs);
}
