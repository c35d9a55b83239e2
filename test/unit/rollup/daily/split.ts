import * as fc from "fast-check";
import { collectDays } from "../../../../src/core/rollup/daily/collect-days.ts";
import type { CollectOptions } from "../../../../src/core/rollup/daily/collect-days.ts";
import type { DaySums } from "../../../../src/core/store/archived-days.ts";
import type { TelemetryDataset } from "../../../../src/core/store/tables.ts";
import type { TelemetryQuery } from "../../../../src/core/rollup/query.ts";
import { startOfDayMs } from "../../../../src/core/time/zone.ts";
import { NOW_MS, query, scenario } from "../support/arbitrary.ts";
import type { Scenario } from "../support/scenario.ts";
import { load } from "../support/scenario.ts";

/** The days of all files as one part. */
export function daysOf(
  dataset: TelemetryDataset,
  timeZone: string,
  partOf: CollectOptions["partOf"] = () => "all",
): readonly DaySums[] {
  const steps = collectDays(dataset, { timeZone, nowMs: NOW_MS, partOf });
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value.get("all") ?? [];
  }
}

/** Whole days of the shown zone, as every named range is. */
export const dayQuery = query.map((asked): TelemetryQuery => {
  const cut = (atMs: number | null) => (atMs === null ? null : startOfDayMs(asked.timeZone, atMs));
  return { ...asked, window: { fromMs: cut(asked.window.fromMs), toMs: cut(asked.window.toMs) } };
});

/** All there is are archived days: those of each of these records for itself. */
export function archivedAlone(timeZone: string, ...parts: readonly Scenario[]): TelemetryDataset {
  const dataset = load({});
  dataset.setArchivedDays({ days: parts.flatMap((part) => daysOf(load(part), timeZone)), damaged: [] });
  return dataset;
}

/**
 * A scenario, and the same one in two parts, as it is when whole files go: runs are cut from their calls, and only
 * what is one record stays together, the two lines of a call and the lines of a run that are written again.
 */
export const splitScenario = fc
  .tuple(scenario, fc.array(fc.boolean(), { minLength: 60, maxLength: 60 }))
  .map(([whole, bits]): { readonly whole: Scenario; readonly gone: Scenario; readonly kept: Scenario } => {
    const isGone = (number: number): boolean => bits[number % bits.length] === true;
    const ofRun = (runId: string | null, index: number): number =>
      (runId === null ? index : Number.parseInt(runId.slice(-4), 16)) + bits.length / 2;
    const part = (wanted: boolean): Scenario => ({
      calls: whole.calls.filter((_call, index) => isGone(index) === wanted),
      runs: whole.runs.filter(({ runId }, index) => isGone(ofRun(runId, index)) === wanted),
    });
    return { whole, gone: part(true), kept: part(false) };
  });
