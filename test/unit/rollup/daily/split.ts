import * as fc from "fast-check";
import { collectDays } from "../../../../src/core/rollup/daily/collect-days.ts";
import type { CollectOptions } from "../../../../src/core/rollup/daily/collect-days.ts";
import type { DaySums } from "../../../../src/core/store/archived-days.ts";
import type { TelemetryDataset } from "../../../../src/core/store/tables.ts";
import { NOW_MS, scenario } from "../support/arbitrary.ts";
import type { Scenario } from "../support/scenario.ts";

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

/**
 * A scenario, and the same one in two parts: those of one run stay together, as they do when whole files go,
 * and so do the two lines of a pair.
 */
export const splitScenario = fc
  .tuple(scenario, fc.array(fc.boolean(), { minLength: 60, maxLength: 60 }))
  .map(([whole, bits]): { readonly whole: Scenario; readonly gone: Scenario; readonly kept: Scenario } => {
    const isGone = (runId: string | null, index: number): boolean => {
      const number = runId === null ? index : Number.parseInt(runId.slice(-4), 16);
      return bits[number % bits.length] === true;
    };
    const part = (wanted: boolean): Scenario => ({
      calls: whole.calls.filter(
        ({ first, second }, index) => isGone(second?.runId ?? first.runId, index) === wanted,
      ),
      runs: whole.runs.filter(({ runId }, index) => isGone(runId, index) === wanted),
    });
    return { whole, gone: part(true), kept: part(false) };
  });
