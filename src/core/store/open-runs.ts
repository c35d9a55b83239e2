import type { RoutingRecord } from "../records/routing.ts";
import type { CallTable } from "./call-table.ts";
import { hasRoutingEnded, type RoutingTable } from "./routing-table.ts";
import { callRowsOf } from "./run-calls.ts";
import type { RunIndex } from "./run-index.ts";
import type { OpenRun, OpenRunColumns } from "./tables.ts";

interface OpenRunSources {
  readonly index: RunIndex;
  readonly calls: CallTable;
  readonly routing: RoutingTable;
}

/**
 * Runs without a line. Where `workflow_runs.jsonl` is missing every run is one: passes go by number, and only runs
 * that are shown become objects.
 */
export class OpenRuns implements OpenRunColumns {
  readonly #sources: OpenRunSources;
  readonly #views = new Map<number, OpenRunView>();
  #list: readonly OpenRunView[] = [];
  #version = 0;

  constructor(sources: OpenRunSources) {
    this.#sources = sources;
  }

  get count(): number {
    return this.#sources.index.open.count;
  }

  get limit(): number {
    return this.#sources.index.ids.count;
  }

  has(run: number): boolean {
    return this.#sources.index.open.has(run);
  }

  firstAtMs(run: number): number {
    return this.#sources.index.firstAtMs(run);
  }

  lastAtMs(run: number): number {
    return this.#sources.index.lastAtMs(run);
  }

  /** As the run's view has it, without making one where all its calls agree and routing knows nothing. */
  workflow(run: number): string | null {
    const { routing, index, calls } = this.#sources;
    if (routing.count > 0) return this.get(run).workflow;
    const rows = index.callRows(run, calls.count);
    const combos = rows.map((row) => calls.combos.get(calls.combo(row)).workflow);
    const [first = null] = combos;
    return combos.every((workflow) => workflow === first) ? first : this.get(run).workflow;
  }

  get(run: number): OpenRun {
    return this.#view(run);
  }

  /** Earliest first (unknown times before all), then by run id. The runs are live views. */
  list(): readonly OpenRun[] {
    const { index } = this.#sources;
    if (this.#version === index.openVersion) return this.#list;
    for (const run of this.#views.keys()) {
      if (!index.open.has(run)) this.#views.delete(run);
    }
    this.#list = Array.from(index.open, (run) => this.#view(run)).toSorted(compareOpenRuns);
    this.#version = index.openVersion;
    return this.#list;
  }

  #view(run: number): OpenRunView {
    let view = this.#views.get(run);
    if (view === undefined) this.#views.set(run, (view = new OpenRunView(run, this.#sources)));
    return view;
  }
}

function compareOpenRuns(a: OpenRun, b: OpenRun): number {
  // -1 rather than -Infinity for an unknown start: the difference of two infinities is no number.
  const aAtMs = Number.isNaN(a.firstAtMs) ? -1 : a.firstAtMs;
  const bAtMs = Number.isNaN(b.firstAtMs) ? -1 : b.firstAtMs;
  return aAtMs - bAtMs || (a.runId < b.runId ? -1 : 1);
}

class OpenRunView implements OpenRun {
  readonly runId: string;
  readonly #run: number;
  readonly #sources: OpenRunSources;
  #callRows: readonly number[] = [];
  #callCount = 0;

  constructor(run: number, sources: OpenRunSources) {
    this.runId = sources.index.ids.get(run) ?? "";
    this.#run = run;
    this.#sources = sources;
  }

  get firstAtMs(): number {
    return this.#sources.index.firstAtMs(this.#run);
  }

  get lastAtMs(): number {
    return this.#sources.index.lastAtMs(this.#run);
  }

  get routing(): RoutingRecord | null {
    return this.#sources.routing.ofRun(this.runId);
  }

  get hasEnded(): boolean {
    const routing = this.routing;
    return routing !== null && hasRoutingEnded(routing);
  }

  get callRows(): readonly number[] {
    const { calls, index } = this.#sources;
    // Any new call may be the twin of one of these.
    if (this.#callCount !== calls.count) {
      this.#callRows = callRowsOf(this.#run, calls, index);
      this.#callCount = calls.count;
    }
    return this.#callRows;
  }

  /** What routing says, else the first call that names one. */
  get workflow(): string | null {
    const routed = this.routing?.workflow ?? null;
    if (routed !== null) return routed;
    const { calls } = this.#sources;
    for (const row of this.callRows) {
      const { workflow } = calls.combos.get(calls.combo(row));
      if (workflow !== null) return workflow;
    }
    return null;
  }
}
