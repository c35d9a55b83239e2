import * as fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import type { CallRecord } from "../../../../src/core/records/call.ts";
import { computeStats } from "../../../../src/core/rollup/compute-stats.ts";
import { aggregatesOf } from "../../../../src/core/rollup/cube/aggregates.ts";
import { CallDurations } from "../../../../src/core/rollup/cube/call-durations.ts";
import { scanLatencies } from "../../../../src/core/rollup/cube/scan-latencies.ts";
import { WindowTest } from "../../../../src/core/rollup/time-window.ts";
import { BLOCK_ROWS } from "../../../../src/core/store/call-block.ts";
import { SEGMENT_ROWS } from "../../../../src/core/store/number-column.ts";
import { Dataset } from "../../../../src/core/store/dataset.ts";
import { aCall, aFirstTwin, aSecondTwin, BASE_AT_MS, uuidOf } from "../../../fixtures/records.ts";
import { durationStats } from "../support/duration-stats.ts";
import { addCalls, aQuery, load, single } from "../support/scenario.ts";

/** Across a border of segments: there words of one block mean something else than those of the next. */
const LINES = SEGMENT_ROWS + BLOCK_ROWS - 100;
const STEP_MS = 1000;
const WORKFLOWS = ["code-review", "test-one", "bug-predict"];

/** What the latencies of a history are like: some of a kind that the scan does not count one by one, or none at all. */
const kinds = fc.record({
  seed: fc.nat(),
  /** One in so many lines has another latency: a long one, or none. */
  oddities: fc.constantFrom(3, 40, 10_000),
  /** One in so many has no time. */
  untimed: fc.constantFrom(50, 2 ** 30),
  offsetMs: fc.constantFrom(0, 300, 65_000, 70_000),
  spanMs: fc.constantFrom(1, 200, 60_000),
  /** Lines from a border of segments on have latencies of another kind: longer, or with a fraction. */
  afterBorderMs: fc.constantFrom(0, 0, -200, 40_000, 0.5),
});
type Kind = typeof kinds extends fc.Arbitrary<infer K> ? K : never;

function randomOf(seed: number): (below: number) => number {
  let state = (seed % 2_147_483_646) + 1;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

/** Lines as several workflows write them at once: twins up to nine lines apart, times that are missing or late. */
function history({ seed, oddities, untimed, offsetMs, spanMs, afterBorderMs }: Kind): CallRecord[] {
  const random = randomOf(seed);
  const lines: CallRecord[] = [];
  const held: { readonly at: number; readonly line: CallRecord }[] = [];
  const latency = () =>
    random(oddities) === 0
      ? ([null, 7_200_000, 65_536, 0][random(4)] ?? null)
      : offsetMs + random(spanMs) + (lines.length >= SEGMENT_ROWS ? Math.max(-offsetMs, afterBorderMs) : 0);
  while (lines.length < LINES) {
    const index = lines.length;
    const due = held.findIndex(({ at }) => at <= index);
    if (due >= 0) {
      lines.push(...held.splice(due, 1).map(({ line }) => line));
      continue;
    }
    const atMs = random(untimed) === 0 ? null : BASE_AT_MS - (LINES - index + random(9)) * STEP_MS;
    const shared = {
      atMs,
      workflow: WORKFLOWS[random(3)] ?? null,
      taskType: `task-${index % 50}`,
      success: true,
    };
    if (random(3) === 0 || atMs === null) {
      lines.push(aCall({ ...shared, latencyMs: latency(), callId: uuidOf(index), runId: null }));
      continue;
    }
    lines.push(aFirstTwin({ ...shared, latencyMs: latency(), callId: uuidOf(index) }));
    const second = {
      ...shared,
      atMs: atMs + random(2000),
      latencyMs: latency(),
      callId: uuidOf(20_000 + index),
    };
    held.push({ at: index + 1 + random(9), line: aSecondTwin(second) });
  }
  return lines;
}

/** One row after the other, as the columns' own accessors have it. */
function plainLatencies(
  { calls, combos }: Dataset,
  mergesTwins: boolean,
  window: WindowTest,
  hidden: string | null,
) {
  const found: number[] = [];
  for (let row = 0; row < calls.count; row++) {
    if (mergesTwins && calls.isMergedAway(row)) continue;
    if (!window.holds(calls.atMs(row)) || combos.get(calls.combo(row)).workflow === hidden) continue;
    found.push(mergesTwins ? calls.effectiveLatencyMs(row) : calls.latencyMs(row));
  }
  return durationStats(found);
}

/** Instants within the history, often where a block ends, and around it. */
const edge = fc.option(
  fc.oneof(
    fc.integer({ min: -500, max: LINES + 500 }),
    fc
      .tuple(fc.constantFrom(1, 2, SEGMENT_ROWS / BLOCK_ROWS), fc.integer({ min: -9, max: 9 }))
      .map(([n, by]) => n * BLOCK_ROWS + by),
  ),
  { nil: null, freq: 4 },
);
const windows = fc.record({ from: edge, to: edge });

describe("scanLatencies", () => {
  it("gives the exact figures of any window, as lists that are kept do, with and without twins and hidden workflows", () => {
    let exact = 0;
    fc.assert(
      fc.property(kinds, fc.array(windows, { minLength: 4, maxLength: 4 }), (kind, asked) => {
        const dataset = new Dataset();
        addCalls(dataset, history(kind));
        expect(dataset.twinsMerged).toBeGreaterThan(LINES / 8);
        const source = { calls: dataset.calls, times: aggregatesOf(dataset).times };
        for (const [index, { from, to }] of asked.entries()) {
          const atMs = (line: number | null) =>
            line === null ? null : BASE_AT_MS - (LINES - line) * STEP_MS;
          const window = new WindowTest({ fromMs: atMs(from), toMs: atMs(to) }, BASE_AT_MS);
          const mergesTwins = index !== 2;
          const hidden = index % 2 === 0 ? null : "test-one";
          const isOut = Uint8Array.from({ length: dataset.combos.count }, (_, combo) =>
            dataset.combos.get(combo).workflow === hidden ? 1 : 0,
          );
          const wanted = plainLatencies(dataset, mergesTwins, window, hidden ?? "none of that name");
          const kept = new CallDurations({ ...source, hasDurationsOnly: true }, mergesTwins, window).follow();
          const groupOf = (combo: number) => (hidden !== null && isOut[combo] === 1 ? -1 : 0);
          expect(kept.values.stats(1, groupOf)).toEqual([wanted]);
          const found = scanLatencies(source, { mergesTwins, window, isOut: hidden === null ? null : isOut });
          if (found === null) continue;
          exact++;
          expect(found).toEqual(wanted);
        }
      }),
      { numRuns: 25 },
    );
    expect(exact).toBeGreaterThan(20);
  }, 60_000);

  it("takes the latency of a second line from the block before or after, and from far away", () => {
    const at = (index: number) => ({ atMs: BASE_AT_MS + index, taskType: `task-${index}` });
    const filler = (index: number) =>
      aCall({ ...at(index), callId: uuidOf(index), latencyMs: 1, runId: null });
    const lines = Array.from({ length: 2 * BLOCK_ROWS + 20 }, (_, index) => filler(index));
    const pairs = [
      [BLOCK_ROWS - 1, BLOCK_ROWS],
      [BLOCK_ROWS - 2, BLOCK_ROWS + 9],
      [100, 110],
      [2 * BLOCK_ROWS, 2 * BLOCK_ROWS - 2],
    ] as const;
    for (const [first, second] of pairs) {
      lines[first] = aFirstTwin({ ...at(first), callId: uuidOf(first), latencyMs: 5000 });
      lines[second] = aSecondTwin({ ...at(first), callId: uuidOf(second), latencyMs: 9000 });
    }
    const dataset = new Dataset();
    addCalls(dataset, lines);
    expect(dataset.twinsMerged).toBe(pairs.length);
    const source = { calls: dataset.calls, times: aggregatesOf(dataset).times };
    const window = new WindowTest({ fromMs: null, toMs: null }, BASE_AT_MS);
    const found = scanLatencies(source, { mergesTwins: true, window, isOut: null });
    expect(found?.mean).toBe((4 * 9000 + (lines.length - 8)) / (lines.length - 4));
  });

  it.each([
    // The first line's segment keeps its latencies as distances from a base: here this one would be a distance of 0.
    ["just below what its own segment would hold", 872, 872],
    ["that is a fraction", 12.5, null],
    ["that is negative", -5, null],
    ["that is long and a fraction", 70_000.5, 70_000.5],
  ])("takes the latency of a second line %s from another segment, or leaves it", (_kind, secondMs, max) => {
    const first = 2 * SEGMENT_ROWS - 1;
    const atMs = (index: number) => BASE_AT_MS - (2 * SEGMENT_ROWS + 50 - index) * STEP_MS;
    const lines = Array.from({ length: 2 * SEGMENT_ROWS + 50 }, (_, index) =>
      aCall({
        atMs: atMs(index),
        taskType: `task-${index}`,
        callId: uuidOf(index),
        latencyMs: 1000 + (index % 2),
        runId: null,
      }),
    );
    const pair = [
      { atMs: atMs(first), taskType: "pair", callId: uuidOf(first), latencyMs: 1001 },
      { atMs: atMs(first + 1), taskType: "pair", callId: uuidOf(first + 1), latencyMs: secondMs },
    ] as const;
    lines[first] = aFirstTwin(pair[0]);
    lines[first + 1] = aSecondTwin(pair[1]);
    const dataset = new Dataset();
    addCalls(dataset, lines);
    expect(dataset.twinsMerged).toBe(1);
    // Ends with the first line, so that no block of the second one's segment is looked at.
    const window = new WindowTest({ fromMs: atMs(first), toMs: atMs(first) + 1 }, BASE_AT_MS);
    const source = { calls: dataset.calls, times: aggregatesOf(dataset).times };
    const found = scanLatencies(source, { mergesTwins: true, window, isOut: null });
    expect(found === null).toBe(max === null);
    expect(found?.max ?? null).toBe(max);
    const kept = new CallDurations({ ...source, hasDurationsOnly: true }, true, window).follow();
    expect(kept.values.stats(1, () => 0)[0]?.max).toBe(secondMs);
  });

  it.each([
    ["fractions", 0, 0.5, null],
    ["numbers beyond 32 bits", 0, 2 ** 40, null],
    ["nothing but numbers beyond 32 bits", 2 ** 33, 2 ** 33, null],
    ["one in a long minute", 0, 65_536, 65_536],
  ])("leaves %s to those who keep values, or counts them", (_, least, latencyMs, max) => {
    const dataset = load({ calls: [least, latencyMs].map((ms) => single(aCall({ latencyMs: ms }))) });
    const source = { calls: dataset.calls, times: aggregatesOf(dataset).times };
    const window = new WindowTest({ fromMs: null, toMs: null }, BASE_AT_MS);
    const found = scanLatencies(source, { mergesTwins: true, window, isOut: null });
    expect(found?.max ?? null).toBe(max);
    expect(computeStats(dataset, aQuery()).calls.latencyMs.max).toBe(latencyMs);
  });
});

describe("latencies of a window", () => {
  const window = { fromMs: BASE_AT_MS - 50 * STEP_MS, toMs: BASE_AT_MS };
  const calls = Array.from({ length: 200 }, (_, index) =>
    single(aCall({ callId: uuidOf(index), atMs: BASE_AT_MS - index * STEP_MS, latencyMs: index })),
  );

  it("are kept from the first question after a change on, and only then", () => {
    const dataset = load({ calls });
    const scans = vi.spyOn(dataset.calls, "readLatencyWords");
    const durations = vi.spyOn(dataset.calls, "readDurations");
    const blocks = vi.spyOn(dataset.calls, "readBlock");
    /** Blocks that were scanned, and those that were read to keep their latencies: sums read those too. */
    const read = () => [scans.mock.calls.length, durations.mock.calls.length - blocks.mock.calls.length];
    const ask = () => computeStats(dataset, aQuery({ window })).calls.latencyMs;
    const first = ask();
    expect(read()).toEqual([1, 0]);
    expect(ask()).toEqual(first);
    expect(read()).toEqual([1, 0]);
    addCalls(dataset, [aCall({ callId: uuidOf(999), atMs: BASE_AT_MS - 1, latencyMs: 77_000 })]);
    expect(ask().max).toBe(77_000);
    expect(read()).toEqual([1, 1]);
  });

  it("are worked off in steps where there is no time for all rows", () => {
    const dataset = load({ calls });
    const scans = vi.spyOn(dataset.calls, "readLatencyWords");
    const query = aQuery({ window });
    computeStats(dataset, aQuery({ window: { fromMs: null, toMs: BASE_AT_MS } }));
    scans.mockClear();
    const answer = aggregatesOf(dataset).within(8, () => computeStats(dataset, query));
    expect(answer).toHaveProperty("workOff");
    expect(scans).not.toHaveBeenCalled();
  });
});
