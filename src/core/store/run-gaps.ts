import type { CallTable } from "./call-table.ts";
import type { RunIndex } from "./run-index.ts";
import type { RunTable } from "./run-table.ts";

/** Gaps that are looked at: the newest runs of a workflow, until there are so many. */
const SAMPLED_GAPS = 512;
/** Superseded runs and runs without times give no gap: stop at some point all the same. */
const SAMPLED_RUNS = 2048;
const QUANTILE = 0.95;

interface KnownGap {
  readonly latestRow: number;
  readonly supersededRuns: number;
  readonly lateChanges: number;
  readonly gapMs: number;
}

/** Gaps of workflows, read anew only where runs of the workflow came, or calls of finished runs changed. */
export class RunGaps {
  readonly #runs: RunTable;
  readonly #calls: CallTable;
  readonly #index: RunIndex;
  readonly #known = new Map<string | null, KnownGap>();

  constructor(runs: RunTable, calls: CallTable, index: RunIndex) {
    this.#runs = runs;
    this.#calls = calls;
    this.#index = index;
  }

  /** See `gapP95OfWorkflow`. */
  p95Ms(workflow: string | null): number {
    const now = {
      latestRow: this.#runs.latestOfWorkflow(workflow),
      supersededRuns: this.#runs.supersededRows.length,
      lateChanges: this.#index.lateChanges,
    };
    const known = this.#known.get(workflow);
    if (known !== undefined && isSameState(known, now)) return known.gapMs;
    const gapMs = gapP95OfWorkflow(workflow, this.#runs, this.#calls, this.#index);
    this.#known.set(workflow, { ...now, gapMs });
    return gapMs;
  }

  /** Of all workflows; NaN where no run tells. */
  longestP95Ms(): number {
    let longestMs = Number.NaN;
    for (const workflow of this.#runs.workflows()) {
      const gapMs = this.p95Ms(workflow);
      if (!(gapMs <= longestMs) && !Number.isNaN(gapMs)) longestMs = gapMs;
    }
    return longestMs;
  }
}

function isSameState(a: Omit<KnownGap, "gapMs">, b: Omit<KnownGap, "gapMs">): boolean {
  return (
    a.latestRow === b.latestRow && a.supersededRuns === b.supersededRuns && a.lateChanges === b.lateChanges
  );
}

/**
 * The 95th percentile of the time between two records of one run of a workflow, over its newest finished
 * runs: start, calls, end. NaN when no run tells. Read from the tables when asked, so that the order in
 * which calls, runs and routing were read makes no difference; bounded by the sample, not by history.
 */
function gapP95OfWorkflow(
  workflow: string | null,
  runs: RunTable,
  calls: CallTable,
  index: RunIndex,
): number {
  const gaps: number[] = [];
  let row = runs.latestOfWorkflow(workflow);
  for (let seen = 0; row >= 0 && seen < SAMPLED_RUNS && gaps.length < SAMPLED_GAPS; seen++) {
    if (!runs.isSuperseded(row)) addGaps(gaps, timesOfRun(row, runs, calls, index));
    row = runs.previousOfWorkflow(row);
  }
  return quantile(gaps.toSorted((a, b) => a - b));
}

function timesOfRun(row: number, runs: RunTable, calls: CallTable, index: RunIndex): number[] {
  const times = [runs.startedAtMs(row), runs.completedAtMs(row)];
  const runId = runs.runId(row);
  if (runId !== null) {
    for (const callRow of index.callRows(index.intern(runId), SAMPLED_GAPS)) {
      times.push(calls.atMs(calls.countedRow(callRow)));
    }
  }
  return times.filter((atMs) => !Number.isNaN(atMs)).toSorted((a, b) => a - b);
}

function addGaps(gaps: number[], times: readonly number[]): void {
  for (let at = 1; at < times.length && gaps.length < SAMPLED_GAPS; at++) {
    gaps.push((times[at] ?? 0) - (times[at - 1] ?? 0));
  }
}

/** Linear between the closest ranks (type 7); NaN of nothing. */
function quantile(sorted: readonly number[]): number {
  const rank = (sorted.length - 1) * QUANTILE;
  const low = sorted[Math.floor(rank)] ?? Number.NaN;
  const high = sorted[Math.ceil(rank)] ?? Number.NaN;
  return low + (high - low) * (rank - Math.floor(rank));
}
