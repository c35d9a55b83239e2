import type { TelemetryDataset } from "../store/tables.ts";
import { EVERYTHING, type TelemetryQuery } from "./query.ts";
import { remembering } from "./remember.ts";
import { aliveSinceMs, openRunStatus } from "./run-status.ts";
import { isOpenWindow } from "./time-window.ts";
import { RunScope } from "./run-scope.ts";

export interface OpenRunCounts {
  readonly running: number;
  readonly incomplete: number;
}

/**
 * Runs without a line that belong to the range: by the time they were first heard of. Where there is no file of runs
 * every run is one, so only those that were heard of lately are looked at closely.
 */
export function countOpenRuns(dataset: TelemetryDataset, query: OpenRunQuestion): OpenRunCounts {
  const { window, nowMs, hiddenWorkflows } = query;
  return countOnce(dataset, { window, nowMs, hiddenWorkflows });
}

type OpenRunQuestion = Pick<TelemetryQuery, "window" | "nowMs" | "hiddenWorkflows">;

const countOnce = remembering(count);

function count(
  dataset: TelemetryDataset,
  { window, nowMs, hiddenWorkflows }: OpenRunQuestion,
): OpenRunCounts {
  const { open } = dataset;
  if (open.count === 0) return { running: 0, incomplete: 0 };
  const scope = new RunScope(dataset, { window, nowMs, hiddenWorkflows });
  const isEveryOneShown = isOpenWindow(window) && hiddenWorkflows.length === 0;
  const sinceMs = aliveSinceMs(dataset, nowMs);
  let shown = isEveryOneShown ? open.count : 0;
  let running = 0;
  for (let run = 0; run < open.limit; run++) {
    const mayRun = open.lastAtMs(run) > sinceMs;
    if ((isEveryOneShown && !mayRun) || !open.has(run) || !scope.shows(open, run)) continue;
    if (!isEveryOneShown) shown++;
    if (mayRun && openRunStatus(dataset, open.get(run), nowMs) === "running") running++;
  }
  return { running, incomplete: shown - running };
}

/** Runs in progress, whatever the range. */
export function countRunning(dataset: TelemetryDataset, nowMs: number): number {
  return countOpenRuns(dataset, { window: EVERYTHING, nowMs, hiddenWorkflows: [] }).running;
}
