import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countNewRuns, listRuns, matchingRunRows } from "../../../src/core/rollup/list-runs.ts";
import { EMPTY_FILTER } from "../../../src/core/rollup/query.ts";
import type { Page, RunSortField } from "../../../src/core/rollup/query.ts";
import type { RunRow } from "../../../src/core/rollup/record-rows.ts";
import { compileRunFilter } from "../../../src/core/rollup/row-filter.ts";
import { aCall, aRouting, aRun, aStage, BASE_AT_MS, uuidOf } from "../../fixtures/records.ts";
import { query, runs } from "./support/arbitrary.ts";
import { callFilter, filterOf, isRunLeft } from "./support/filters.ts";
import { countedRuns } from "./support/reference.ts";
import { addRuns, aQuery, load, runIdAt, single } from "./support/scenario.ts";

function page(over: Partial<Page<RunSortField>> = {}): Page<RunSortField> {
  return { offset: 0, limit: 1000, sort: { field: "time", direction: "desc" }, anchorCount: null, ...over };
}

const routingAt = (n: number, atMs: number, over = {}) =>
  aRouting({ runId: uuidOf(n), atMs, startedAtMs: atMs, ...over });

/** Two runs with a line and, between them in time, one in progress; an old one that never ended. */
function mixed() {
  return load({
    runs: [
      aRun({ runId: uuidOf(1), completedAtMs: BASE_AT_MS - 50_000 }),
      aRun({ runId: uuidOf(2), completedAtMs: BASE_AT_MS - 1000, success: false, error: "timeout" }),
    ],
    routing: [routingAt(3, BASE_AT_MS - 20_000), routingAt(4, BASE_AT_MS - 9_000_000)],
    calls: [single(aCall({ runId: uuidOf(5), hasRunIdKey: true, atMs: null, workflow: "bug-predict" }))],
  });
}

const ids = (rows: readonly RunRow[]) => rows.map((row) => row.id);

describe("listRuns", () => {
  it("lists exactly what query and filter leave, newest first, those without a time last", () => {
    fc.assert(
      fc.property(runs, query, callFilter, (given, asked, filter) => {
        const { rows, total } = listRuns(load({ runs: given }), asked, filter, page());
        const expected = countedRuns(given, asked).filter((run) => isRunLeft(run, filter, asked));
        expect(ids(rows).toSorted()).toEqual(expected.map((run) => runIdAt(given.indexOf(run))).toSorted());
        expect(total).toBe(expected.length);
        const times = rows.map((row) => row.atMs ?? -Infinity);
        expect(times).toEqual(times.toSorted((a, b) => (a === b ? 0 : b - a)));
      }),
      { numRuns: 300 },
    );
  });

  it("puts runs without a line among the others, by the time they were first heard of", () => {
    const { rows, total } = listRuns(mixed(), aQuery(), EMPTY_FILTER, page());
    expect(total).toBe(5);
    expect(rows.map((row) => [row.id, row.status])).toEqual([
      [runIdAt(1), "error"],
      [`run:${uuidOf(3)}`, "running"],
      [runIdAt(0), "success"],
      [`run:${uuidOf(4)}`, "incomplete"],
      [`run:${uuidOf(5)}`, "incomplete"],
    ]);
    const oldestFirst = listRuns(
      mixed(),
      aQuery(),
      EMPTY_FILTER,
      page({ sort: { field: "time", direction: "asc" } }),
    );
    expect(ids(oldestFirst.rows)).toEqual([
      `run:${uuidOf(4)}`,
      runIdAt(0),
      `run:${uuidOf(3)}`,
      runIdAt(1),
      `run:${uuidOf(5)}`,
    ]);
  });

  it("filters runs without a line by what is known of them", () => {
    const left = (over: Parameters<typeof filterOf>[0]) =>
      ids(listRuns(mixed(), aQuery(), filterOf(over), page()).rows);
    expect(left({ statuses: ["running"] })).toEqual([`run:${uuidOf(3)}`]);
    expect(left({ statuses: ["incomplete"] })).toEqual([`run:${uuidOf(4)}`, `run:${uuidOf(5)}`]);
    expect(left({ workflows: ["bug-predict"] })).toEqual([`run:${uuidOf(5)}`]);
    expect(left({ providers: ["(none)"] })).toHaveLength(3);
    expect(left({ runId: uuidOf(3) })).toEqual([`run:${uuidOf(3)}`]);
    expect(left({ stages: ["analyze"] })).toEqual([runIdAt(1), runIdAt(0)]);
    expect(left({ window: { fromMs: BASE_AT_MS - 60_000, toMs: BASE_AT_MS - 10_000 } })).toEqual([
      `run:${uuidOf(3)}`,
      runIdAt(0),
    ]);
  });

  it("finds tags that the user gave to a run with a line and to one without", () => {
    const dataset = mixed();
    dataset.setUserTags(
      new Map([
        [runIdAt(0), ["mine"]],
        [`run:${uuidOf(3)}`, ["mine"]],
      ]),
    );
    const { rows } = listRuns(dataset, aQuery(), filterOf({ tags: ["mine"] }), page());
    expect(rows.map((row) => [row.id, row.tags])).toEqual([
      [`run:${uuidOf(3)}`, ["mine"]],
      [runIdAt(0), ["mine"]],
    ]);
  });

  it("finds a run of several providers by each of them, and by their joined name", () => {
    const dataset = load({ runs: [aRun({ providers: ["openai", "anthropic"] })] });
    for (const provider of ["openai", "anthropic", "anthropic + openai"]) {
      expect(listRuns(dataset, aQuery(), filterOf({ providers: [provider] }), page()).total).toBe(1);
    }
    expect(listRuns(dataset, aQuery(), filterOf({ providers: ["google"] }), page()).total).toBe(0);
  });

  it("sorts by every field in both directions, unknown values last, equal ones newest first", () => {
    const statusRank = { success: 0, running: 1, incomplete: 2, error: 3, unknown: null };
    const keys: Readonly<Record<Exclude<RunSortField, "time">, (row: RunRow) => string | number | null>> = {
      workflow: (row) => row.workflow,
      cost: (row) => row.costUsd,
      savings: (row) => row.savingsUsd,
      duration: (row) => row.durationMs,
      status: (row) => statusRank[row.status],
      stages: (row) => row.stageCount,
    };
    const field = fc.constantFrom(...(Object.keys(keys) as (keyof typeof keys)[]));
    const routing = [routingAt(300, BASE_AT_MS + 5), routingAt(301, BASE_AT_MS + 6, { workflow: null })];
    fc.assert(
      fc.property(runs, query, field, fc.boolean(), (given, asked, by, isAscending) => {
        const dataset = load({ runs: given, routing });
        const direction = isAscending ? "asc" : "desc";
        const sorted = listRuns(dataset, asked, EMPTY_FILTER, page({ sort: { field: by, direction } })).rows;
        const keyOf = keys[by];
        const expected = listRuns(dataset, asked, EMPTY_FILTER, page()).rows.toSorted((a, b) => {
          const [left, right] = [keyOf(a), keyOf(b)];
          if (left === right) return 0;
          if (left === null || right === null) return left === null ? 1 : -1;
          return (left < right ? -1 : 1) * (isAscending ? 1 : -1);
        });
        expect(ids(sorted)).toEqual(ids(expected));
      }),
      { numRuns: 200 },
    );
  });

  it("shows every run exactly once over all pages", () => {
    fc.assert(
      fc.property(runs, query, fc.integer({ min: 1, max: 5 }), (given, asked, limit) => {
        const dataset = load({ runs: given, routing: [routingAt(300, asked.nowMs)] });
        const whole = listRuns(dataset, asked, EMPTY_FILTER, page());
        const paged: RunRow[] = [];
        for (let offset = 0; offset < whole.total + limit; offset += limit) {
          paged.push(...listRuns(dataset, asked, EMPTY_FILTER, page({ offset, limit })).rows);
        }
        expect(paged).toEqual(whole.rows);
      }),
    );
  });
});

describe("a row of a run", () => {
  it("has what the line says", () => {
    const stages = [
      aStage({ tier: "cheap", latencyMs: 49 }),
      aStage({ tier: "cheap" }),
      aStage({ tier: "premium", isSkipped: true }),
    ];
    const run = aRun({ stages, tiers: [], tags: ["ci"], trigger: "manual", project: "p", parentRunId: "up" });
    const { rows } = listRuns(load({ runs: [run] }), aQuery(), EMPTY_FILTER, page());
    expect(rows).toEqual([
      {
        id: runIdAt(0),
        runId: uuidOf(900),
        atMs: BASE_AT_MS,
        startedAtMs: BASE_AT_MS - 2000,
        completedAtMs: BASE_AT_MS,
        workflow: "code-review",
        status: "success",
        costUsd: 0.0054,
        baselineCostUsd: 0.027,
        savingsUsd: 0.0216,
        durationMs: 2000,
        inputTokens: 800,
        outputTokens: 200,
        tokens: 1000,
        stageCount: 3,
        skippedStageCount: 1,
        providers: ["anthropic"],
        tiers: ["cheap"],
        error: null,
        trigger: "manual",
        project: "p",
        parentRunId: "up",
        tags: ["ci"],
        hasNoModelCall: false,
      },
    ]);
  });

  it("has nothing but what routing and calls say while there is no line", () => {
    const routing = [
      routingAt(3, BASE_AT_MS - 20_000),
      routingAt(3, BASE_AT_MS - 20_000, {
        status: "failed",
        completedAtMs: BASE_AT_MS - 10_000,
        errorMessage: "no key",
      }),
    ];
    const { rows } = listRuns(load({ routing }), aQuery(), EMPTY_FILTER, page());
    expect(rows).toMatchObject([
      {
        id: `run:${uuidOf(3)}`,
        status: "incomplete",
        atMs: BASE_AT_MS - 20_000,
        startedAtMs: BASE_AT_MS - 20_000,
        completedAtMs: BASE_AT_MS - 10_000,
        error: "no key",
        costUsd: null,
        durationMs: null,
        tokens: null,
        stageCount: null,
        skippedStageCount: null,
        hasNoModelCall: null,
      },
    ]);
  });

  it("tells whether any stage can have called a model", () => {
    const flag = (stages: ReturnType<typeof aStage>[], runId: string | null = null) => {
      const dataset = load({ runs: [aRun({ stages, runId })], calls: [single(aCall({ runId: uuidOf(7) }))] });
      const { rows } = listRuns(dataset, aQuery(), EMPTY_FILTER, page());
      return rows.find((row) => row.id === runIdAt(0))?.hasNoModelCall;
    };
    expect(flag([aStage({ latencyMs: 49 }), aStage({ latencyMs: 0 })])).toBe(true);
    expect(flag([aStage({ latencyMs: 49 }), aStage({ latencyMs: 50 })])).toBe(false);
    expect(flag([aStage({ latencyMs: 900, isSkipped: true }), aStage({ latencyMs: 1 })])).toBe(true);
    expect(flag([aStage({ latencyMs: null })])).toBe(false);
    expect(flag([])).toBe(false);
    expect(flag([aStage({ latencyMs: 1 })], uuidOf(8))).toBe(true);
    expect(flag([aStage({ latencyMs: 1 })], uuidOf(7))).toBe(false);
  });
});

describe("an anchored list of runs", () => {
  it("stays as it was when more lines come, superseding ones too, and the new ones are counted", () => {
    fc.assert(
      fc.property(runs, runs, query, callFilter, (before, after, asked, filter) => {
        const dataset = load({ runs: before });
        const anchorCount = dataset.runs.count;
        const then = listRuns(dataset, asked, filter, page());
        addRuns(dataset, after);
        expect(listRuns(dataset, asked, filter, page({ anchorCount }))).toEqual(then);
        const later = new Set(after.map((_, index) => runIdAt(before.length + index)));
        const now = ids(listRuns(dataset, asked, filter, page()).rows);
        expect(countNewRuns(dataset, asked, filter, anchorCount)).toBe(
          now.filter((id) => later.has(id)).length,
        );
      }),
      { numRuns: 200 },
    );
  });
});

describe("matchingRunRows", () => {
  it("has the rows with a line that the list has, oldest first", () => {
    fc.assert(
      fc.property(runs, query, callFilter, (given, asked, filter) => {
        const dataset = load({ runs: given, routing: [routingAt(300, asked.nowMs)] });
        const rows = [...matchingRunRows(dataset, asked, filter)];
        const sort = { field: "time", direction: "asc" } as const;
        const listed = ids(listRuns(dataset, asked, filter, page({ sort })).rows);
        expect(rows.map((row) => runIdAt(row))).toEqual(listed.filter((id) => id.startsWith("run:.empathy")));
        const test = compileRunFilter(dataset, asked, filter);
        expect(given.map((_, row) => row).filter(test)).toEqual(rows.toSorted((a, b) => a - b));
      }),
      { numRuns: 100 },
    );
  });
});
