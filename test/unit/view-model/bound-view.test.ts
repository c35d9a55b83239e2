import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { listCalls } from "../../../src/core/rollup/list-calls.ts";
import { EMPTY_FILTER } from "../../../src/core/rollup/query.ts";
import type { CallRow } from "../../../src/core/rollup/record-rows.ts";
import type { TelemetryRecord } from "../../../src/core/records/record.ts";
import { boundView, jsonBytes, MAX_VIEW_BYTES } from "../../../src/core/view-model/bound-view.ts";
import { buildPanelView } from "../../../src/core/view-model/build-panel-view.ts";
import type { PanelIntent, Peek } from "../../../src/core/view-model/panel-intent.ts";
import type { PanelViewInput } from "../../../src/core/view-model/panel-input.ts";
import {
  aCall,
  aFile,
  aProblem,
  aRouting,
  aRun,
  aStage,
  BASE_AT_MS,
  counts,
} from "../../fixtures/records.ts";
import { rawCall, rawRun } from "../../fixtures/raw-lines.ts";
import { callsOf, datasetOf, DAY_MS, inputOf, intentOf, NOW_MS, runsOf } from "./panel-fixture.ts";

const RANGES = [{ kind: "today" }, { kind: "7d" }, { kind: "30d" }, { kind: "all" }] as const;
const PEEKS: readonly (Peek | null)[] = [
  null,
  { kind: "health" },
  { kind: "explain", figure: "cost" },
  { kind: "run", id: "run:run-0" },
  { kind: "call", id: "call:.empathy/llm_calls.jsonl:0" },
];

/** Names that differ, and are as long and as costly in JSON as a hostile writer likes. */
const hostileName = fc.tuple(
  fc.constantFrom("", "\u0000", "\u001b[31m", "\u{1f600}", '"\\', "x", "\u202e</script>"),
  fc.integer({ min: 0, max: 2000 }),
  fc.integer({ min: 0, max: 60 }),
);

function nameOf([unit, times, index]: readonly [string, number, number], salt: string): string {
  return `${salt}${index}${unit.repeat(times)}`;
}

type NameSeed = readonly [string, number, number];

function hostileRecords(names: readonly NameSeed[]): readonly TelemetryRecord[] {
  return names.flatMap((seed, index) => {
    const atMs = BASE_AT_MS - index * DAY_MS;
    const name = (salt: string) => nameOf(seed, salt);
    const calls = [1, 2].map((part) =>
      aCall({
        callId: name(`c${part}`),
        runId: index % 2 === 0 ? "run-0" : name("r"),
        hasRunIdKey: true,
        atMs,
        workflow: name("w"),
        step: name("s"),
        provider: name("p"),
        model: name("m"),
        requestedTier: name("t"),
        errorType: name("e"),
        tags: [name("a"), name("b")],
        costNano: index * 1e9,
      }),
    );
    const run = aRun({
      runId: index === 0 ? "run-0" : name("run"),
      parentRunId: "run-0",
      workflow: name("w"),
      startedAtMs: atMs,
      completedAtMs: atMs,
      error: name("error"),
      providers: [name("p")],
      tiers: [name("t")],
      stages: Array.from({ length: 30 }, () => aStage({ name: name("stage"), skipReason: name("why") })),
    });
    return [...calls, run, aRouting({ runId: "run-0", description: name("d") })];
  });
}

describe("the size of a view", () => {
  it("is at most 16 KB whatever the records hold and whatever is looked at", () => {
    const intent = fc.record({
      range: fc.constantFrom(...RANGES),
      peek: fc.constantFrom(...PEEKS),
      kind: fc.constantFrom("calls", "runs"),
      basis: fc.constantFrom("auto", "calls", "runs"),
      dimension: fc.constantFrom("workflow", "stage", "model"),
    });
    fc.assert(
      fc.property(fc.array(hostileName, { maxLength: 40 }), intent, (names, { kind, ...rest }) => {
        const dataset = datasetOf(hostileRecords(names));
        const feed = { ...intentOf().feed, kind };
        const long = nameOf(names[0] ?? ["", 0, 0], "e");
        const metadata = Object.fromEntries(names.map((name, index) => [`${index}`, nameOf(name, "v")]));
        const rawLine =
          rest.peek?.kind === "run"
            ? { id: "run:.empathy/workflow_runs.jsonl:0", text: rawRun({ error: long, metadata }) }
            : { id: "call:.empathy/llm_calls.jsonl:0", text: rawCall({ error_message: long, metadata }) };
        const over: Partial<PanelViewInput> = {
          intent: intentOf({ ...rest, feed } satisfies Partial<PanelIntent>),
          rawLine,
        };
        const view = buildPanelView(inputOf(dataset, over));
        expect(Buffer.byteLength(JSON.stringify(view))).toBeLessThanOrEqual(MAX_VIEW_BYTES);
        expect(JSON.stringify(view)).not.toContain("NaN");
      }),
      { numRuns: 60 },
    );
  });

  it("does not grow with the number of records", () => {
    const dataset = datasetOf([
      ...callsOf(20_000, (index) => ({ workflow: `w${index % 500}` })),
      ...runsOf(500),
    ]);
    const intent = intentOf({ range: { kind: "30d" } });
    const view = buildPanelView(inputOf(dataset, { intent }));
    expect(jsonBytes(view)).toBeLessThanOrEqual(MAX_VIEW_BYTES);
    expect(view.feed.total).toBe(20_000);
    expect(view.feed.rows.length).toBeGreaterThanOrEqual(8);
    expect(view.cost.buckets).toHaveLength(30);
  });

  it("is bounded for a folder full of broken files", () => {
    const dataset = datasetOf([]);
    for (let index = 0; index < 60; index++) {
      const file = dataset.registerFile({
        ...aFile({ label: `${"\u0001".repeat(90)}/${index}/llm_calls.jsonl` }),
      });
      dataset.setFileCounts(file.fileId, counts({ lines: 9, unreadable: 9 }));
      for (let line = 0; line < 9; line++)
        dataset.addProblem(
          file,
          aProblem({ line: { byteOffset: line * 9, byteLength: 9, lineNumber: line } }),
        );
    }
    const view = buildPanelView(inputOf(dataset, { intent: intentOf({ peek: { kind: "health" } }) }));
    expect(jsonBytes(view)).toBeLessThanOrEqual(MAX_VIEW_BYTES);
    expect(view.health.problemCount).toBe(540);
  });
});

describe("boundView", () => {
  const small = buildPanelView(inputOf(datasetOf(callsOf(2))));

  it("leaves a view that fits as it is", () => {
    expect(boundView(small)).toBe(small);
  });

  it("keeps sums and counts when it cuts", () => {
    const bucket = (index: number) => ({
      fromMs: index * DAY_MS,
      toMs: (index + 1) * DAY_MS,
      count: 2,
      failed: 1,
      costUsd: index === 5 ? null : 0.125,
      top: [{ key: "w".repeat(120), costUsd: 0.125 }],
      isPartial: index === 499,
    });
    const facet = {
      name: "workflow",
      values: Array.from({ length: 20 }, (_, index) => ({ value: `${index}${"v".repeat(110)}`, count: 1 })),
      otherCount: 5,
    } as const;
    const big = {
      ...small,
      cost: { ...small.cost, buckets: Array.from({ length: 500 }, (_, index) => bucket(index)) },
      feed: { ...small.feed, facets: [facet] },
    };
    const { cost, feed, cards } = boundView(big);
    expect(jsonBytes(boundView(big))).toBeLessThanOrEqual(MAX_VIEW_BYTES);
    expect(cost.buckets.length).toBeLessThanOrEqual(62);
    expect(cost.buckets.reduce((sum, { count }) => sum + count, 0)).toBe(1000);
    expect(cost.buckets.reduce((sum, { failed }) => sum + failed, 0)).toBe(500);
    expect(cost.buckets.reduce((sum, { costUsd }) => sum + (costUsd ?? 0), 0)).toBe(499 * 0.125);
    expect(cost.buckets.at(-1)).toMatchObject({ toMs: 500 * DAY_MS, isPartial: true });
    expect(
      cost.buckets.every(({ fromMs }, index) => index === 0 || fromMs === cost.buckets[index - 1]?.toMs),
    ).toBe(true);
    const shown = feed.facets[0];
    expect((shown?.otherCount ?? 0) + (shown?.values.length ?? 0)).toBe(25);
    expect(cards).toEqual(small.cards);
  });

  it.each([27, 200])("shortens the values of %i fields before it leaves any out, and says so", (count) => {
    const fields = Array.from({ length: count }, (_, index) => ({
      label: `field_${index}`,
      value: "v".repeat(2_000),
    }));
    const call = listedCall();
    const peek = {
      kind: "call",
      id: call.id,
      call,
      summary: "",
      fields,
      metadata: [],
      rawPreview: "",
      rawLocation: "",
    } as const;
    const bounded = boundView({ ...small, peek });
    expect(jsonBytes(bounded)).toBeLessThanOrEqual(MAX_VIEW_BYTES);
    if (bounded.peek?.kind !== "call") throw new Error("the peek is gone");
    const labels = bounded.peek.fields.map(({ label }) => label);
    expect(labels.slice(0, 27)).toEqual(fields.slice(0, 27).map(({ label }) => label));
    expect(labels.at(-1) === "…").toBe(count > 27);
  });
});

function listedCall(): CallRow {
  const page = {
    offset: 0,
    limit: 1,
    sort: { field: "time", direction: "desc" },
    anchorCount: null,
  } as const;
  const query = {
    window: { fromMs: null, toMs: null },
    timeZone: "UTC",
    nowMs: NOW_MS,
    mergeTwins: true,
    hiddenWorkflows: [],
  };
  const [call] = listCalls(datasetOf(callsOf(1)), query, EMPTY_FILTER, page).rows;
  if (call === undefined) throw new Error("no call is listed");
  return call;
}

describe("jsonBytes", () => {
  it("counts what UTF-8 takes", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(jsonBytes(text)).toBe(Buffer.byteLength(JSON.stringify(text)));
      }),
    );
  });
});
