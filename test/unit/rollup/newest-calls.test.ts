import { beforeAll, describe, expect, it } from "vitest";
import { AnchoredCalls } from "../../../src/core/rollup/anchored-calls.ts";
import { aggregatesOf } from "../../../src/core/rollup/cube/aggregates.ts";
import { CallRowReader } from "../../../src/core/rollup/call-row.ts";
import { listCalls } from "../../../src/core/rollup/list-calls.ts";
import { EMPTY_FILTER, type RecordFilter } from "../../../src/core/rollup/query.ts";
import { newestCalls } from "../../../src/core/rollup/top-calls.ts";
import { BLOCK_ROWS } from "../../../src/core/store/call-block.ts";
import type { Dataset } from "../../../src/core/store/dataset.ts";
import { aCall, BASE_AT_MS, uuidOf } from "../../fixtures/records.ts";
import { aQuery, load, single } from "./support/scenario.ts";

const ROWS = 20 * BLOCK_ROWS;
const MINUTE_MS = 60_000;
const query = aQuery({ nowMs: BASE_AT_MS });

/** Nearly in order, as files are: some are late, some far away, some have no time, and many the same. */
function atMsOf(index: number): number {
  if (index % 997 === 0) return Number.NaN;
  if (index % 1499 === 0) return BASE_AT_MS - ((index * 7919) % ROWS) * MINUTE_MS;
  return BASE_AT_MS - Math.floor((ROWS - index + ((index * 31) % 40)) / 3) * MINUTE_MS;
}

function callAt(index: number) {
  const workflow = index === 5 ? "once" : index % 3000 < 2 ? "rare" : index % 2 === 0 ? "even" : "odd";
  return single(aCall({ callId: uuidOf(index), atMs: atMsOf(index), workflow, success: index % 5 !== 0 }));
}

function ofWorkflow(workflow: string): RecordFilter {
  return { ...EMPTY_FILTER, workflows: [workflow] };
}

describe("the newest calls", () => {
  let plain: Dataset;
  let ordered: Dataset;

  beforeAll(() => {
    const calls = Array.from({ length: ROWS }, (_, index) => callAt(index));
    plain = load({ calls });
    ordered = load({ calls });
    ordered.callOrder.get();
  });

  it("are those of the order of all rows, wherever they stand", () => {
    const filters: readonly RecordFilter[] = [
      EMPTY_FILTER,
      ofWorkflow("odd"),
      ofWorkflow("rare"),
      ofWorkflow("nobody"),
      { ...EMPTY_FILTER, statuses: ["error"] },
      {
        ...EMPTY_FILTER,
        window: { fromMs: BASE_AT_MS - 9000 * MINUTE_MS, toMs: BASE_AT_MS - 7000 * MINUTE_MS },
      },
    ];
    const reader = new CallRowReader(plain, query);
    let found = 0;
    for (const filter of filters) {
      for (const limit of [1, 20, 1000, BLOCK_ROWS - 10, BLOCK_ROWS + 10]) {
        for (const anchorCount of [null, ROWS - 700]) {
          const calls = new AnchoredCalls(plain, query, filter, anchorCount);
          const page = { offset: 0, limit, sort: { field: "time", direction: "desc" }, anchorCount } as const;
          const { total, rows } = listCalls(ordered, query, filter, page);
          const newest = newestCalls({ dataset: plain, query, filter, calls }, Math.min(limit, total));
          if (newest === null) continue;
          expect(Array.from(newest, (row) => reader.read(row))).toEqual(rows);
          found++;
        }
      }
    }
    expect(found).toBeGreaterThan(30);
  });

  it("are given up where they lie far back", () => {
    const asked = (filter: RecordFilter) => ({
      dataset: plain,
      query,
      filter,
      calls: new AnchoredCalls(plain, query, filter, null),
    });
    expect(newestCalls(asked(ofWorkflow("once")), 1)).toBeNull();
    expect(newestCalls(asked(ofWorkflow("odd")), 20)).toHaveLength(20);
  });

  it("need no order of all rows", () => {
    const fresh = load({ calls: Array.from({ length: 10 }, (_, index) => callAt(ROWS - index)) });
    const page = {
      offset: 0,
      limit: 5,
      sort: { field: "time", direction: "desc" },
      anchorCount: null,
    } as const;
    expect(listCalls(fresh, query, EMPTY_FILTER, page).rows).toHaveLength(5);
    expect(aggregatesOf(fresh).hasOrder).toBe(false);
    listCalls(fresh, query, EMPTY_FILTER, { ...page, sort: { field: "time", direction: "asc" } });
    expect(aggregatesOf(fresh).hasOrder).toBe(true);
  });
});
