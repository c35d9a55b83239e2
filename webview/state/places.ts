import type { PanelIntent } from "../../src/core/view-model/panel-intent.ts";

/** Where the reader had scrolled to, px. */
export interface ScrollTops {
  readonly main: number;
  readonly list: number;
  readonly peek: number;
}

/** One step of the way into the data: what was asked for, and where the reader stood. */
export interface Place {
  readonly label: string;
  readonly intent: PanelIntent;
  readonly scroll: ScrollTops;
}

export const TOP: ScrollTops = { main: 0, list: 0, peek: 0 };

const TRAIL_LIMIT = 20;

/** Adds a step; the oldest ones fall off after twenty. */
export function pushPlace(trail: readonly Place[], place: Place): readonly Place[] {
  return [...trail, place].slice(-TRAIL_LIMIT);
}
