import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { computeStats } from "../../../src/core/rollup/compute-stats.ts";
import { statsOf } from "../../../src/core/view-model/stats-memo.ts";
import { aCall, aRouting, aRun } from "../../fixtures/records.ts";
import { appendTo, callsOf, datasetOf, DAY_MS, NOW_MS } from "./panel-fixture.ts";

const query = {
  window: { fromMs: null, toMs: null },
  timeZone: "UTC",
  nowMs: NOW_MS,
  mergeTwins: true,
  hiddenWorkflows: [],
};

describe("statsOf", () => {
  it("computes once for a revision and a query", () => {
    const dataset = datasetOf(callsOf(3));
    const first = statsOf(dataset, query);
    expect(statsOf(dataset, { ...query })).toBe(first);
    expect(statsOf(dataset, { ...query, mergeTwins: false })).not.toBe(first);
    expect(statsOf(dataset, query)).toBe(first);
  });

  it("computes anew after an append, and for another dataset", () => {
    const dataset = datasetOf(callsOf(3));
    expect(statsOf(dataset, query).calls.count).toBe(3);
    appendTo(dataset, callsOf(2));
    expect(statsOf(dataset, query).calls.count).toBe(5);
    expect(statsOf(datasetOf(callsOf(1)), query).calls.count).toBe(1);
  });

  it("keeps the figures while only time passes", () => {
    const dataset = datasetOf(callsOf(3));
    const first = statsOf(dataset, query);
    expect(statsOf(dataset, { ...query, nowMs: NOW_MS + 3 * DAY_MS })).toBe(first);
  });

  it("keeps what is asked again and again, whatever is asked once in between", () => {
    const dataset = datasetOf(callsOf(3));
    const first = statsOf(dataset, query);
    for (let n = 1; n <= 20; n++) {
      statsOf(dataset, { ...query, window: { fromMs: n, toMs: null } });
      expect(statsOf(dataset, query)).toBe(first);
    }
  });

  it("gives what computing gives, at any time, with runs in progress and clocks that were wrong", () => {
    const offset = fc.integer({ min: -3 * DAY_MS, max: 3 * DAY_MS });
    const near = fc.integer({ min: -300_000, max: 300_000 });
    const ages = fc.array(fc.oneof(offset, near), { maxLength: 6 });
    fc.assert(
      fc.property(
        ages,
        ages,
        fc.array(fc.oneof(offset, near), { minLength: 1, maxLength: 8 }),
        (open, closed, times) => {
          const dataset = datasetOf([
            ...open.map((ms, n) =>
              aRouting({ runId: `open-${n}`, atMs: NOW_MS + ms, startedAtMs: NOW_MS + 2 * ms }),
            ),
            ...closed.map((ms, n) =>
              aCall({ callId: `call-${n}`, runId: n % 2 === 0 ? `c-${n}` : null, atMs: NOW_MS + ms }),
            ),
            ...closed.map((ms, n) => aRun({ runId: `run-${n}`, completedAtMs: NOW_MS + ms })),
          ]);
          for (const ms of times) {
            for (const window of [query.window, { fromMs: NOW_MS - DAY_MS, toMs: NOW_MS + 2 * DAY_MS }]) {
              const asked = { ...query, window, nowMs: NOW_MS + ms };
              expect(statsOf(dataset, asked)).toEqual(computeStats(dataset, asked));
            }
          }
        },
      ),
    );
  });
});
