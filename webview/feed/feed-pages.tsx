import { FEED_PAGE_SIZE } from "../../src/core/view-model/panel-intent.ts";
import type { PanelView } from "../../src/core/view-model/panel-view.ts";
import { usePanelStore } from "../state/panel-context.ts";
import { FeedGrid } from "./feed-grid.tsx";
import { lastOffset, Pager } from "./pager.tsx";
import type { Selection } from "./use-selection.ts";

export interface FeedBodyProps {
  readonly view: PanelView;
  readonly widthPx: number;
  readonly selection: Selection;
}

const ROW_PX = 22;

/** The records page by page, 20 at a time. */
export function FeedPages({ view, widthPx, selection }: FeedBodyProps) {
  const store = usePanelStore();
  const { rows, offset, total } = view.feed;
  const goTo = (target: number) =>
    store.change((intent) => ({ ...intent, feed: { ...intent.feed, offset: target } }));
  const onPage = (direction: 1 | -1) => {
    const target = Math.min(lastOffset(total), Math.max(0, offset + direction * FEED_PAGE_SIZE));
    if (target !== offset) goTo(target);
    return true;
  };
  // The pager stays where it is on a last page that is not full.
  const minHeight = total > FEED_PAGE_SIZE ? FEED_PAGE_SIZE * ROW_PX : 0;
  return (
    <>
      <FeedGrid
        view={view}
        widthPx={widthPx}
        selection={selection}
        rowAt={(index) => rows[index - offset]}
        first={offset}
        count={rows.length}
        onMove={() => undefined}
        onPage={onPage}
      >
        {(line) => <div style={{ minHeight }}>{rows.map((_row, step) => line(offset + step, {}))}</div>}
      </FeedGrid>
      <Pager offset={offset} shown={rows.length} total={total} locale={view.locale} onGo={goTo} />
    </>
  );
}
