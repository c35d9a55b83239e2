import type { OpenRunColumns, TelemetryDataset } from "../store/tables.ts";
import { EVERYTHING, type TelemetryQuery } from "./query.ts";
import { remembering } from "./remember.ts";
import { aliveSinceMs, openRunStatus } from "./run-status.ts";
import { WindowTest } from "./time-window.ts";
import { RunScope } from "./run-scope.ts";

export interface OpenRunCounts {
  readonly running: number;
  readonly incomplete: number;
}

/**
 * Runs without a line that belong to the range: by the time they were first heard of. Where there is no file of runs
 * every run is one, so only those that were heard of in the range, or lately, are looked at.
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
  const aliveSince = aliveSinceMs(dataset, nowMs);
  // Whoever belongs to a range was heard of in it.
  const rangeSince = window.fromMs ?? -Infinity;
  // Workflows of open runs have to be looked up: else times alone decide.
  const areNoneHidden = hiddenWorkflows.length === 0;
  let shown = areNoneHidden ? countInWindow(open, new WindowTest(window, nowMs), rangeSince) : 0;
  let running = 0;
  open.visitSince(areNoneHidden ? aliveSince : Math.min(aliveSince, rangeSince - 1), (run) => {
    if (!scope.shows(open, run)) return;
    if (!areNoneHidden) shown++;
    const mayRun = open.lastAtMs(run) > aliveSince;
    if (mayRun && openRunStatus(dataset, open.get(run), nowMs) === "running") running++;
  });
  return { running, incomplete: shown - running };
}

function countInWindow(open: OpenRunColumns, window: WindowTest, sinceMs: number): number {
  return window.isOpen ? open.count : open.countFirst(sinceMs, (atMs) => window.holds(atMs));
}

/** Runs in progress, whatever the range. */
export function countRunning(dataset: TelemetryDataset, nowMs: number): number {
  return countOpenRuns(dataset, { window: EVERYTHING, nowMs, hiddenWorkflows: [] }).running;
}
