import type { FeedAnchor, FeedIntent } from "../../src/core/view-model/panel-intent.ts";
import type { PanelView } from "../../src/core/view-model/panel-view.ts";

/** The anchor a feed should have: none while it runs free, else the one it has, or one of this moment. */
export function anchorFor(feed: FeedIntent, isHeld: boolean, view: PanelView | null): FeedAnchor | null {
  // Pages after the first would slide under the reader's eyes with each new row.
  if (!isHeld && feed.offset === 0) return null;
  // Rows are counted anew in a new generation: an anchor of the old one means nothing there.
  if (!view || feed.anchor?.generation === view.generation) return feed.anchor;
  return view.feed.anchorNow;
}

export function isSameAnchor(a: FeedAnchor | null, b: FeedAnchor | null): boolean {
  if (a === null || b === null) return a === b;
  return a.generation === b.generation && a.calls === b.calls && a.runs === b.runs;
}
