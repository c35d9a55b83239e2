import type { TelemetryDataset } from "../store/tables.ts";
import { EVERYTHING, type TelemetryQuery } from "./query.ts";
import { longestPatienceMs, openRunStatus } from "./run-status.ts";
import { isOpenWindow, WindowTest } from "./time-window.ts";
import { HiddenWorkflows } from "./workflow-glob.ts";

export interface OpenRunCounts {
  readonly running: number;
  readonly incomplete: number;
}

/**
 * Runs without a line that belong to the range: by the time they were first heard of. Where there is no file of runs
 * every run is one, so only those that were heard of lately are looked at closely.
 */
export function countOpenRuns(
  dataset: TelemetryDataset,
  { window, nowMs, hiddenWorkflows }: Pick<TelemetryQuery, "window" | "nowMs" | "hiddenWorkflows">,
): OpenRunCounts {
  const { open } = dataset;
  if (open.count === 0) return { running: 0, incomplete: 0 };
  const test = new WindowTest(window, nowMs);
  const hidden = new HiddenWorkflows(hiddenWorkflows);
  const isShown = (run: number) =>
    test.holds(open.firstAtMs(run)) && (hidden.isEmpty || !hidden.hides(open.workflow(run)));
  const isEveryOneShown = isOpenWindow(window) && hidden.isEmpty;
  const aliveSinceMs = nowMs - longestPatienceMs(dataset);
  let shown = isEveryOneShown ? open.count : 0;
  let running = 0;
  for (let run = 0; run < open.limit; run++) {
    const mayRun = open.lastAtMs(run) > aliveSinceMs;
    if ((isEveryOneShown && !mayRun) || !open.has(run) || !isShown(run)) continue;
    if (!isEveryOneShown) shown++;
    if (mayRun && openRunStatus(dataset, open.get(run), nowMs) === "running") running++;
  }
  return { running, incomplete: shown - running };
}

/** Runs in progress, whatever the range. */
export function countRunning(dataset: TelemetryDataset, nowMs: number): number {
  return countOpenRuns(dataset, { window: EVERYTHING, nowMs, hiddenWorkflows: [] }).running;
}
