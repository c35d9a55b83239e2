import type { HealthReport } from "../../core/rollup/health.ts";
import { countedFiles, recordsRead, unreadableLines } from "../../core/view-model/build-health.ts";
import type { PanelState } from "../../core/view-model/panel-view.ts";

/** How far the first reading is; null once everything that is there was read. */
export interface LoadProgress {
  readonly bytesRead: number;
  readonly bytesTotal: number;
}

const MAX_LISTED = 8;

/** Why the panel has nothing to show, or that it has. The order is that of what the user must know first. */
export function panelState(
  health: HealthReport,
  rootLabels: readonly string[],
  loading: LoadProgress | null,
  hasArchivedDays = false,
): PanelState {
  const files = countedFiles(health);
  const records = recordsRead(health);
  if (rootLabels.length === 0) return { kind: "no-folder" };
  if (loading !== null) return { kind: "loading", ...loading, records };
  if (hasArchivedDays) return { kind: "ready" };
  if (files.length === 0) return { kind: "no-files", lookedIn: rootLabels.slice(0, MAX_LISTED) };
  if (records > 0) return { kind: "ready" };
  const names = files.map(({ path }) => path).slice(0, MAX_LISTED);
  if (files.every(({ state }) => state === "denied")) return { kind: "denied", files: names };
  return { kind: "no-records", files: names, unreadable: unreadableLines(health) };
}
