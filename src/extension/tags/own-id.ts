import { createHash } from "node:crypto";
import type { TelemetryDataset } from "../../core/store/tables.ts";
import { readRecordBytes } from "../../node/raw-line.ts";

const MAX_ID_LENGTH = 200;
const HASH_LENGTH = 16;

/** A row of calls or of runs. */
export interface RowRef {
  readonly kind: "call" | "run";
  readonly row: number;
}

/** The id that the producer gave a record, marked as one; null where it gave none of a sane length. */
export function producerId(dataset: TelemetryDataset, { kind, row }: RowRef): string | null {
  const id = kind === "call" ? dataset.calls.callId(row) : dataset.runs.runId(row);
  return id === null || id === "" || id.length > MAX_ID_LENGTH ? null : `id:${id}`;
}

/** A short hash of a record's line, for records without an id; null when it stands there no longer. */
export async function lineHash(path: string, byteOffset: number, byteLength: number): Promise<string | null> {
  const bytes = await readRecordBytes(path, byteOffset, byteLength);
  if (!bytes.ok) return null;
  return `sha256:${createHash("sha256").update(bytes.value).digest("hex").slice(0, HASH_LENGTH)}`;
}

/** What tells a record from every other that may stand at its place one day; null when it cannot be read. */
export async function ownIdOf(
  dataset: TelemetryDataset,
  ref: RowRef,
  pathOf: (fileId: number) => string | null,
): Promise<string | null> {
  const id = producerId(dataset, ref);
  if (id !== null) return id;
  const table = ref.kind === "call" ? dataset.calls : dataset.runs;
  const path = pathOf(table.fileId(ref.row));
  return path === null ? null : lineHash(path, table.byteOffset(ref.row), table.byteLength(ref.row));
}
