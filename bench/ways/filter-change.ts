import { computeFacets } from "../../src/core/rollup/compute-facets.ts";
import { computeStats } from "../../src/core/rollup/compute-stats.ts";
import { listCalls } from "../../src/core/rollup/list-calls.ts";
import type { RecordFilter, TelemetryQuery } from "../../src/core/rollup/query.ts";
import { EMPTY_FILTER } from "../../src/core/rollup/query.ts";
import type { TelemetryDataset } from "../../src/core/store/tables.ts";
import { systemTimeZone } from "../../src/node/system-time-zone.ts";
import { median } from "../lib/statistics.mjs";
import type { Outcome } from "./outcome.ts";
import { NOW_MS } from "./outcome.ts";
import { loadProduct } from "./read-product.ts";

const MS_PER_MINUTE = 60_000;
const WORKFLOWS = ["code-review", "security-audit", "perf-audit", "bug-predict", "test-gen", "refactor-plan"];
const TIERS = ["cheap", "capable", "premium"];
const PAGE = { offset: 0, limit: 20, sort: { field: "time", direction: "desc" }, anchorCount: null } as const;

/** Another filter each time, on data that are loaded: what sums by day answer, and what needs a pass over rows. */
export async function changeFilters(path: string): Promise<Outcome> {
  const dataset = await loadProduct(path);
  const query = {
    window: { fromMs: null, toMs: null },
    timeZone: systemTimeZone(),
    nowMs: NOW_MS,
    mergeTwins: true,
    hiddenWorkflows: [],
  };
  return {
    rows: dataset.calls.count,
    columnBytes: 0,
    detail: {
      cubeMs: median(filters().map((filter) => timed(() => answer(dataset, query, filter)))),
      scanMs: median(subDayQueries(query).map((asked) => timed(() => computeStats(dataset, asked)))),
      bareMs: median(bareScans(dataset)),
    },
  };
}

/** The panel's feed after a change: its first page, how many there are, and what one can narrow it to. */
function answer(dataset: TelemetryDataset, query: TelemetryQuery, filter: RecordFilter): void {
  listCalls(dataset, query, filter, PAGE);
  computeFacets(dataset, query, filter, "call");
}

function filters(): readonly RecordFilter[] {
  return WORKFLOWS.flatMap((workflow) =>
    TIERS.map((tier) => ({ ...EMPTY_FILTER, workflows: [workflow], tiers: [tier] })),
  );
}

/** Windows that begin and end within a day, each a little narrower: nothing that was kept answers them. */
function subDayQueries(query: TelemetryQuery): readonly TelemetryQuery[] {
  return Array.from({ length: 9 }, (_, n) => ({
    ...query,
    window: {
      fromMs: Date.UTC(2025, 8, 2, 3, 7 + n),
      toMs: NOW_MS - 60 * 86_400_000 - (5 * 60 + 7 * n) * MS_PER_MINUTE,
    },
  }));
}

/** One column of numbers, added up: what a pass over all rows costs at least. */
function bareScans({ calls }: TelemetryDataset): readonly number[] {
  const column = Float64Array.from({ length: calls.count }, (_, row) => calls.atMs(row));
  let total = 0;
  const times = Array.from({ length: 9 }, () => timed(() => (total = addUp(column))));
  if (!Number.isFinite(total)) throw new Error("a call has no time");
  return times;
}

/** A sum of its own: one that a closure shares would be an object, made anew for each row. */
function addUp(column: Float64Array): number {
  let total = 0;
  for (let row = 0; row < column.length; row++) total += column[row] ?? 0;
  return total;
}

function timed(work: () => void): number {
  const startMs = performance.now();
  work();
  return performance.now() - startMs;
}
