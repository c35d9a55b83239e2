import { useRef } from "react";
import type { CSSProperties, KeyboardEvent, MouseEvent, ReactNode, RefObject } from "react";
import type { FeedRow, PanelView } from "../../src/core/view-model/panel-view.ts";
import { useDrill } from "../hooks/use-drill.ts";
import { usePanelState, usePanelStore } from "../state/panel-context.ts";
import { S } from "../strings.ts";
import { columnsFor, WIDE_PX } from "./columns.tsx";
import type { FeedColumn } from "./columns.tsx";
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
export function FeedGrid(props: FeedGridProps) {
  const { view, widthPx } = props;
  const store = usePanelStore();
  const { intent, isWaiting } = usePanelState();
  const { kind, total } = view.feed;
  const body = useRef<HTMLDivElement>(null);
  useHolds(body);
  const rows = useRowActions(props, body);
  const columns = columnsFor(kind, widthPx);
  const template = columns.map(({ track }) => track).join(" ");
  return (
    <div
      role="grid"
      aria-label={S.feed.rows[kind]}
      aria-rowcount={total + 1}
      aria-multiselectable="true"
      aria-busy={isWaiting}
      tabIndex={-1}
      onKeyDown={rows.onKeyDown}
      onClick={rows.onClick}
      className="outline-none"
    >
      <FeedHead
        columns={columns}
        template={template}
        sort={kind === "calls" ? intent.feed.callSort : intent.feed.runSort}
        isShown={widthPx >= WIDE_PX}
        onSort={(field) => store.change(sortChange(kind, field))}
      />
      <div ref={body} role="rowgroup">
        <FeedRows {...props} columns={columns} template={template} active={rows.active} />
      </div>
    </div>
  );
}

interface RowActions {
  /** The row that is the grid's tab stop. */
  readonly active: number;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onClick: (event: MouseEvent) => void;
}

/** What keys and clicks do to rows: open one, choose one, choose up to one. */
function useRowActions(
  { selection, rowAt, first, count, onMove, onPage }: FeedGridProps,
  body: RefObject<HTMLElement | null>,
): RowActions {
  const { record } = useDrill();
  const onOpen = (index: number) => {
    const row = rowAt(index);
    if (row) record(row.kind, row.id, row.workflow);
  };
  const onToggle = (index: number) => {
    const row = rowAt(index);
    if (row) selection.toggle(index, row.id);
  };
  const onExtend = (index: number) => selection.extendTo(index, rowAt);
  const keys = useGridKeys(
    { first, count, onMove, onPage, stepOfPage: PAGE_STEP, onOpen, onToggle, onExtend },
    body,
  );
  const onClick = (event: MouseEvent) => {
    const index = rowIndexOf(event.target);
    if (index === null) return;
    keys.setActive(index);
    if (event.shiftKey) onExtend(index);
    else if (event.ctrlKey || event.metaKey) onToggle(index);
    else onOpen(index);
  };
  return { active: keys.active, onKeyDown: keys.onKeyDown, onClick };
}

interface FeedRowsProps extends FeedGridProps {
  readonly columns: readonly FeedColumn[];
  readonly template: string;
  readonly active: number;
}

function FeedRows({ view, widthPx, selection, rowAt, first, children, ...grid }: FeedRowsProps) {
  const { peek } = usePanelState().intent;
  const peekId = peek && "id" in peek ? peek.id : null;
  const context = { timeZone: view.timeZone, locale: view.locale, widthPx };
  return children((index, style) => {
    const row = rowAt(index);
    return (
      <FeedLine
        // By place, not by record: a page that is turned keeps its focus, and values change in place.
        key={index - first}
        row={row}
        index={index}
        columns={grid.columns}
        context={context}
        style={{ ...style, gridTemplateColumns: grid.template }}
        isTabStop={index === grid.active}
        isSelected={row !== undefined && selection.ids.has(row.id)}
        isCurrent={row !== undefined && row.id === peekId}
      />
    );
  });
}
