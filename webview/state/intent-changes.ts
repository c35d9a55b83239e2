import type { Dimension } from "../../src/core/rollup/breakdown.ts";
import type { FacetName } from "../../src/core/rollup/facets.ts";
import type {
  CallSortField,
  RecordFilter,
  RecordStatus,
  RunSortField,
  Sort,
  TimeWindow,
} from "../../src/core/rollup/query.ts";
import { DEFAULT_INTENT } from "../../src/core/view-model/panel-intent.ts";
import type { FeedIntent, PanelIntent, Peek } from "../../src/core/view-model/panel-intent.ts";

export type IntentChange = (intent: PanelIntent) => PanelIntent;

/** The lists of a filter that values can be added to. */
export type FilterList = "workflows" | "providers" | "models" | "tiers" | "statuses" | "tags" | "stages";

export const FACET_LISTS = {
  workflow: "workflows",
  provider: "providers",
  model: "models",
  tier: "tiers",
  status: "statuses",
  tag: "tags",
} as const satisfies Record<FacetName, FilterList>;

export const DIMENSION_LISTS = {
  workflow: "workflows",
  model: "models",
  provider: "providers",
  tier: "tiers",
  stage: "stages",
} as const satisfies Record<Dimension, FilterList>;

// The bounds of the protocol: a longer text or list would make the host drop the whole message.
const TEXT_LIMIT = 512;
const LIST_LIMIT = 64;

const STATUSES: ReadonlySet<string> = new Set<RecordStatus>([
  "success",
  "error",
  "running",
  "incomplete",
  "unknown",
]);

function isStatus(value: string): value is RecordStatus {
  return STATUSES.has(value);
}

/** Changes the feed and goes to its first page. */
export function withFeed(change: Partial<FeedIntent>): IntentChange {
  return (intent) => ({ ...intent, feed: { ...intent.feed, offset: 0, ...change } });
}

export function withFilter(filter: RecordFilter): IntentChange {
  return withFeed({ filter });
}

function toggled<T>(values: readonly T[], value: T): readonly T[] {
  return values.includes(value) ? values.filter((other) => other !== value) : [...values, value];
}

/** Adds the value to the list, or takes it out. Values that cannot be sent are left alone. */
export function toggleValue(filter: RecordFilter, list: FilterList, value: string): RecordFilter {
  if (list === "statuses") {
    return isStatus(value) ? { ...filter, statuses: toggled(filter.statuses, value) } : filter;
  }
  const next = toggled(filter[list], value);
  if (value.length > TEXT_LIMIT || next.length > LIST_LIMIT) return filter;
  return { ...filter, [list]: next };
}

export function hasValue(filter: RecordFilter, list: FilterList, value: string): boolean {
  const values: readonly string[] = filter[list];
  return values.includes(value);
}

/** Takes one whole list, the run or the window out of the filter. */
export function clearPart(filter: RecordFilter, part: FilterList | "runId" | "window"): RecordFilter {
  if (part === "runId" || part === "window") return { ...filter, [part]: null };
  return { ...filter, [part]: [] };
}

export function clearedFilter(): RecordFilter {
  return DEFAULT_INTENT.feed.filter;
}

export function isFiltered(filter: RecordFilter): boolean {
  const { runId, window, ...lists } = filter;
  return runId !== null || window !== null || Object.values(lists).some((list) => list.length > 0);
}

export function withWindow(window: TimeWindow): IntentChange {
  return (intent) => withFilter({ ...intent.feed.filter, window })(intent);
}

export function withPeek(peek: Peek | null): IntentChange {
  return (intent) => ({ ...intent, peek });
}

/** Sorts by the field: first choice descending, the second turns it round. */
export function nextSort<F extends CallSortField | RunSortField>(sort: Sort<F>, field: F): Sort<F> {
  if (sort.field !== field) return { field, direction: "desc" };
  return { field, direction: sort.direction === "desc" ? "asc" : "desc" };
}
