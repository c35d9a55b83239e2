import type { OpenRunColumns, RunColumns, TelemetryDataset } from "../store/tables.ts";
import type { TelemetryQuery } from "./query.ts";
import { WindowTest } from "./time-window.ts";
import { HiddenWorkflows } from "./workflow-glob.ts";

/** Which runs a query counts: those with a line, the newest one of each run, in the range, not hidden. */
export class RunScope {
  readonly #runs: RunColumns;
  readonly #window: WindowTest;
  readonly #hidden: HiddenWorkflows;

  constructor(
    dataset: TelemetryDataset,
    query: Pick<TelemetryQuery, "window" | "nowMs" | "hiddenWorkflows">,
  ) {
    this.#runs = dataset.runs;
    this.#window = new WindowTest(query.window, query.nowMs);
    this.#hidden = new HiddenWorkflows(query.hiddenWorkflows);
  }

  /** As `counts`, but of superseded lines too. */
  covers(row: number): boolean {
    return this.#window.holds(this.#runs.atMs(row)) && !this.#hidden.hides(this.#runs.workflow(row));
  }

  counts(row: number): boolean {
    return !this.#runs.isSuperseded(row) && this.covers(row);
  }

  /** A run without a line belongs to the time it was first heard of. It is shown and in no count. */
  shows(open: OpenRunColumns, run: number): boolean {
    if (!this.#window.holds(open.firstAtMs(run))) return false;
    // The workflow of an open run has to be looked up among its calls: only where it matters.
    return this.#hidden.isEmpty || !this.#hidden.hides(open.workflow(run));
  }
}
