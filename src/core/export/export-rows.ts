import type { JsonValue } from "../records/json.ts";
import { csvCell } from "./csv-cell.ts";
import type { CellValue, CsvCell } from "./csv-cell.ts";
import {
  CALL_COLUMNS,
  CALL_DETAIL_COLUMNS,
  METADATA_COLUMN,
  RUN_COLUMNS,
  RUN_DETAIL_COLUMNS,
  STAGES_COLUMN,
} from "./export-columns.ts";
import type { CallJsonRow, RunJsonRow } from "./export-columns.ts";
import type { CallDetails, RunDetails, StageJsonRow } from "./export-details.ts";

export type RecordRow =
  { readonly kind: "call"; readonly row: CallJsonRow } | { readonly kind: "run"; readonly row: RunJsonRow };

/** One exported record, with all that its lines say. `metadata` is null where there is none. */
export type ExportedRecord =
  | {
      readonly kind: "call";
      readonly row: CallJsonRow;
      readonly details: CallDetails;
      readonly metadata: JsonValue;
    }
  | {
      readonly kind: "run";
      readonly row: RunJsonRow;
      readonly details: RunDetails;
      readonly stages: readonly StageJsonRow[];
      readonly metadata: JsonValue;
    };

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
  const details = kind === "call" ? CALL_DETAIL_COLUMNS : [...RUN_DETAIL_COLUMNS, STAGES_COLUMN];
  return [...csvHeader(kind), ...details, METADATA_COLUMN];
}

/** As `csvCells`, then the details, with the metadata as JSON text last: an empty cell where there is none. */
export function exportCsvCells(record: ExportedRecord): readonly CsvCell[] {
  const { metadata } = record;
  const last = metadata === null ? null : csvCell(JSON.stringify(metadata));
  return [...csvCells(record), ...detailCells(record), last];
}

function detailCells(record: ExportedRecord): readonly CsvCell[] {
  if (record.kind === "call") return CALL_DETAIL_COLUMNS.map((column) => csvCell(record.details[column]));
  const cells = RUN_DETAIL_COLUMNS.map((column) => csvCell(record.details[column]));
  return [...cells, csvCell(JSON.stringify(record.stages))];
}

/** One record as JSON text on one line: the row's fields, its details, and its metadata as an object. */
export function exportJsonText(record: ExportedRecord): string {
  const { row, details, metadata } = record;
  const stages = record.kind === "run" ? { stages: record.stages } : {};
  return JSON.stringify({ ...row, ...details, ...stages, metadata });
}
