import * as fc from "fast-check";
import { expect, it } from "vitest";
import type { CallRecord } from "../../../../src/core/records/call.ts";
import type { RunRecord } from "../../../../src/core/records/run.ts";
import { aggregatesOf, keepUp } from "../../../../src/core/rollup/cube/aggregates.ts";
import { Backlog } from "../../../../src/core/rollup/cube/following.ts";
import { computeBreakdown } from "../../../../src/core/rollup/compute-breakdown.ts";
import { computeFacets } from "../../../../src/core/rollup/compute-facets.ts";
import { computeSpark } from "../../../../src/core/rollup/compute-spark.ts";
import { computeStats } from "../../../../src/core/rollup/compute-stats.ts";
import { computeTimeSeries } from "../../../../src/core/rollup/compute-time-series.ts";
import { EMPTY_FILTER, type TelemetryQuery } from "../../../../src/core/rollup/query.ts";
import { Dataset } from "../../../../src/core/store/dataset.ts";
import type { TelemetryDataset } from "../../../../src/core/store/tables.ts";
import { calls, query as anyQuery, runs } from "../support/arbitrary.ts";
import { addCalls, addRuns, aQuery, linesOf } from "../support/scenario.ts";

type Step =
  | { readonly kind: "call"; readonly line: CallRecord }
  | { readonly kind: "run"; readonly line: RunRecord }
  | { readonly kind: "keepUp"; readonly steps: number }
  | {
      readonly kind: "begin";
      readonly query: TelemetryQuery;
      readonly mostRows: number;
      readonly times: number;
    }
  | { readonly kind: "ask"; readonly query: TelemetryQuery };

/** Lines in any order: a second twin before its first, runs before and after their calls, newer lines of a run. */
const steps: fc.Arbitrary<readonly Step[]> = fc
  .record({
    calls,
    runs,
    newerRuns: fc.array(fc.record({ index: fc.nat(11), completedAtMs: fc.nat(3), success: fc.boolean() }), {
      maxLength: 4,
    }),
    asked: fc.array(anyQuery, { minLength: 1, maxLength: 4 }),
    begun: fc.array(fc.record({ mostRows: fc.integer({ min: 1, max: 3 }), times: fc.nat(20) }), {
      maxLength: 8,
    }),
  })
  .chain(({ calls: logged, runs: given, newerRuns, asked, begun }) => {
    const again = newerRuns.flatMap(({ index, completedAtMs, success }) => {
      const run = given[index];
      const atMs = run?.completedAtMs ?? null;
      return run === undefined || atMs === null
        ? []
        : [{ ...run, completedAtMs: atMs + completedAtMs, success }];
    });
    const all: Step[] = [
      ...asked.map(() => ({ kind: "keepUp" as const, steps: Infinity })),
      ...begun.map(({ times }) => ({ kind: "keepUp" as const, steps: times })),
      ...linesOf(logged).map((line) => ({ kind: "call" as const, line })),
      ...[...given, ...again].map((line) => ({ kind: "run" as const, line })),
      ...begun.map((one, index) => ({
        ...one,
        kind: "begin" as const,
        query: asked[index % asked.length] ?? aQuery({}),
      })),
      ...[...asked, ...asked, ...asked].map((one) => ({ kind: "ask" as const, query: one })),
    ];
    return fc.shuffledSubarray(all, { minLength: all.length });
  });

function figuresOf(dataset: TelemetryDataset, asked: TelemetryQuery) {
  const choice = { kind: "all" } as const;
  const before = { fromMs: null, toMs: asked.window.fromMs };
  const { basis, ...stats } = computeStats(dataset, asked);
  return {
    stats,
    breakdowns: (["workflow", "provider", "model", "tier", "stage"] as const).flatMap((dimension) => [
      computeBreakdown(dataset, asked, "calls", dimension, before),
      computeBreakdown(dataset, asked, "runs", dimension, before),
    ]),
    series: [
      computeTimeSeries(dataset, asked, basis, choice),
      computeTimeSeries(dataset, asked, "runs", choice),
    ],
    sparks: [computeSpark(dataset, asked, "calls", 7), computeSpark(dataset, asked, "runs", 7)],
    facets: [
      computeFacets(
        dataset,
        asked,
        { ...EMPTY_FILTER, statuses: ["success", "unknown"], tiers: ["cheap"] },
        "call",
      ),
      computeFacets(dataset, asked, EMPTY_FILTER, "run"),
    ],
  };
}

/** The same records in the same order, seen by nobody before the end. */
function loaded(taken: readonly Step[]): Dataset {
  const dataset = new Dataset();
  for (const step of taken) take(dataset, step);
  return dataset;
}

function take(dataset: Dataset, step: Step): void {
  if (step.kind === "call") addCalls(dataset, [step.line]);
  if (step.kind === "run") addRuns(dataset, [step.line]);
  if (step.kind === "keepUp") keepUpFor(dataset, step.steps);
  if (step.kind === "begin") begin(dataset, step);
}

const begunToKeepUp = new WeakMap<Dataset, Generator<undefined, void>>();

/** Goes on where it stopped, whatever came between, and so many steps at most. */
function keepUpFor(dataset: Dataset, most: number): void {
  const going = begunToKeepUp.get(dataset) ?? keepUp(dataset);
  begunToKeepUp.set(dataset, going);
  for (let step = 0; step < most; step++) {
    if (going.next().done !== true) continue;
    begunToKeepUp.delete(dataset);
    return;
  }
}

/** Asks for figures that are worked off bit by bit, and stops somewhere on the way. */
function begin(dataset: Dataset, { query, mostRows, times }: Extract<Step, { kind: "begin" }>): void {
  for (let time = 0; time < times; time++) {
    const answer = aggregatesOf(dataset).within(mostRows, () => figuresOf(dataset, query));
    if (!(answer instanceof Backlog)) return;
    answer.workOff(mostRows);
  }
}

it("gives at any time what reading everything anew would give, whatever was asked before", () => {
  fc.assert(
    fc.property(steps, (given) => {
      const dataset = new Dataset();
      given.forEach((step, index) => {
        if (step.kind === "ask") {
          const anew = loaded(given.slice(0, index));
          expect(figuresOf(dataset, step.query)).toEqual(figuresOf(anew, step.query));
        } else take(dataset, step);
      });
    }),
    { numRuns: 60 },
  );
}, 60_000);
