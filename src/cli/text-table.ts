import { clipWidth, displayWidth, terminalSafe } from "./terminal-text.ts";

export interface TableColumn {
  readonly title: string;
  readonly align: "left" | "right";
}

/** Longest cell: a table is read across. */
const MAX_CELL_COLUMNS = 40;
const GAP = "  ";

/** Aligned columns with a header; cells come from records and are made safe here. */
export function textTable(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  emphasize: (text: string) => string,
): string {
  const safe = rows.map((row) => row.map((cell) => clipWidth(terminalSafe(cell), MAX_CELL_COLUMNS)));
  const widths = columns.map(({ title }, index) =>
    safe.reduce((most, row) => Math.max(most, displayWidth(row[index] ?? "")), displayWidth(title)),
  );
  const line = (cells: readonly string[]) =>
    columns
      .map(({ align }, index) => pad(cells[index] ?? "", widths[index] ?? 0, align))
      .join(GAP)
      .trimEnd();
  const header = emphasize(line(columns.map(({ title }) => title)));
  return [header, ...safe.map(line)].map((text) => `${text}\n`).join("");
}

function pad(text: string, width: number, align: TableColumn["align"]): string {
  const space = " ".repeat(Math.max(0, width - displayWidth(text)));
  return align === "left" ? text + space : space + text;
}
