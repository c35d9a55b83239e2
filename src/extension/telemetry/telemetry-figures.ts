import type { HealthReport } from "../../core/rollup/health.ts";
import type { TelemetryDataset } from "../../core/store/tables.ts";
import type { PanelState } from "../../core/view-model/panel-view.ts";
import type { ExtensionSettings } from "../settings.ts";

/** One reading of everything that the surfaces compute from, taken together. */
export interface TelemetryFigures {
  readonly dataset: TelemetryDataset;
  /** While the first reading goes on from a snapshot: its sums, as of the last session, without any rows. */
  readonly savedSums: TelemetryDataset | null;
  readonly generation: number;
  readonly state: PanelState;
  readonly health: HealthReport;
  /** Without a record for so long the telemetry is stale. */
  readonly staleAfterMs: number;
  readonly settings: ExtensionSettings;
  readonly isSample: boolean;
  readonly nowMs: number;
  /** Epoch ms of the last look at the files. */
  readonly checkedAtMs: number;
  readonly locale: string;
}
