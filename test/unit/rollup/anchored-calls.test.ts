import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CallRecord } from "../../../src/core/records/call.ts";
import { callRowAt } from "../../../src/core/rollup/describe-call.ts";
import { countNewCalls, listCalls } from "../../../src/core/rollup/list-calls.ts";
import { EMPTY_FILTER } from "../../../src/core/rollup/query.ts";
import type { CallSortField, Page } from "../../../src/core/rollup/query.ts";
import { aFirstTwin, aSecondTwin, BASE_AT_MS, uuidOf } from "../../fixtures/records.ts";
import { calls, query } from "./support/arbitrary.ts";
import { callFilter } from "./support/filters.ts";
import { addCalls, aQuery, callIdAt, linesOf, load, single } from "./support/scenario.ts";

function page(over: Partial<Page<CallSortField>> = {}): Page<CallSortField> {
  return { offset: 0, limit: 1000, sort: { field: "time", direction: "desc" }, anchorCount: null, ...over };
}

describe("an anchored list", () => {
  it("stays as it was when more lines come, and the new ones are counted", () => {
    fc.assert(
      fc.property(calls, calls, query, callFilter, (before, after, asked, filter) => {
        const dataset = load({ calls: before });
        const anchorCount = dataset.calls.count;
        const then = listCalls(dataset, asked, filter, page());
        addCalls(
          dataset,
          linesOf(after).map((line, index): CallRecord => ({
            ...line,
            callId: uuidOf(9000 + index),
            taskType: `late-${line.taskType}`,
          })),
        );
        expect(listCalls(dataset, asked, filter, page({ anchorCount }))).toEqual(then);
        const now = listCalls(dataset, asked, filter, page());
        expect(countNewCalls(dataset, asked, filter, anchorCount)).toBe(now.total - then.total);
      }),
      { numRuns: 150 },
    );
  });

  it("keeps a second twin whose first line came later, and does not call it new", () => {
    const dataset = load({ calls: [single(aSecondTwin({ atMs: BASE_AT_MS + 1 }))] });
    addCalls(dataset, [aFirstTwin()]);
    const anchored = listCalls(dataset, aQuery(), EMPTY_FILTER, page({ anchorCount: 1 }));
    expect(anchored.rows.map((row) => row.id)).toEqual([callIdAt(0)]);
    expect(listCalls(dataset, aQuery(), EMPTY_FILTER, page()).rows.map((row) => row.id)).toEqual([
      callIdAt(1),
    ]);
    expect(countNewCalls(dataset, aQuery(), EMPTY_FILTER, 1)).toBe(0);
    expect(countNewCalls(dataset, aQuery({ mergeTwins: false }), EMPTY_FILTER, 1)).toBe(1);
  });
});

describe("callRowAt", () => {
  it("gives the call at an address, and for a merged second line the call that stands for it", () => {
    const pair = {
      first: aFirstTwin({ callId: "a" }),
      second: aSecondTwin({ callId: "b", atMs: BASE_AT_MS + 1 }),
    };
    const dataset = load({ calls: [pair] });
    expect(callRowAt(dataset, aQuery(), callIdAt(0))?.callId).toBe("a");
    expect(callRowAt(dataset, aQuery(), callIdAt(1))?.callId).toBe("a");
    expect(callRowAt(dataset, aQuery({ mergeTwins: false }), callIdAt(1))?.callId).toBe("b");
    expect(callRowAt(dataset, aQuery(), callIdAt(2))).toBeNull();
    expect(callRowAt(dataset, aQuery(), "run:x:0")).toBeNull();
  });
});
