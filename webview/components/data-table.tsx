import type { ReactNode } from "react";

export interface TableColumn<Row> {
  readonly id: string;
  readonly label: string;
  /** What the label is short for. */
  readonly title?: string;
  /** Numbers stand right-aligned. */
  readonly isNumber?: boolean;
  readonly render: (row: Row) => ReactNode;
}

export interface DataTableProps<Row> {
  readonly label: string;
  /** The first column names the row. */
  readonly columns: readonly TableColumn<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  /** 0 to 1: a bar behind the row. */
  readonly barRatio?: (row: Row) => number;
}

/** A plain table with hairlines: 22 px rows, figures aligned. */
export function DataTable<Row>({ label, columns, rows, rowKey, barRatio }: DataTableProps<Row>) {
  return (
    <table aria-label={label} className="w-full table-fixed border-collapse">
      <thead>
        <tr className="border-b border-line">
          {columns.map((column, index) => (
            <th
              key={column.id}
              scope="col"
              title={column.title}
              className={`${cellClass(column, index)} text-label font-normal text-muted`}
            >
              {column.label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <DataRow
            key={rowKey(row)}
            columns={columns}
            row={row}
            {...(barRatio ? { ratio: barRatio(row) } : {})}
          />
        ))}
      </tbody>
    </table>
  );
}

interface DataRowProps<Row> {
  readonly columns: readonly TableColumn<Row>[];
  readonly row: Row;
  readonly ratio?: number;
}

function DataRow<Row>({ columns, row, ratio }: DataRowProps<Row>) {
  return (
    <tr className="group relative h-[22px] hover:bg-hover hc:hover:outline hc:hover:outline-contrast">
      {columns.map((column, index) =>
        index === 0 ? (
          <th key={column.id} scope="row" className={`${cellClass(column, index)} font-normal`}>
            {ratio === undefined ? null : <Bar ratio={ratio} />}
            <div className="relative min-w-0">{column.render(row)}</div>
          </th>
        ) : (
          <td key={column.id} className={`${cellClass(column, index)} relative`}>
            {column.render(row)}
          </td>
        ),
      )}
    </tr>
  );
}

function Bar({ ratio }: { readonly ratio: number }) {
  return (
    <span
      aria-hidden="true"
      className="absolute inset-y-[2px] left-0 rounded-[2px] bg-accent opacity-20 hc:border hc:border-contrast hc:opacity-40"
      style={{ width: `${Math.round(Math.min(1, Math.max(0, ratio)) * 100)}%` }}
    />
  );
}

function cellClass<Row>({ isNumber }: TableColumn<Row>, index: number): string {
  const align = isNumber ? "text-right tabular-nums" : "text-left";
  // The first column takes what the others leave.
  const width = index === 0 ? "" : "w-[64px]";
  return `h-[22px] truncate px-1 py-0 ${align} ${width}`;
}
