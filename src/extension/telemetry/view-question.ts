import type { RangeChoice, TelemetryQuery } from "../../core/rollup/query.ts";
import { resolveRange } from "../../core/rollup/range.ts";
import type { TelemetryFigures } from "./telemetry-figures.ts";

/** Globs of the workflow names that the user does not want to see now. */
export function hiddenWorkflows({ settings }: Pick<TelemetryFigures, "settings">): readonly string[] {
  return settings.hideTestWorkflows ? settings.testWorkflowPatterns : [];
}

/** The question of a range under the settings: the same for panel, status bar and export. */
export function queryOf(figures: TelemetryFigures, range: RangeChoice): TelemetryQuery {
  const { settings, nowMs } = figures;
  return {
    window: resolveRange(range, settings.timeZone, nowMs),
    timeZone: settings.timeZone,
    nowMs,
    mergeTwins: settings.mergeTwins,
    hiddenWorkflows: hiddenWorkflows(figures),
  };
}
