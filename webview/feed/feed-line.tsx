import type { CSSProperties } from "react";
import type { FeedRow } from "../../src/core/view-model/panel-view.ts";
import { S } from "../strings.ts";
import type { CellContext } from "./cell-context.ts";
import type { FeedColumn } from "./columns.tsx";

export interface FeedLineProps {
  readonly row: FeedRow | undefined;
  /** Its place in the whole list, from 0. */
  readonly index: number;
  readonly columns: readonly FeedColumn[];
  readonly context: CellContext;
  readonly style: CSSProperties;
  readonly isTabStop: boolean;
  readonly isSelected: boolean;
  /** It is the record in the peek panel. */
  readonly isCurrent: boolean;
}

/** One record, 22 px high. Its keys are the grid's: one tab stop for the whole list. */
export function FeedLine({ row, index, columns, context, style, ...is }: FeedLineProps) {
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={is.isSelected}
      aria-current={is.isCurrent ? "true" : undefined}
      aria-busy={row ? undefined : true}
      data-index={index}
      tabIndex={is.isTabStop ? 0 : -1}
      style={style}
      className="group grid h-[22px] w-full cursor-pointer items-center gap-x-1.5 px-1 whitespace-nowrap hover:bg-hover aria-[current]:bg-hover aria-[current]:shadow-[inset_2px_0_0_var(--vscode-focusBorder)] aria-selected:bg-selected aria-selected:text-selected-fg hc:hover:outline hc:hover:outline-dashed hc:hover:outline-contrast hc:hover:-outline-offset-1 hc:aria-selected:outline hc:aria-selected:outline-focus hc:aria-selected:-outline-offset-1"
    >
      {columns.map((column) => (
        <div key={column.id} role="gridcell" className={cellClass(column)}>
          {row ? column.render(row, context) : <Waiting column={column} />}
        </div>
      ))}
    </div>
  );
}

function cellClass({ isNumber }: FeedColumn): string {
  return `flex min-w-0 items-center overflow-hidden ${isNumber ? "justify-end" : ""}`;
}

function Waiting({ column }: { readonly column: FeedColumn }) {
  if (column.id !== "workflow") return null;
  return (
    <>
      <span className="sr-only">{S.feed.rowLoading}</span>
      <span aria-hidden="true" className="h-[10px] w-[60%] rounded-[3px] bg-track" />
    </>
  );
}
