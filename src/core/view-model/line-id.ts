import { RecordIds } from "../rollup/record-ids.ts";
import type { TelemetryDataset } from "../store/tables.ts";
import type { Peek } from "./panel-intent.ts";

const RUN_PREFIX = "run:";

/**
 * Address of the line that a peek shows. A run may be asked for by its own id, `run:<runId>`: the address
 * is then that of its line. `null` where there is no line: a run in progress, a figure, an unknown id.
 */
export function lineIdOf(dataset: TelemetryDataset, peek: Peek | null): string | null {
  if (peek?.kind !== "run" && peek?.kind !== "call") return null;
  if (dataset.locate(peek.id) !== null) return peek.id;
  if (peek.kind === "call" || !peek.id.startsWith(RUN_PREFIX)) return null;
  const row = dataset.runRow(peek.id.slice(RUN_PREFIX.length));
  return row < 0 ? null : new RecordIds(dataset).runId(row);
}
