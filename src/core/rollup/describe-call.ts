import type { TelemetryDataset } from "../store/tables.ts";
import { CallRowReader } from "./call-row.ts";
import type { TelemetryQuery } from "./query.ts";
import type { CallRow } from "./record-rows.ts";

/**
 * The call at an address; `null` for an address that is none, or not of a call. The address of a merged
 * second twin gives the call that stands for both.
 */
export function callRowAt(dataset: TelemetryDataset, query: TelemetryQuery, id: string): CallRow | null {
  const address = dataset.locate(id);
  if (address === null || address.kind !== "call" || address.row < 0) return null;
  const { calls } = dataset;
  const isSecond = query.mergeTwins && calls.isMergedAway(address.row);
  return new CallRowReader(dataset, query).read(isSecond ? calls.twinRow(address.row) : address.row);
}
