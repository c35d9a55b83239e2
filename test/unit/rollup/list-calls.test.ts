import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { listCalls, matchingCallRows } from "../../../src/core/rollup/list-calls.ts";
import { EMPTY_FILTER } from "../../../src/core/rollup/query.ts";
import type { CallSortField, Page, RecordFilter, Sort } from "../../../src/core/rollup/query.ts";
import type { CallRow } from "../../../src/core/rollup/record-rows.ts";
import { compileCallFilter } from "../../../src/core/rollup/row-filter.ts";
import { aCall, aFirstTwin, aSecondTwin, BASE_AT_MS, uuidOf } from "../../fixtures/records.ts";
import { calls, query } from "./support/arbitrary.ts";
import { callFilter, isLeft } from "./support/filters.ts";
import * as reference from "./support/reference.ts";
import { aQuery, callIdAt, linesOf, load, single } from "./support/scenario.ts";

const NEWEST: Sort<CallSortField> = { field: "time", direction: "desc" };

function page(over: Partial<Page<CallSortField>> = {}): Page<CallSortField> {
  return { offset: 0, limit: 1000, sort: NEWEST, anchorCount: null, ...over };
}

/** The same record as a call is, with twins merged by hand, must be found under each listed id. */
function expectedIds(
  given: Parameters<typeof linesOf>[0],
  asked: ReturnType<typeof aQuery>,
  filter: RecordFilter,
) {
  const placeOf = new Map(linesOf(given).map((line, place) => [line.callId, place]));
  return reference
    .countedCalls(given, asked)
    .filter((call) => isLeft(call, filter, asked))
    .map((call) => callIdAt(placeOf.get(call.callId) ?? -1));
}

describe("listCalls", () => {
  it("lists exactly what query and filter leave, newest first, those without a time last", () => {
    fc.assert(
      fc.property(calls, query, callFilter, (given, asked, filter) => {
        const { rows, total } = listCalls(load({ calls: given }), asked, filter, page());
        expect(rows.map((row) => row.id).toSorted()).toEqual(expectedIds(given, asked, filter).toSorted());
        expect(total).toBe(rows.length);
        const times = rows.map((row) => row.atMs ?? -Infinity);
        expect(times).toEqual(times.toSorted((a, b) => (a === b ? 0 : b - a)));
      }),
      { numRuns: 150 },
    );
  });

  it("shows every row exactly once over all pages, in any order", () => {
    const sort = fc.record({
      field: fc.constantFrom<CallSortField>("time", "workflow", "cost", "latency", "status", "tier"),
      direction: fc.constantFrom("asc", "desc" as const),
    });
    fc.assert(
      fc.property(calls, query, sort, fc.integer({ min: 1, max: 9 }), (given, asked, by, limit) => {
        const dataset = load({ calls: given });
        const whole = listCalls(dataset, asked, EMPTY_FILTER, page({ sort: by }));
        const paged: CallRow[] = [];
        for (let offset = 0; offset < whole.total + limit; offset += limit) {
          const part = listCalls(dataset, asked, EMPTY_FILTER, page({ sort: by, offset, limit }));
          expect(part.total).toBe(whole.total);
          paged.push(...part.rows);
        }
        expect(paged).toEqual(whole.rows);
        expect(new Set(paged.map((row) => row.id)).size).toBe(whole.total);
      }),
      { numRuns: 100 },
    );
  });

  it("sorts by every field in both directions, unknown values last, equal ones newest first", () => {
    const keys: Readonly<Record<CallSortField, (row: CallRow) => string | number | null>> = {
      time: (row) => row.atMs,
      workflow: (row) => row.workflow,
      step: (row) => row.step,
      provider: (row) => row.provider,
      model: (row) => row.model,
      tier: (row) => row.requestedTier ?? row.tier,
      cost: (row) => row.costUsd,
      tokens: (row) => row.tokens,
      latency: (row) => row.latencyMs,
      status: (row) => ({ success: 0, error: 1 })[row.status as "success" | "error"] ?? null,
    };
    const field = fc.constantFrom(...(Object.keys(keys) as CallSortField[]));
    fc.assert(
      fc.property(calls, query, field, fc.boolean(), (given, asked, by, isAscending) => {
        const dataset = load({ calls: given });
        const direction = isAscending ? "asc" : "desc";
        const sorted = listCalls(dataset, asked, EMPTY_FILTER, page({ sort: { field: by, direction } })).rows;
        const newestFirst = listCalls(dataset, asked, EMPTY_FILTER, page()).rows;
        const base = by === "time" && isAscending ? newestFirst.toReversed() : newestFirst;
        const keyOf = keys[by];
        const expected = base.toSorted((a, b) => {
          const [left, right] = [keyOf(a), keyOf(b)];
          if (left === right) return 0;
          if (left === null || right === null) return left === null ? 1 : -1;
          return (left < right ? -1 : 1) * (isAscending ? 1 : -1);
        });
        expect(sorted.map((row) => row.id)).toEqual(expected.map((row) => row.id));
      }),
      { numRuns: 150 },
    );
  });

  it("makes rows of what is known, and of a merged pair one row with both ids", () => {
    const first = aFirstTwin({
      callId: "a",
      tags: ["ci"],
      atMs: BASE_AT_MS,
      latencyMs: 10,
      breakerState: "open",
    });
    const second = aSecondTwin({
      callId: "b",
      tags: ["ci", "night"],
      atMs: BASE_AT_MS + 2,
      latencyMs: 12,
      breakerState: "open",
    });
    const dataset = load({ calls: [{ first, second }] });
    dataset.setUserTags(
      new Map([
        [callIdAt(0), ["mine"]],
        [callIdAt(1), ["late"]],
      ]),
    );
    const { rows } = listCalls(dataset, aQuery(), EMPTY_FILTER, page());
    expect(rows).toEqual([
      {
        id: callIdAt(0),
        callId: "a",
        aliasCallId: "b",
        atMs: BASE_AT_MS,
        workflow: "code-review",
        step: "llm_call_capable",
        taskType: "general",
        provider: "anthropic",
        model: "claude-sonnet-4-5",
        tier: "capable",
        requestedTier: "capable",
        costUsd: 0.003,
        inputTokens: 1000,
        outputTokens: 0,
        tokens: 1000,
        latencyMs: 12,
        status: "success",
        errorType: null,
        fallbackUsed: false,
        retryCount: 0,
        breakerState: "open",
        runId: uuidOf(900),
        tags: ["ci", "mine", "night", "late"],
        isTwinMerged: true,
      },
    ]);
    const apart = listCalls(dataset, aQuery({ mergeTwins: false }), EMPTY_FILTER, page()).rows;
    expect(apart).toMatchObject([
      {
        callId: "b",
        latencyMs: 12,
        runId: uuidOf(900),
        isTwinMerged: false,
        aliasCallId: null,
        tags: ["ci", "night", "late"],
      },
      {
        callId: "a",
        latencyMs: 10,
        runId: null,
        isTwinMerged: false,
        aliasCallId: null,
        tags: ["ci", "mine"],
      },
    ]);
  });

  it("says null for every number that is not reported", () => {
    const silent = aCall({
      atMs: null,
      costNano: null,
      inputTokens: null,
      outputTokens: null,
      latencyMs: null,
      retryCount: null,
      success: null,
    });
    const { rows } = listCalls(load({ calls: [single(silent)] }), aQuery(), EMPTY_FILTER, page());
    const unknown = { atMs: null, costUsd: null, inputTokens: null, outputTokens: null, tokens: null };
    expect(rows).toMatchObject([{ ...unknown, latencyMs: null, retryCount: null, status: "unknown" }]);
  });

  it("finds the calls of a run with and without merging", () => {
    const pair = { first: aFirstTwin(), second: aSecondTwin({ atMs: BASE_AT_MS + 1 }) };
    const dataset = load({ calls: [pair, single(aCall({ runId: uuidOf(5) }))] });
    const ids = (mergeTwins: boolean, runId: string) =>
      listCalls(dataset, aQuery({ mergeTwins }), { ...EMPTY_FILTER, runId }, page()).rows.map(
        (row) => row.id,
      );
    expect(ids(true, uuidOf(900))).toEqual([callIdAt(0)]);
    expect(ids(false, uuidOf(900))).toEqual([callIdAt(1)]);
    expect(ids(true, uuidOf(5))).toEqual([callIdAt(2)]);
    expect(ids(true, "no such run")).toEqual([]);
  });

  it("narrows to a bucket of a chart, within the range", () => {
    const dataset = load({ calls: [0, 1, 2, 3].map((n) => single(aCall({ atMs: BASE_AT_MS + n }))) });
    const asked = aQuery({ window: { fromMs: BASE_AT_MS + 1, toMs: null } });
    const window = { fromMs: BASE_AT_MS, toMs: BASE_AT_MS + 3 };
    expect(listCalls(dataset, asked, { ...EMPTY_FILTER, window }, page()).total).toBe(2);
  });
});

describe("a long list", () => {
  const many = Array.from({ length: 500 }, (_, n) =>
    single(aCall({ atMs: BASE_AT_MS + ((n * 7919) % 500), costNano: n })),
  );
  const dataset = load({ calls: many });

  it("has all rows in order, by time and by another field", () => {
    const byTime = listCalls(dataset, aQuery(), EMPTY_FILTER, page({ limit: 500 })).rows;
    expect(byTime.map((row) => row.atMs)).toEqual(
      Array.from({ length: 500 }, (_, n) => BASE_AT_MS + 499 - n),
    );
    const sort = { field: "cost", direction: "asc" } as const;
    const byCost = listCalls(dataset, aQuery(), EMPTY_FILTER, page({ limit: 500, sort })).rows;
    expect(byCost.map((row) => row.id)).toEqual(many.map((_, n) => callIdAt(n)));
    expect(matchingCallRows(dataset, aQuery(), EMPTY_FILTER)).toHaveLength(500);
  });

  it("gives an empty page, with the total, past its end", () => {
    const sort = { field: "cost", direction: "asc" } as const;
    expect(listCalls(dataset, aQuery(), EMPTY_FILTER, page({ offset: 500 }))).toEqual({
      total: 500,
      rows: [],
    });
    expect(listCalls(dataset, aQuery(), EMPTY_FILTER, page({ offset: 900, sort }))).toEqual({
      total: 500,
      rows: [],
    });
  });
});

describe("matchingCallRows", () => {
  it("has the rows that the list has, oldest first, those without a time last", () => {
    fc.assert(
      fc.property(calls, query, callFilter, (given, asked, filter) => {
        const dataset = load({ calls: given });
        const rows = [...matchingCallRows(dataset, asked, filter)];
        const sort = { field: "time", direction: "asc" } as const;
        const listed = listCalls(dataset, asked, filter, page({ sort })).rows.map((row) => row.id);
        expect(rows.map((row) => callIdAt(row))).toEqual(listed);
        const test = compileCallFilter(dataset, asked, filter);
        const all = Array.from({ length: dataset.calls.count }, (_, row) => row);
        expect(all.filter(test)).toEqual(rows.toSorted((a, b) => a - b));
      }),
      { numRuns: 100 },
    );
  });
});
