import type { Backlog } from "../../core/rollup/cube/following.ts";
import type { FeedRows } from "../../core/view-model/build-feed.ts";
import { listFeedRows } from "../../core/view-model/build-feed.ts";
import { boundRows } from "../../core/view-model/bound-rows.ts";
import { buildPanelView } from "../../core/view-model/build-panel-view.ts";
import type { PanelViewInput } from "../../core/view-model/panel-input.ts";
import type { PanelView } from "../../core/view-model/panel-view.ts";
import { withinReach } from "../in-turns.ts";
import type { TelemetryFigures } from "../telemetry/telemetry-figures.ts";
import { queryOf } from "../telemetry/view-question.ts";
import type { ListRowsMessage } from "./panel-session.ts";

/*
 * What makes the views of a panel: a bundle of its own, loaded with the first panel. Windows that only show today's
 * cost never need it.
 */

/** The view, or what must be worked off first. */
export function panelView(input: PanelViewInput): PanelView | Backlog {
  return withinReach(input.dataset, () => buildPanelView(input));
}

/** As many of the rows as a message holds; `total` says how many there are. Or what must be worked off first. */
export function panelRows(
  figures: TelemetryFigures,
  { range, feed, limit }: ListRowsMessage,
): FeedRows | Backlog {
  const { dataset, generation } = figures;
  return withinReach(dataset, () => {
    const { total, rows } = listFeedRows(dataset, queryOf(figures, range), feed, limit, generation);
    return { total, rows: boundRows(rows) };
  });
}
