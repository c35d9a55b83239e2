import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jsonBytes } from "../../../src/core/view-model/bound-view.ts";
import { boundRows } from "../../../src/core/view-model/bound-rows.ts";
import { listFeedRows } from "../../../src/core/view-model/build-feed.ts";
import { callsOf, datasetOf, intentOf, NOW_MS, runsOf } from "./panel-fixture.ts";

const MESSAGE_BYTES = 16 * 1024;
/** The most that the protocol lets a page ask for. */
const MOST_ROWS = 60;

const query = {
  window: { fromMs: null, toMs: null },
  timeZone: "UTC",
  nowMs: NOW_MS,
  mergeTwins: true,
  hiddenWorkflows: [],
};

/** Every row of the list that a page asking for the rest, again and again, comes by. */
function collect(kind: "calls" | "runs", name: string) {
  const names = Array.from({ length: 12 }, (_, index) => `${index}${name}`);
  const dataset = datasetOf(
    kind === "calls"
      ? callsOf(90, () => ({ workflow: name, step: name, provider: name, model: name, tags: names }))
      : runsOf(90, () => ({ workflow: name, providers: names, tiers: names, tags: names })),
    name.slice(0, 60),
  );
  const list = (offset: number, limit: number) =>
    listFeedRows(dataset, query, { ...intentOf().feed, kind, offset }, limit, 1).rows;
  const messages: number[] = [];
  const ids: string[] = [];
  for (;;) {
    const rows = boundRows(list(ids.length, MOST_ROWS));
    if (rows.length === 0) break;
    const envelope = { type: "rows", version: 1, requestNumber: 123_456, total: 90, rows };
    messages.push(jsonBytes(envelope));
    ids.push(...rows.map(({ id }) => id));
  }
  return { messages, ids, all: list(0, 1000).map(({ id }) => id) };
}

describe("boundRows", () => {
  it("keeps every message of rows within 16 KB, and loses no row", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("calls" as const, "runs" as const),
        fc.constantFrom("x", "\u0001", "\u{1f600}", '"\\', "\u202e</script>", "\ud800"),
        fc.integer({ min: 0, max: 300 }),
        (kind, unit, times) => {
          const { messages, ids, all } = collect(kind, unit.repeat(times));
          expect(Math.max(...messages)).toBeLessThanOrEqual(MESSAGE_BYTES);
          expect(ids).toEqual(all);
        },
      ),
      { numRuns: 25 },
    );
  });

  it("leaves a window of usual rows as it is", () => {
    const dataset = datasetOf(callsOf(40));
    const { rows } = listFeedRows(dataset, query, intentOf().feed, 40, 1);
    expect(boundRows(rows)).toEqual(rows);
    expect(rows).toHaveLength(40);
  });

  it("is empty for nothing", () => {
    expect(boundRows([])).toEqual([]);
  });
});
