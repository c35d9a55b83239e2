import type { TimeBucket } from "../rollup/time-series.ts";
import { clipFacet } from "./clip-facet.ts";
import { clipBreakdownRow, clipCallRow, clipName, clipRunDetail } from "./clip-rows.ts";
import { clipFeedRow } from "./feed-rows.ts";
import { clipText } from "./format.ts";
import type { FieldLine, PanelView, PeekView, RecordLine } from "./panel-view.ts";

/**
 * Largest view. A message to the webview has 16 KB, a little of it for its envelope: what is above costs
 * frames, and would grow with whoever writes the files.
 */
export const MAX_VIEW_BYTES = 16 * 1024 - 384;

type Cut = (view: PanelView) => PanelView;

/**
 * What is left out, one cut after the other until the view fits. First rows that the webview can ask for
 * by `listRows`, and what only a tooltip or a longer list shows; then long names; at last the fine cut of
 * the chart. Sums and cards are never touched.
 */
const CUTS: readonly Cut[] = [
  (view) => withTops(view, 2),
  (view) => withFacets(view, 10),
  (view) => withFeedRows(view, 15),
  (view) => withBreakdownRows(view, 6),
  (view) => withFacets(view, 6),
  (view) => withFeedRows(view, 12),
  (view) => withPeek(view, { items: 20, calls: 6, values: 160, raw: 1000, nameLength: 80 }),
  (view) => withFeedRows(view, 10),
  (view) => withTops(view, 1),
  (view) => withFeedRows(view, 8),
  (view) => withPeek(view, { items: 10, calls: 3, values: 80, raw: 400, nameLength: 40 }),
  (view) => withFeedRows(view, 6),
  (view) => withTops(view, 0),
  (view) => withNames(view, 40),
  (view) => withBuckets(view, 62),
  (view) => withFacets(view, 3),
  (view) => withBreakdownRows(view, 3),
  (view) => withFeedRows(view, 4),
  (view) => withBuckets(view, 31),
  (view) => withPeek(view, { items: 4, calls: 1, values: 40, raw: 100, nameLength: 16 }),
  (view) => withNames(view, 12),
  (view) => withFeedRows(view, 1),
  (view) => ({ ...withFacets(withFeedRows(view, 0), 0), notices: view.notices.slice(0, 2) }),
  (view) => ({ ...withBuckets(view, 16), peek: view.peek === null ? null : { kind: "missing", id: "" } }),
];

/** The view itself where it fits; else with as many cuts as it takes. */
export function boundView(view: PanelView): PanelView {
  let bounded = view;
  for (const cut of CUTS) {
    if (jsonBytes(bounded) <= MAX_VIEW_BYTES) return bounded;
    bounded = cut(bounded);
  }
  return bounded;
}

/** Bytes of a value as JSON in UTF-8. */
export function jsonBytes(value: unknown): number {
  const text = JSON.stringify(value);
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    // Two units of a surrogate pair make four bytes, every other one above U+07FF three.
    if (unit >= 0x800) bytes += unit >= 0xd800 && unit <= 0xdfff ? 1 : 2;
    else if (unit >= 0x80) bytes += 1;
  }
  return bytes;
}

function withTops(view: PanelView, parts: number): PanelView {
  const buckets = view.cost.buckets.map((bucket) => ({ ...bucket, top: bucket.top.slice(0, parts) }));
  return { ...view, cost: { ...view.cost, buckets } };
}

function withFacets(view: PanelView, values: number): PanelView {
  const facets = view.feed.facets.map((facet) => {
    const rest = facet.values.slice(values).reduce((sum, { count }) => sum + count, 0);
    return { ...facet, values: facet.values.slice(0, values), otherCount: facet.otherCount + rest };
  });
  return { ...view, feed: { ...view.feed, facets } };
}

function withFeedRows(view: PanelView, rows: number): PanelView {
  return { ...view, feed: { ...view.feed, rows: view.feed.rows.slice(0, rows) } };
}

function withBreakdownRows(view: PanelView, count: number): PanelView {
  const { rows, moreCount, dimension } = view.breakdown;
  const kept = rows.slice(0, count);
  return {
    ...view,
    breakdown: { dimension, rows: kept, moreCount: moreCount + rows.length - kept.length },
  };
}

/** Joins neighbours until there are few enough: sums stay, times stay, only the cut is coarser. */
function withBuckets(view: PanelView, most: number): PanelView {
  const { buckets } = view.cost;
  const size = Math.ceil(buckets.length / most);
  if (size <= 1) return view;
  const joined: TimeBucket[] = [];
  for (let from = 0; from < buckets.length; from += size) {
    const bucket = joinBuckets(buckets.slice(from, from + size));
    if (bucket !== null) joined.push(bucket);
  }
  return { ...view, cost: { ...view.cost, buckets: joined } };
}

function joinBuckets(buckets: readonly TimeBucket[]): TimeBucket | null {
  const [first, last] = [buckets[0], buckets.at(-1)];
  if (first === undefined || last === undefined) return null;
  const costs = buckets.map((bucket) => bucket.costUsd).filter((costUsd) => costUsd !== null);
  return {
    fromMs: first.fromMs,
    toMs: last.toMs,
    count: buckets.reduce((sum, bucket) => sum + bucket.count, 0),
    failed: buckets.reduce((sum, bucket) => sum + bucket.failed, 0),
    costUsd: costs.length === 0 ? null : costs.reduce((sum, costUsd) => sum + costUsd, 0),
    top: [],
    isPartial: buckets.some((bucket) => bucket.isPartial),
  };
}

function withNames(view: PanelView, maxLength: number): PanelView {
  const clipKey = <T extends { readonly key: string }>(item: T): T => ({
    ...item,
    key: clipName(item.key, maxLength),
  });
  return {
    ...view,
    providers: view.providers.map(clipKey),
    tiers: view.tiers.map(clipKey),
    workflows: view.workflows.map(clipKey),
    breakdown: {
      ...view.breakdown,
      rows: view.breakdown.rows.map((row) => clipBreakdownRow(row, maxLength)),
    },
    feed: {
      ...view.feed,
      rows: view.feed.rows.map((row) => clipFeedRow(row, maxLength)),
      facets: view.feed.facets.map((facet) => clipFacet(facet, maxLength)),
    },
  };
}

interface PeekLimits {
  /** Lines, stages, files, problems. */
  readonly items: number;
  /** Rows of calls and of other runs. */
  readonly calls: number;
  /** Characters of a value. */
  readonly values: number;
  /** Characters of the raw line. */
  readonly raw: number;
  readonly nameLength: number;
}

function withPeek(view: PanelView, limits: PeekLimits): PanelView {
  return view.peek === null ? view : { ...view, peek: cutPeek(view.peek, limits) };
}

/** Stands for lines that had no room: what is left out is said. */
const MORE_LINES: FieldLine = { label: "…", value: "and more: see the raw line" };

function cutPeek(peek: PeekView, { items, calls, values, raw, nameLength }: PeekLimits): PeekView {
  const cutLines = (lines: readonly FieldLine[]) => {
    const known = lines.filter((line) => line !== MORE_LINES);
    // A call of the producer has 27 fields: they stay, shortened, until the last cut but one.
    const kept = known.slice(0, items * 3).map(({ label, value }) => ({
      label: clipName(label, nameLength),
      value: clipText(value, values),
    }));
    return kept.length < lines.length ? [...kept, MORE_LINES] : kept;
  };
  const cutLine = ({ fields, metadata, rawPreview }: RecordLine) => ({
    fields: cutLines(fields),
    metadata: cutLines(metadata),
    rawPreview: clipText(rawPreview, raw),
  });
  switch (peek.kind) {
    case "run": {
      const limits = { stages: items, calls, chain: calls, nameLength };
      return {
        ...peek,
        detail: clipRunDetail(peek.detail, limits),
        summary: clipText(peek.summary, values * 2),
        ...cutLine(peek),
      };
    }
    case "call":
      return {
        ...peek,
        call: clipCallRow(peek.call, nameLength),
        summary: clipText(peek.summary, values * 2),
        ...cutLine(peek),
      };
    case "health":
      return { ...peek, files: peek.files.slice(0, items), problems: peek.problems.slice(0, items) };
    default:
      return peek;
  }
}
