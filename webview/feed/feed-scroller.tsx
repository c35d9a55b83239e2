import { useCallback, useRef, useState } from "react";
import { useVirtualizer } from "react-window";
import { useOnChange } from "../hooks/use-on-change.ts";
import { usePanelState, usePanelStore } from "../state/panel-context.ts";
import { formatInteger } from "../../src/core/view-model/format.ts";
import { S } from "../strings.ts";
import { FeedGrid } from "./feed-grid.tsx";
import type { FeedBodyProps } from "./feed-pages.tsx";
import { useRowWindows } from "./use-row-windows.ts";

const ROW_PX = 22;
const VISIBLE_ROWS = 20;

/** All the records as one scrolling list: only the rows in sight exist, their data comes in windows of 40. */
export function FeedScroller({ view, widthPx, selection }: FeedBodyProps) {
  const store = usePanelStore();
  const { restore, focus } = usePanelState();
  const { total } = view.feed;
  const windows = useRowWindows(view);
  const [element, setElement] = useState<HTMLDivElement | null>(null);
  const box = useRef<HTMLDivElement | null>(null);
  const attach = useCallback((list: HTMLDivElement | null) => {
    box.current = list;
    setElement(list);
  }, []);
  const virtualizer = useVirtualizer({
    count: total,
    element,
    itemSize: ROW_PX,
    defaultSize: VISIBLE_ROWS * ROW_PX,
    overscanCount: 6,
    onItemsRendered: (_visible, all) => windows.show(all.startIndex, all.stopIndex),
  });
  useOnChange(restore, () => {
    if (box.current && store.scroll.list > 0) box.current.scrollTop = store.scroll.list;
  });
  // Something led to the list anew: its newest rows are what it is about.
  useOnChange(
    focus.target === "feed" ? focus.number : 0,
    () => {
      if (box.current && focus.target === "feed") box.current.scrollTop = 0;
    },
    false,
  );
  const onScroll = (top: number) => {
    store.rememberScroll("list", top);
    // The first row in full sight: the reader follows what is new. Anywhere else nothing may move.
    if (top > 0) store.hold("scroll");
    else store.release("scroll");
  };
  return (
    <>
      <FeedGrid
        view={view}
        widthPx={widthPx}
        selection={selection}
        rowAt={(index) => windows.rowAt(index) ?? pageRow(view.feed, index)}
        first={0}
        count={total}
        onMove={(index) => virtualizer.scrollToIndex({ index, align: "auto" })}
        onPage={() => false}
      >
        {(line) => (
          <div
            ref={attach}
            onScroll={(event) => onScroll(event.currentTarget.scrollTop)}
            className="overflow-x-hidden overflow-y-auto"
            style={{ height: Math.min(VISIBLE_ROWS, total) * ROW_PX }}
          >
            <div className="relative" style={{ height: virtualizer.totalSize }}>
              {virtualizer.items.map(({ index, offset }) =>
                line(index, { position: "absolute", top: offset, left: 0 }),
              )}
            </div>
          </div>
        )}
      </FeedGrid>
      <p className="flex h-[28px] items-center text-label text-muted tabular-nums">
        {S.feed.total(formatInteger(total, view.locale))}
      </p>
    </>
  );
}

/** The page that came with the view fills the first rows before any window arrives. */
function pageRow(feed: FeedBodyProps["view"]["feed"], index: number) {
  return feed.rows[index - feed.offset];
}
