import type { CallSortField, RunSortField, Sort } from "../../src/core/rollup/query.ts";
import { Icon } from "../components/icon.tsx";
import { S } from "../strings.ts";
import type { FeedColumn } from "./columns.tsx";

export interface FeedHeadProps {
  readonly columns: readonly FeedColumn[];
  readonly template: string;
  readonly sort: Sort<CallSortField | RunSortField>;
  /** Narrow lists name their columns to screen readers only. */
  readonly isShown: boolean;
  readonly onSort: (field: CallSortField | RunSortField) => void;
}

/** The names of the columns; in a wide list they sort it. */
export function FeedHead({ columns, template, sort, isShown, onSort }: FeedHeadProps) {
  return (
    <div
      role="row"
      aria-rowindex={1}
      style={isShown ? { gridTemplateColumns: template } : undefined}
      className={
        isShown
          ? "grid h-[22px] items-center gap-x-1.5 border-b border-line px-1 text-label text-muted"
          : "sr-only"
      }
    >
      {columns.map((column) => (
        <div
          key={column.id}
          role="columnheader"
          aria-sort={ariaSort(column, sort)}
          className={`flex min-w-0 ${column.isNumber ? "justify-end" : ""}`}
        >
          {isShown && column.sortField !== null ? (
            <SortButton column={column} sort={sort} onSort={onSort} />
          ) : (
            <span className="truncate">{column.label}</span>
          )}
        </div>
      ))}
    </div>
  );
}

function ariaSort({ sortField: field, id }: FeedColumn, sort: FeedHeadProps["sort"]) {
  // Time and age are one order: said once.
  if (field !== sort.field || id === "age") return undefined;
  return sort.direction === "asc" ? "ascending" : "descending";
}

interface SortButtonProps {
  readonly column: FeedColumn;
  readonly sort: FeedHeadProps["sort"];
  readonly onSort: FeedHeadProps["onSort"];
}

function SortButton({ column, sort, onSort }: SortButtonProps) {
  const { sortField: field, label } = column;
  const isSorted = field === sort.field && column.id !== "age";
  return (
    <button
      type="button"
      title={S.feed.sortBy(label)}
      aria-label={S.feed.sortBy(label)}
      onClick={() => {
        if (field !== null) onSort(field);
      }}
      className={`flex min-w-0 items-center hover:text-fg ${isSorted ? "text-fg" : ""}`}
    >
      <span className="truncate">{label}</span>
      {isSorted ? (
        <Icon
          name={sort.direction === "asc" ? "arrow-small-up" : "arrow-small-down"}
          className="-my-1 -mr-1"
        />
      ) : null}
    </button>
  );
}
