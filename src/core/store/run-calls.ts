import type { CallTable } from "./call-table.ts";
import type { RunIndex } from "./run-index.ts";

/** Rows of the calls that name a run, merged twins once (by the first), in the order of the files. */
export function callRowsOf(run: number, calls: CallTable, index: RunIndex): readonly number[] {
  const rows = index.callRows(run, calls.count).map((row) => calls.countedRow(row));
  return rows.toSorted(
    (a, b) => calls.fileId(a) - calls.fileId(b) || calls.byteOffset(a) - calls.byteOffset(b) || a - b,
  );
}
