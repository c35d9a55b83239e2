import type { ReactNode } from "react";
import { useVirtualizer } from "react-window";
import { formatInteger } from "../../src/core/view-model/format.ts";
import { S } from "../strings.ts";
import { FeedGrid } from "./feed-grid.tsx";
import type { FeedBodyProps } from "./feed-pages.tsx";
import { useListScroll } from "./use-list-scroll.ts";
import type { ListScroll } from "./use-list-scroll.ts";
import { useRowWindows } from "./use-row-windows.ts";

const ROW_PX = 22;
const VISIBLE_ROWS = 20;

/** All the records as one scrolling list: only the rows in sight exist, their data comes in windows of 40. */
export function FeedScroller({ view, widthPx, selection }: FeedBodyProps) {
  const { total } = view.feed;
  const windows = useRowWindows(view);
  const { element, attach, onScroll } = useListScroll();
  const virtualizer = useVirtualizer({
    count: total,
    element,
    itemSize: ROW_PX,
    defaultSize: VISIBLE_ROWS * ROW_PX,
    overscanCount: 6,
    onItemsRendered: (_visible, all) => windows.show(all.startIndex, all.stopIndex),
  });
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
          <ListBox
            attach={attach}
            onScroll={onScroll}
            shownRows={Math.min(VISIBLE_ROWS, total)}
            totalPx={virtualizer.totalSize}
          >
            {virtualizer.items.map(({ index, offset }) =>
              line(index, { position: "absolute", top: offset, left: 0 }),
            )}
          </ListBox>
        )}
      </FeedGrid>
      <p className="flex h-[28px] items-center text-label text-muted tabular-nums">
        {S.feed.total(formatInteger(total, view.locale))}
      </p>
    </>
  );
}

interface ListBoxProps extends Pick<ListScroll, "attach" | "onScroll"> {
  readonly shownRows: number;
  readonly totalPx: number;
  readonly children: ReactNode;
}

function ListBox({ attach, onScroll, shownRows, totalPx, children }: ListBoxProps) {
  return (
    <div
      ref={attach}
      onScroll={onScroll}
      className="overflow-x-hidden overflow-y-auto"
      style={{ height: shownRows * ROW_PX }}
    >
      <div className="relative" style={{ height: totalPx }}>
        {children}
      </div>
    </div>
  );
}

/** The page that came with the view fills the first rows before any window arrives. */
function pageRow(feed: FeedBodyProps["view"]["feed"], index: number) {
  return feed.rows[index - feed.offset];
}
