import type { RoutingRecord } from "../records/routing.ts";
import type { CallTable } from "./call-table.ts";
import { hasRoutingEnded, type RoutingTable } from "./routing-table.ts";
import { callRowsOf } from "./run-calls.ts";
import type { RunIndex } from "./run-index.ts";
import { sortedPlaces } from "./sorted-places.ts";
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
  #order = new Int32Array(0);
  #version = 0;
  #list: readonly OpenRunView[] = [];
  #listed: Int32Array | null = null;

  constructor(sources: OpenRunSources) {
    this.#sources = sources;
  }

  get count(): number {
    return this.#sources.index.open.count;
  }

  has(run: number): boolean {
    return this.#sources.index.open.has(run);
  }

  visitSince(sinceMs: number, visit: (run: number) => void): void {
    const { index } = this.#sources;
    index.visitSince(sinceMs, (run) => {
      if (index.open.has(run)) visit(run);
    });
  }

  countFirst(sinceMs: number, within: (atMs: number) => boolean): number {
    return this.#sources.index.countOpen(sinceMs, within);
  }

  firstAtMs(run: number): number {
    return this.#sources.index.firstAtMs(run);
  }

  lastAtMs(run: number): number {
    return this.#sources.index.lastAtMs(run);
  }

  /** What routing says, else the first call in the order of the files that names one. */
  workflow(run: number): string | null {
    const { routing, index } = this.#sources;
    const routed = routing.count === 0 ? null : routing.ofRun(index.ids.get(run) ?? "");
    return routed?.workflow ?? workflowOfCalls(run, this.#sources);
  }

  get(run: number): OpenRun {
    return this.#view(run);
  }

  /** The number of an open run, -1 for any other id. */
  find(runId: string): number {
    const run = this.#sources.index.ids.find(runId);
    return run >= 0 && this.has(run) ? run : -1;
  }

  order(): Int32Array {
    const { index } = this.#sources;
    if (this.#version === index.openVersion) return this.#order;
    for (const run of this.#views.keys()) if (!index.open.has(run)) this.#views.delete(run);
    const runs = Int32Array.from(index.open);
    const keys = Float64Array.from(runs, (run) => {
      const atMs = index.firstAtMs(run);
      return Number.isNaN(atMs) ? -Infinity : atMs;
    });
    const idAt = (place: number) => index.ids.get(runs[place] ?? 0) ?? "";
    this.#order = Int32Array.from(
      sortedPlaces(keys, (a, b) => idAt(a) > idAt(b)),
      (place) => runs[place] ?? 0,
    );
    this.#version = index.openVersion;
    return this.#order;
  }

  /** Earliest first (unknown times before all), then by run id. The runs are live views. */
  list(): readonly OpenRun[] {
    const order = this.order();
    if (this.#listed !== order) {
      this.#listed = order;
      this.#list = Array.from(order, (run) => this.#view(run));
    }
    return this.#list;
  }

  #view(run: number): OpenRunView {
    let view = this.#views.get(run);
    if (view === undefined) this.#views.set(run, (view = new OpenRunView(run, this.#sources)));
    return view;
  }
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

  get workflow(): string | null {
    return this.routing?.workflow ?? workflowOfCalls(this.#run, this.#sources);
  }
}

/** Of the first call in the order of the files that names one. */
function workflowOfCalls(run: number, { index, calls }: OpenRunSources): string | null {
  const combo = index.rememberCombo(run, () => firstComboOf(run, index, calls));
  return combo < 0 ? null : calls.combos.get(combo).workflow;
}

function firstComboOf(run: number, index: RunIndex, calls: CallTable): number {
  let first = -1;
  for (const line of index.callRows(run, calls.count)) {
    const row = calls.countedRow(line);
    if (calls.combos.get(calls.combo(row)).workflow === null) continue;
    if (first < 0 || standsBefore(calls, row, first)) first = row;
  }
  return first < 0 ? -1 : calls.combo(first);
}

function standsBefore(calls: CallTable, a: number, b: number): boolean {
  const files = calls.fileId(a) - calls.fileId(b);
  return files === 0 ? calls.byteOffset(a) < calls.byteOffset(b) : files < 0;
}
