import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RunRecord } from "../../../src/core/records/run.ts";
import { describeRun } from "../../../src/core/rollup/describe-run.ts";
import {
  aCall,
  aFirstTwin,
  aRouting,
  aRun,
  aSecondTwin,
  aStage,
  BASE_AT_MS,
  uuidOf,
} from "../../fixtures/records.ts";
import { addRuns, aQuery, callIdAt, load, runIdAt, single } from "./support/scenario.ts";
import type { Scenario } from "./support/scenario.ts";

const RUN_ID = uuidOf(900);

function describeIn(scenario: Scenario, id = `run:${RUN_ID}`, callLimit = 50) {
  return describeRun(load(scenario), aQuery(), id, callLimit);
}

const callOf = (over: Parameters<typeof aCall>[0]) =>
  single(aCall({ runId: RUN_ID, hasRunIdKey: true, ...over }));

describe("describeRun", () => {
  it("finds a run by its address and by its id, with a line or without one", () => {
    const routing = [aRouting({ runId: uuidOf(1) })];
    expect(describeIn({ runs: [aRun()] }, runIdAt(0))?.run.id).toBe(runIdAt(0));
    expect(describeIn({ runs: [aRun()] }, `run:${RUN_ID}`)?.run.id).toBe(runIdAt(0));
    expect(describeIn({ runs: [aRun()], routing }, `run:${uuidOf(1)}`)?.run.id).toBe(`run:${uuidOf(1)}`);
  });

  it("finds a run whose line has come since, under the id that it had before", () => {
    const dataset = load({ routing: [aRouting()] });
    expect(describeRun(dataset, aQuery(), `run:${RUN_ID}`, 5)?.run.costUsd).toBeNull();
    addRuns(dataset, [aRun()]);
    expect(describeRun(dataset, aQuery(), `run:${RUN_ID}`, 5)?.run.costUsd).toBe(0.0054);
  });

  it("is null for what is no run", () => {
    const scenario = { runs: [aRun()], calls: [callOf({})], routing: [aRouting()] };
    for (const id of [callIdAt(0), runIdAt(7), "run:nobody", "call:nobody", "", RUN_ID]) {
      expect(describeIn(scenario, id)).toBeNull();
    }
  });

  it("lists the calls that name the run, oldest first, up to the limit, and counts all", () => {
    const calls = [
      callOf({ atMs: BASE_AT_MS + 5, callId: "late" }),
      callOf({ atMs: null, callId: "timeless" }),
      callOf({ atMs: BASE_AT_MS + 1, callId: "early" }),
      single(aCall({ runId: uuidOf(1), callId: "other" })),
    ];
    const detail = describeIn({ runs: [aRun()], calls });
    expect(detail?.calls.map((call) => call.callId)).toEqual(["early", "late", "timeless"]);
    const limited = describeIn({ runs: [aRun()], calls }, undefined, 1);
    expect([limited?.calls.length, limited?.callsTotal]).toEqual([1, 3]);
    expect(describeIn({ runs: [aRun({ runId: null })], calls }, runIdAt(0))?.calls).toEqual([]);
  });

  it("shows a merged pair once, and the line that names the run where pairs are kept apart", () => {
    const pair = { first: aFirstTwin(), second: aSecondTwin({ atMs: BASE_AT_MS + 1 }) };
    const dataset = load({ runs: [aRun()], calls: [pair] });
    const idsOf = (mergeTwins: boolean) =>
      describeRun(dataset, aQuery({ mergeTwins }), `run:${RUN_ID}`, 9)?.calls.map((call) => call.id);
    expect(idsOf(true)).toEqual([callIdAt(0)]);
    expect(idsOf(false)).toEqual([callIdAt(1)]);
  });

  it("tells what routing says, and null where there is none", () => {
    const routing = [
      aRouting(),
      aRouting({ status: "completed", completedAtMs: BASE_AT_MS, actualCostNano: 7_000_000 }),
    ];
    expect(describeIn({ runs: [aRun()], routing })?.routing).toEqual({
      id: `routing-${RUN_ID}`,
      status: "completed",
      complexity: "moderate",
      strategy: "rule_based",
      description: "code-review: review the change",
      startedAtMs: BASE_AT_MS - 2000,
      completedAtMs: BASE_AT_MS,
      errorType: null,
      actualCostUsd: 0.007,
    });
    expect(describeIn({ runs: [aRun()] })?.routing).toBeNull();
    expect(describeIn({ runs: [aRun({ runId: null })] }, runIdAt(0))?.routing).toBeNull();
    const open = describeIn({ routing: [aRouting()] });
    expect(open).toMatchObject({
      stages: [],
      chain: [],
      routing: { status: "running", actualCostUsd: null },
    });
  });
});

describe("the stages of a run", () => {
  const stagesOf = (stages: ReturnType<typeof aStage>[], calls: Scenario["calls"] = []) =>
    describeIn({ runs: [aRun({ stages, startedAtMs: BASE_AT_MS - 60_000 })], calls })?.stages ?? [];

  it("are laid end to end, an unknown latency taking no room", () => {
    const stages = stagesOf([10, null, 30, 0, 5].map((latencyMs) => aStage({ latencyMs })));
    expect(stages.map((stage) => stage.startOffsetMs)).toEqual([0, 10, 10, 40, 40]);
    expect(stages.map((stage) => stage.latencyMs)).toEqual([10, null, 30, 0, 5]);
  });

  it("are skipped rather than failed where the producer says so", () => {
    const stages = stagesOf([
      aStage({ success: false, isSkipped: true, skipReason: "no files" }),
      aStage({ success: false, error: "boom" }),
      aStage({ success: null, costNano: null, inputTokens: null, outputTokens: null, name: null }),
      aStage(),
    ]);
    expect(stages.map((stage) => stage.state)).toEqual(["skipped", "failed", "unknown", "success"]);
    expect(stages[0]?.skipReason).toBe("no files");
    expect(stages[1]?.error).toBe("boom");
    expect(stages[2]).toMatchObject({ name: null, costUsd: null, inputTokens: null, outputTokens: null });
    expect(stages[3]).toMatchObject({ name: "analyze", tier: "capable", costUsd: 0.0054, inputTokens: 800 });
  });

  it("are given the call with the same tokens and nearly the same latency", () => {
    const call = (over: Parameters<typeof aCall>[0]) =>
      callOf({ atMs: BASE_AT_MS - 10, inputTokens: 3290, latencyMs: 29_749, ...over });
    const stage = aStage({ inputTokens: 3290, latencyMs: 29_905 });
    expect(stagesOf([stage], [call({})])[0]?.callId).toBe(callIdAt(0));
    expect(stagesOf([stage], [call({ atMs: null })])[0]?.callId).toBe(callIdAt(0));
    expect(stagesOf([stage], [call({ inputTokens: 3291 })])[0]?.callId).toBeNull();
    expect(stagesOf([stage], [call({ latencyMs: 29_000 })])[0]?.callId).toBeNull();
    expect(stagesOf([stage], [call({ latencyMs: null })])[0]?.callId).toBeNull();
    expect(stagesOf([stage], [call({ atMs: BASE_AT_MS + 1001 })])[0]?.callId).toBeNull();
    expect(stagesOf([stage], [call({ atMs: BASE_AT_MS - 61_001 })])[0]?.callId).toBeNull();
    expect(stagesOf([{ ...stage, isSkipped: true }], [call({})])[0]?.callId).toBeNull();
    expect(stagesOf([aStage({ inputTokens: null })], [call({ inputTokens: null })])[0]?.callId).toBeNull();
    const short = aStage({ inputTokens: 3290, latencyMs: 10 });
    expect(stagesOf([short], [call({ latencyMs: 110 })])[0]?.callId).toBe(callIdAt(0));
    expect(stagesOf([short], [call({ latencyMs: 111 })])[0]?.callId).toBeNull();
  });

  it("share no call, and the closest pair is taken first", () => {
    const stages = [1020, 1000, 1040].map((latencyMs) => aStage({ inputTokens: 7, latencyMs }));
    const calls = [1001, 1042].map((latencyMs, index) =>
      callOf({ inputTokens: 7, latencyMs, atMs: BASE_AT_MS - 10 + index }),
    );
    expect(stagesOf(stages, calls).map((stage) => stage.callId)).toEqual([null, callIdAt(0), callIdAt(1)]);
  });
});

describe("a chain of runs", () => {
  const run = (n: number, parent: number | string | null, over: Partial<RunRecord> = {}) =>
    aRun({
      runId: uuidOf(n),
      parentRunId: typeof parent === "number" ? uuidOf(parent) : parent,
      costNano: 10 ** n,
      completedAtMs: BASE_AT_MS + n,
      ...over,
    });
  const chainFrom = (runs: RunRecord[], start: number, routing: Scenario["routing"] = []) =>
    (describeIn({ runs, routing }, `run:${uuidOf(start)}`)?.chain ?? []).map((node) => [
      Number.parseInt(node.run.runId?.slice(-6) ?? "", 16),
      node.depth,
      node.cumulativeCostUsd === null ? null : Math.round(node.cumulativeCostUsd * 1e9),
      node.isCycle,
    ]);

  it("sums three levels, whichever run one starts from", () => {
    const runs = [run(4, 2), run(3, 1), run(2, 1), run(1, null), run(5, 2)];
    const chain = [
      [1, 0, 111_110, false],
      [2, 1, 110_100, false],
      [4, 2, 10_000, false],
      [5, 2, 100_000, false],
      [3, 1, 1000, false],
    ];
    for (const start of [1, 2, 3, 4, 5]) expect(chainFrom(runs, start)).toEqual(chain);
  });

  it("is empty for a run with neither parent nor child, and for one whose parent is nowhere", () => {
    expect(chainFrom([run(1, null), run(2, "nobody")], 1)).toEqual([]);
    expect(chainFrom([run(1, null), run(2, "nobody")], 2)).toEqual([]);
    expect(describeIn({ runs: [aRun({ runId: null })] }, runIdAt(0))?.chain).toEqual([]);
  });

  it("cuts a cycle and marks it", () => {
    expect(chainFrom([run(1, 1)], 1)).toEqual([
      [1, 0, 10, false],
      [1, 1, null, true],
    ]);
    const three = [run(1, 3), run(2, 1), run(3, 2)];
    expect(chainFrom(three, 1)).toEqual([
      [2, 0, 1110, false],
      [3, 1, 1010, false],
      [1, 2, 10, false],
      [2, 3, null, true],
    ]);
  });

  it("counts no superseded line, and an unknown cost as nothing", () => {
    const runs = [
      run(1, null),
      run(2, 1, { completedAtMs: BASE_AT_MS - 9 }),
      run(2, 1),
      run(3, 1, { costNano: null }),
    ];
    expect(chainFrom(runs, 1)).toEqual([
      [1, 0, 110, false],
      [2, 1, 100, false],
      [3, 1, null, false],
    ]);
  });

  it("reaches up to a parent that is still running", () => {
    const routing = [aRouting({ runId: uuidOf(9) })];
    const chain = [
      [9, 0, 10, false],
      [1, 1, 10, false],
    ];
    expect(chainFrom([run(1, 9)], 1, routing)).toEqual(chain);
    expect(chainFrom([run(1, 9)], 9, routing)).toEqual(chain);
  });

  it("ends for every graph of parents, with each run once beside the marked ones", () => {
    const parents = fc.array(fc.option(fc.nat(7), { nil: null }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(parents, fc.nat(7), (given, at) => {
        const runs = given.map((parent, n) => run(n, parent));
        const chain = chainFrom(runs, at % given.length);
        const once = chain.filter(([, , , isCycle]) => isCycle === false).map(([n]) => n);
        expect(new Set(once).size).toBe(once.length);
        if (chain.length > 0) expect(once).toContain(at % given.length);
        const total = once.reduce<number>((sum, n) => sum + 10 ** Number(n), 0);
        if (chain.length > 0) expect(chain[0]?.[2]).toBe(total);
      }),
      { numRuns: 300 },
    );
  });

  it("walks a chain of thousands", () => {
    const runs = Array.from({ length: 3000 }, (_, n) =>
      run(0, null, { runId: uuidOf(n), parentRunId: n === 0 ? null : uuidOf(n - 1) }),
    );
    const chain = chainFrom(runs, 1500);
    expect(chain).toHaveLength(3000);
    expect(chain[0]).toEqual([0, 0, 3000, false]);
    expect(chain[2999]).toEqual([2999, 2999, 1, false]);
  });
});
