import { useRef } from "react";
import type { CSSProperties, MouseEvent, ReactNode } from "react";
import type { CallSortField, RunSortField } from "../../src/core/rollup/query.ts";
import type { FeedRow, PanelView } from "../../src/core/view-model/panel-view.ts";
import { useDrill } from "../hooks/use-drill.ts";
import { usePanelState, usePanelStore } from "../state/panel-context.ts";
import { S } from "../strings.ts";
import { columnsFor, WIDE_PX } from "./columns.tsx";
import { FeedHead } from "./feed-head.tsx";
import { FeedLine } from "./feed-line.tsx";
import { sortChange } from "./sort-change.ts";
import { rowIndexOf, useGridKeys } from "./use-grid-keys.ts";
import { useHolds } from "./use-holds.ts";
import type { Selection } from "./use-selection.ts";

export interface FeedGridProps {
  readonly view: PanelView;
  readonly widthPx: number;
  readonly selection: Selection;
  readonly rowAt: (index: number) => FeedRow | undefined;
  readonly first: number;
  readonly count: number;
  readonly onMove: (index: number) => void;
  readonly onPage: (direction: 1 | -1) => boolean;
  /** Lays out the rows: as a page, or as a window into the whole list. */
  readonly children: (line: (index: number, style: CSSProperties) => ReactNode) => ReactNode;
}

const PAGE_STEP = 20;

/** The list of records as a grid: columns by width, one tab stop, rows that open, choose and hold still. */
export function FeedGrid({ view, widthPx, selection, rowAt, children, ...range }: FeedGridProps) {
  const store = usePanelStore();
  const { intent, isWaiting } = usePanelState();
  const { record } = useDrill();
  const { kind } = view.feed;
  const body = useRef<HTMLDivElement>(null);
  useHolds(body);
  const columns = columnsFor(kind, widthPx);
  const template = columns.map(({ track }) => track).join(" ");
  const open = (index: number) => {
    const row = rowAt(index);
    if (row) record(row.kind, row.id, row.workflow);
  };
  const toggle = (index: number) => {
    const row = rowAt(index);
    if (row) selection.toggle(index, row.id);
  };
  const extend = (index: number) => selection.extendTo(index, rowAt);
  const keys = useGridKeys(
    { ...range, stepOfPage: PAGE_STEP, onOpen: open, onToggle: toggle, onExtend: extend },
    body,
  );
  const onClick = (event: MouseEvent) => {
    const index = rowIndexOf(event.target);
    if (index === null) return;
    keys.setActive(index);
    if (event.shiftKey) extend(index);
    else if (event.ctrlKey || event.metaKey) toggle(index);
    else open(index);
  };
  const onSort = (field: CallSortField | RunSortField) => store.change(sortChange(kind, field));
  const context = { timeZone: view.timeZone, locale: view.locale, widthPx };
  const peekId = intent.peek && "id" in intent.peek ? intent.peek.id : null;
  return (
    <div
      role="grid"
      aria-label={S.feed.rows[kind]}
      aria-rowcount={view.feed.total + 1}
      aria-multiselectable="true"
      aria-busy={isWaiting}
      tabIndex={-1}
      onKeyDown={keys.onKeyDown}
      onClick={onClick}
      className="outline-none"
    >
      <FeedHead
        columns={columns}
        template={template}
        sort={kind === "calls" ? intent.feed.callSort : intent.feed.runSort}
        isShown={widthPx >= WIDE_PX}
        onSort={onSort}
      />
      <div ref={body} role="rowgroup">
        {children((index, style) => {
          const row = rowAt(index);
          return (
            <FeedLine
              // By place, not by record: a page that is turned keeps its focus, and values change in place.
              key={index - range.first}
              row={row}
              index={index}
              columns={columns}
              context={context}
              style={{ ...style, gridTemplateColumns: template }}
              isTabStop={index === keys.active}
              isSelected={row !== undefined && selection.ids.has(row.id)}
              isCurrent={row !== undefined && row.id === peekId}
            />
          );
        })}
      </div>
    </div>
  );
}
