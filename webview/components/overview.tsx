import type { PanelView } from "../../src/core/view-model/panel-view.ts";
import { Feed } from "../feed/feed.tsx";
import { Breakdown } from "../sections/breakdown.tsx";
import { Cards } from "../sections/cards.tsx";
import { Cost } from "../sections/cost.tsx";
import { Providers } from "../sections/providers.tsx";
import { Quality } from "../sections/quality.tsx";
import { Tiers } from "../sections/tiers.tsx";
import { Workflows } from "../sections/workflows.tsx";

export interface OverviewProps {
  readonly view: PanelView;
  /** Inner width, px. */
  readonly widthPx: number;
}

const TWO_COLUMNS_PX = 720;
/** Below it the four figures that matter most stand as 2 by 2. */
const FOUR_CARDS_PX = 480;
const GAP_PX = 24;

/** The figures, the charts and the records: one column in the side bar, a board in the dashboard. */
export function Overview({ view, widthPx }: OverviewProps) {
  return widthPx < TWO_COLUMNS_PX ? (
    <Column view={view} widthPx={widthPx} />
  ) : (
    <Board view={view} widthPx={widthPx} />
  );
}

function Column({ view, widthPx }: OverviewProps) {
  return (
    <div className="flex flex-col gap-2">
      <Cards cards={widthPx < FOUR_CARDS_PX ? view.cards.slice(0, 4) : view.cards} widthPx={widthPx} />
      <Cost view={view} isFoldable heightPx={112} />
      <Workflows view={view} isFoldable widthPx={widthPx} />
      <Feed view={view} widthPx={widthPx} />
      <Providers view={view} isFoldable />
      <Tiers view={view} isFoldable />
      <Breakdown view={view} isFoldable widthPx={widthPx} />
      <Quality lines={view.quality} isFoldable />
    </div>
  );
}

function Board({ view, widthPx }: OverviewProps) {
  const third = Math.floor((widthPx - 2 * GAP_PX) / 3);
  const twoThirds = widthPx - third - GAP_PX;
  return (
    <div className="flex flex-col gap-3">
      <Cards cards={view.cards} widthPx={widthPx} />
      <div className="grid grid-cols-3 gap-x-6 gap-y-3">
        <div className="col-span-2 min-w-0">
          <Cost view={view} isFoldable={false} heightPx={168} />
        </div>
        <Providers view={view} isFoldable={false} />
        <Tiers view={view} isFoldable={false} />
        <div className="col-span-2 min-w-0">
          <Workflows view={view} isFoldable={false} widthPx={twoThirds} />
        </div>
      </div>
      <Feed view={view} widthPx={widthPx} />
      <Breakdown view={view} isFoldable={false} widthPx={widthPx} />
      <Quality lines={view.quality} isFoldable={false} />
    </div>
  );
}
