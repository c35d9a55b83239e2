import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CallRecord } from "../../../src/core/records/call.ts";
import type { RunRecord } from "../../../src/core/records/run.ts";
import { computeFacets } from "../../../src/core/rollup/compute-facets.ts";
import type { Facet, FacetName } from "../../../src/core/rollup/facets.ts";
import { EMPTY_FILTER } from "../../../src/core/rollup/query.ts";
import type { RecordFilter, RecordStatus, TelemetryQuery } from "../../../src/core/rollup/query.ts";
import { aCall, aRouting, aRun, BASE_AT_MS, uuidOf } from "../../fixtures/records.ts";
import { calls, query, runs } from "./support/arbitrary.ts";
import { callFilter, isLeft, isRunLeft, modelsUsed, tiersUsed } from "./support/filters.ts";
import { countedCalls, countedRuns } from "./support/reference.ts";
import { aQuery, callIdAt, load, runIdAt, single } from "./support/scenario.ts";

type Values<R> = Readonly<Record<FacetName, (record: R) => readonly (string | null)[]>>;

/** Where each facet's own choice stands in the filter. */
const OWN: Readonly<Record<FacetName, keyof RecordFilter>> = {
  workflow: "workflows",
  provider: "providers",
  model: "models",
  tier: "tiers",
  status: "statuses",
  tag: "tags",
};
const NAMES = Object.keys(OWN) as FacetName[];

const statusOf = (success: boolean | null) => (success === null ? "unknown" : success ? "success" : "error");
const orNone = (values: readonly string[]) => (values.length === 0 ? [null] : values);

const CALL_VALUES: Values<CallRecord> = {
  workflow: (call) => [call.workflow],
  provider: (call) => [call.provider],
  model: (call) => [call.model],
  tier: (call) => [call.requestedTier ?? call.tier],
  status: (call) => [statusOf(call.success)],
  tag: (call) => call.tags,
};

const RUN_VALUES: Values<RunRecord> = {
  workflow: (run) => [run.workflow],
  provider: (run) => orNone(run.providers),
  model: (run) => orNone(modelsUsed(run)),
  tier: (run) => orNone(tiersUsed(run)),
  status: (run) => [statusOf(run.success)],
  tag: (run) => run.tags,
};

/** Counts each facet by itself: everything filtered but the facet's own choice. */
function expected<R>(
  records: readonly R[],
  filter: RecordFilter,
  valuesOf: Values<R>,
  left: (record: R, filter: RecordFilter) => boolean,
): Facet[] {
  return NAMES.map((name) => {
    const withoutOwn = { ...filter, [OWN[name]]: [] };
    const counts = new Map<string, number>();
    for (const record of records.filter((each) => left(each, withoutOwn))) {
      for (const value of valuesOf[name](record)) {
        counts.set(value ?? "(none)", (counts.get(value ?? "(none)") ?? 0) + 1);
      }
    }
    const values = [...counts]
      .map(([value, count]) => ({ value, count }))
      .toSorted((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
    return { name, values, otherCount: 0 };
  });
}

function expectCalls(
  given: Parameters<typeof countedCalls>[0],
  asked: TelemetryQuery,
  filter: RecordFilter,
): void {
  const counted = countedCalls(given, asked);
  const facets = computeFacets(load({ calls: given }), asked, filter, "call");
  expect(facets).toEqual(expected(counted, filter, CALL_VALUES, (call, each) => isLeft(call, each, asked)));
}

function expectRuns(given: readonly RunRecord[], asked: TelemetryQuery, filter: RecordFilter): void {
  const counted = countedRuns(given, asked);
  const facets = computeFacets(load({ runs: given }), asked, filter, "run");
  expect(facets).toEqual(expected(counted, filter, RUN_VALUES, (run, each) => isRunLeft(run, each, asked)));
}

const CHOICES = {
  workflows: [[], ["a"], ["(none)"]],
  providers: [[], ["anthropic"], ["anthropic", "openai"]],
  models: [[], ["m1"]],
  tiers: [[], ["cheap"], ["(none)", "premium"]],
  statuses: [[], ["error"], ["success", "unknown"]] satisfies RecordStatus[][],
  tags: [[], ["ci"]],
} as const;

/** Every combination of the choices: 324 filters. */
function everyFilter(): RecordFilter[] {
  let filters: RecordFilter[] = [EMPTY_FILTER];
  for (const [field, choices] of Object.entries(CHOICES)) {
    filters = filters.flatMap((filter) => choices.map((choice) => ({ ...filter, [field]: choice })));
  }
  return filters;
}

const WORKFLOWS = ["a", "b", null];
const PROVIDERS = ["anthropic", "openai", null];
const MODELS = ["m1", "m2", null];
const TIERS = ["cheap", "premium", null];
const SUCCESSES = [true, false, null];
const TAGS = [[], ["ci"], ["ci", "nightly"]];

/** Sixty records in which every pair of values of two dimensions occurs. */
function fixtureCalls() {
  return Array.from({ length: 60 }, (_, index) =>
    single(
      aCall({
        atMs: BASE_AT_MS - index,
        workflow: WORKFLOWS[index % 3] ?? null,
        provider: PROVIDERS[Math.floor(index / 3) % 3] ?? null,
        model: MODELS[Math.floor(index / 2) % 3] ?? null,
        tier: null,
        requestedTier: TIERS[Math.floor(index / 5) % 3] ?? null,
        success: SUCCESSES[Math.floor(index / 7) % 3] ?? null,
        tags: TAGS[Math.floor(index / 4) % 3] ?? [],
        taskType: `task-${index}`,
      }),
    ),
  );
}

function fixtureRuns(): RunRecord[] {
  return fixtureCalls().map(({ first }, index) =>
    aRun({
      runId: uuidOf(index),
      completedAtMs: first.atMs,
      workflow: first.workflow,
      providers: first.provider === null ? [] : [first.provider, ...(index % 4 === 0 ? ["openai-eu"] : [])],
      tiers: first.requestedTier === null ? [] : [first.requestedTier],
      stages: [],
      success: first.success,
      tags: first.tags,
    }),
  );
}

describe("computeFacets", () => {
  it("counts calls as a brute force does, for every combination of choices", () => {
    const given = fixtureCalls();
    const filters = everyFilter();
    expect(filters).toHaveLength(324);
    for (const filter of filters) expectCalls(given, aQuery(), filter);
  });

  it("counts runs as a brute force does, for every combination of choices", () => {
    const given = fixtureRuns();
    for (const filter of everyFilter()) expectRuns(given, aQuery(), filter);
  });

  it("counts whatever calls and runs there are, in every zone, window and mode", () => {
    fc.assert(
      fc.property(calls, runs, query, callFilter, (given, ran, asked, filter) => {
        expectCalls(given, asked, filter);
        expectRuns(ran, asked, filter);
      }),
      { numRuns: 100 },
    );
  });

  it("lists at most twenty values and counts the rest together", () => {
    const given = Array.from({ length: 300 }, (_, index) =>
      single(aCall({ model: `m${index % 25}`, taskType: `${index}` })),
    );
    given.push(
      single(aCall({ model: "most" })),
      ...Array.from({ length: 12 }, () => single(aCall({ model: "most" }))),
    );
    const model = computeFacets(load({ calls: given }), aQuery(), EMPTY_FILTER, "call").find(
      (facet) => facet.name === "model",
    );
    expect(model?.values).toHaveLength(20);
    expect(model?.values[0]).toEqual({ value: "most", count: 13 });
    expect(model?.values[1]).toEqual({ value: "m0", count: 12 });
    expect(model?.otherCount).toBe(6 * 12);
  });

  it("counts the user's tags with the producer's, each once for a record", () => {
    const dataset = load({
      calls: [single(aCall({ tags: ["ci"] })), single(aCall())],
      runs: [aRun({ tags: ["ci", "ci"] })],
    });
    dataset.setUserTags(
      new Map([
        [callIdAt(0), ["ci", "mine"]],
        [callIdAt(1), ["mine"]],
        [runIdAt(0), ["mine"]],
      ]),
    );
    const tagsOf = (kind: "call" | "run") =>
      computeFacets(dataset, aQuery(), EMPTY_FILTER, kind).at(-1)?.values;
    expect(tagsOf("call")).toEqual([
      { value: "mine", count: 2 },
      { value: "ci", count: 1 },
    ]);
    const twice = load({ runs: [aRun({ tags: ["ci", "ci"] })] });
    expect(computeFacets(twice, aQuery(), EMPTY_FILTER, "run").at(-1)?.values).toEqual([
      { value: "ci", count: 1 },
    ]);
    expect(tagsOf("run")).toEqual([
      { value: "ci", count: 1 },
      { value: "mine", count: 1 },
    ]);
  });

  it("counts runs without a line too, as running or incomplete and of no known provider", () => {
    const routing = [aRouting({ runId: uuidOf(1), atMs: BASE_AT_MS - 10, startedAtMs: BASE_AT_MS - 10 })];
    const facets = computeFacets(load({ runs: [aRun()], routing }), aQuery(), EMPTY_FILTER, "run");
    const valuesOf = (name: FacetName) => facets.find((facet) => facet.name === name)?.values;
    expect(valuesOf("status")).toEqual([
      { value: "running", count: 1 },
      { value: "success", count: 1 },
    ]);
    expect(valuesOf("provider")).toEqual([
      { value: "(none)", count: 1 },
      { value: "anthropic", count: 1 },
    ]);
    expect(valuesOf("workflow")).toEqual([{ value: "code-review", count: 2 }]);
  });
});
