import type { TelemetryDataset } from "../../../src/core/store/tables.ts";

/** Everything counted that two ways of reading the same files must agree on, whatever the order of reading. */
export function figuresOf(dataset: TelemetryDataset): unknown {
  const { calls, runs } = dataset;
  const callRows = Array.from({ length: calls.count }, (_unused, row) => row);
  const runRows = Array.from({ length: runs.count }, (_unused, row) => row);
  return {
    calls: callRows
      .map(
        (row) =>
          `${calls.callId(row)} ${calls.costNano(row)} ${calls.byteOffset(row)} ${calls.isMergedAway(row)}`,
      )
      .toSorted(),
    runs: runRows
      .map((row) => `${runs.runId(row)} ${runs.costNano(row)} ${runs.isSuperseded(row)}`)
      .toSorted(),
    twinsMerged: dataset.twinsMerged,
    files: dataset
      .files()
      .map(({ file, counts, state, problemCount }) => ({ label: file.label, counts, state, problemCount }))
      .toSorted((a, b) => (a.label < b.label ? -1 : 1)),
  };
}

/** Ids of the calls that count, in no order. */
export function callIds(dataset: TelemetryDataset): readonly string[] {
  const { calls } = dataset;
  return Array.from({ length: calls.count }, (_unused, row) => row)
    .filter((row) => !calls.isMergedAway(row))
    .map((row) => String(calls.callId(row)));
}
