import { useEffect } from "react";
import { FEED_PAGE_SIZE } from "../../src/core/view-model/panel-intent.ts";
import type { PanelView } from "../../src/core/view-model/panel-view.ts";
import { usePanelStore } from "../state/panel-context.ts";
import { FeedGrid } from "./feed-grid.tsx";
import { lastOffset, Pager } from "./pager.tsx";
import { useRowWindows } from "./use-row-windows.ts";
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
  // A view is bounded in size: the rows it had no room for are asked for.
  const shown = Math.max(rows.length, Math.min(FEED_PAGE_SIZE, total - offset));
  const windows = useRowWindows(view);
  useEffect(() => {
    if (rows.length < shown) windows.show(offset + rows.length, offset + shown - 1);
    else windows.hide();
  }, [windows, rows.length, shown, offset]);
  // The pager stays where it is on a last page that is not full.
  const minHeight = total > FEED_PAGE_SIZE ? FEED_PAGE_SIZE * ROW_PX : 0;
  return (
    <>
      <FeedGrid
        view={view}
        widthPx={widthPx}
        selection={selection}
        rowAt={(index) => rows[index - offset] ?? windows.rowAt(index)}
        first={offset}
        count={shown}
        onMove={() => undefined}
        onPage={onPage}
      >
        {(line) => (
          <div style={{ minHeight }}>
            {Array.from({ length: shown }, (_, step) => line(offset + step, {}))}
          </div>
        )}
      </FeedGrid>
      <Pager offset={offset} shown={shown} total={total} locale={view.locale} onGo={goTo} />
    </>
  );
}
