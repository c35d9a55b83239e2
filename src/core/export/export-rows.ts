import type { JsonValue } from "../records/json.ts";
import { csvCell } from "./csv-cell.ts";
import type { CellValue, CsvCell } from "./csv-cell.ts";
import { CALL_COLUMNS, METADATA_COLUMN, RUN_COLUMNS } from "./export-columns.ts";
import type { CallJsonRow, RunJsonRow } from "./export-columns.ts";

export type RecordRow =
  { readonly kind: "call"; readonly row: CallJsonRow } | { readonly kind: "run"; readonly row: RunJsonRow };

/** One exported record. `metadata` is null where there is none, or its line is gone from its file. */
export interface ExportedRecord {
  readonly record: RecordRow;
  readonly metadata: JsonValue;
}

/** Names of the CSV columns of a kind, without the metadata. */
export function csvHeader(kind: RecordRow["kind"]): readonly string[] {
  return kind === "call" ? CALL_COLUMNS : RUN_COLUMNS;
}

/** Cells of one record, in the order of `csvHeader`. */
export function csvCells(record: RecordRow): readonly CsvCell[] {
  const values: readonly CellValue[] =
    record.kind === "call"
      ? CALL_COLUMNS.map((column) => record.row[column])
      : RUN_COLUMNS.map((column) => record.row[column]);
  return values.map(csvCell);
}

export function exportCsvHeader(kind: RecordRow["kind"]): readonly string[] {
  return [...csvHeader(kind), METADATA_COLUMN];
}

/** As `csvCells`, with the metadata as JSON text last; an empty cell where it is not known. */
export function exportCsvCells({ record, metadata }: ExportedRecord): readonly CsvCell[] {
  return [...csvCells(record), metadata === null ? null : csvCell(JSON.stringify(metadata))];
}

/** One record as JSON text on one line: the row's fields and its metadata as an object. */
export function exportJsonText({ record, metadata }: ExportedRecord): string {
  return JSON.stringify({ ...record.row, metadata });
}
