import { stringify } from "csv-stringify/sync";
import type { CsvCell } from "../../core/export/csv-cell.ts";

/**
 * Records as RFC 4180 text: CRLF, quotes where needed. An empty text is quoted and an unknown value is
 * not, so that a reader can tell them apart.
 */
export function csvText(records: readonly (readonly CsvCell[])[]): string {
  if (records.length === 0) return "";
  return stringify(
    records.map((cells) => [...cells]),
    { record_delimiter: "windows", quoted_match: /^$/ },
  );
}
