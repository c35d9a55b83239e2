import { beforeEach, describe, expect, it } from "vitest";
import type { FileRef } from "../../../src/core/ingest/record-sink.ts";
import type { Dataset } from "../../../src/core/store/dataset.ts";
import { Feeder } from "./feeder.ts";
import {
  aCall,
  aFirstTwin,
  aRouting,
  aRun,
  aSecondTwin,
  BASE_AT_MS,
  uuidOf,
} from "../../fixtures/records.ts";

const RUN_ID = uuidOf(900);

let feeder: Feeder;
let dataset: Dataset;
let calls: FileRef;
let runs: FileRef;
let routing: FileRef;

beforeEach(() => {
  feeder = new Feeder();
  dataset = feeder.dataset;
  calls = feeder.file(".empathy/llm_calls.jsonl", "call");
  runs = feeder.file(".empathy/workflow_runs.jsonl", "run");
  routing = feeder.file(".empathy/task_routing.jsonl", "routing");
});

describe("Dataset: open runs", () => {
  it("knows a run from its routing line until its own line comes", () => {
    feeder.add(routing, aRouting({ atMs: 1000, startedAtMs: 1010 }));
    const [open] = dataset.openRuns();
    expect(open?.runId).toBe(RUN_ID);
    expect([open?.workflow, open?.hasEnded, open?.firstAtMs, open?.lastAtMs]).toEqual([
      "code-review",
      false,
      1000,
      1010,
    ]);
    expect(open?.callRows).toEqual([]);
    expect(dataset.openRuns()).toBe(dataset.openRuns());
    feeder.add(runs, aRun());
    expect(dataset.openRuns()).toEqual([]);
    expect(dataset.routingOfRun(RUN_ID)?.status).toBe("running");
  });

  it("keeps a run open that routing says has ended, and says so", () => {
    feeder.add(routing, aRouting(), aRouting({ status: "failed", completedAtMs: BASE_AT_MS + 7 }));
    const [open] = dataset.openRuns();
    expect([open?.hasEnded, open?.lastAtMs, open?.routing?.status]).toEqual([true, BASE_AT_MS + 7, "failed"]);
  });

  it("knows a run from calls that name it, merged twins once", () => {
    feeder.add(calls, aFirstTwin({ workflow: null }), aSecondTwin({ workflow: null }));
    const [open] = dataset.openRuns();
    expect([open?.workflow, open?.routing, open?.hasEnded]).toEqual([null, null, false]);
    expect(open?.callRows).toEqual([0]);
    feeder.add(calls, aCall({ runId: RUN_ID, workflow: "perf-audit", atMs: BASE_AT_MS + 50 }));
    expect([open?.workflow, open?.lastAtMs, open?.callRows]).toEqual(["perf-audit", BASE_AT_MS + 50, [0, 2]]);
  });

  it("shows the first twin of a call whose second came first", () => {
    feeder.add(calls, aSecondTwin());
    expect(dataset.openRuns()[0]?.callRows).toEqual([0]);
    feeder.add(calls, aFirstTwin());
    expect(dataset.openRuns()[0]?.callRows).toEqual([1]);
  });

  it("lists them by their start, unknown ones first, and forgets those whose line came", () => {
    const open = (): (string | null)[] => dataset.openRuns().map((run) => run.runId);
    feeder.add(
      calls,
      aCall({ runId: "b", atMs: 20 }),
      aCall({ runId: "a", atMs: 20 }),
      aCall({ runId: "c", atMs: 10 }),
    );
    feeder.add(calls, aCall({ runId: "z", atMs: null }), aCall({ runId: "y", atMs: null }));
    expect(open()).toEqual(["y", "z", "c", "a", "b"]);
    feeder.add(calls, aCall({ runId: "b", atMs: 5 }));
    expect(open()).toEqual(["y", "z", "b", "c", "a"]);
    feeder.add(runs, aRun({ runId: "c" }), aRun({ runId: "fresh" }));
    expect(open()).toEqual(["y", "z", "b", "a"]);
  });

  it("opens no run for a line that comes first, and none for routing without an id", () => {
    feeder.add(runs, aRun());
    feeder.add(routing, aRouting(), aRouting({ runId: null }));
    feeder.add(calls, aCall({ runId: RUN_ID }));
    expect(dataset.openRuns()).toEqual([]);
  });
});

describe("Dataset: gaps", () => {
  const addRuns = (gapsMs: readonly number[], workflow: string | null = "w"): void => {
    gapsMs.forEach((gapMs, n) => {
      feeder.add(
        runs,
        aRun({ runId: `${workflow}-${n}`, workflow, startedAtMs: 1000, completedAtMs: 1000 + gapMs }),
      );
    });
  };

  it("gives the 95th percentile of the time between two records of one run", () => {
    addRuns([100, 200]);
    feeder.add(calls, aCall({ runId: "w-1", atMs: 1050 }));
    // 50 and 150 of the run with a call, 100 of the other: rank 1.9 of three.
    expect(dataset.gapP95Ms("w")).toBeCloseTo(145, 9);
  });

  it("is unknown for workflows without a finished run", () => {
    addRuns([10], null);
    feeder.add(calls, aCall({ runId: "x", workflow: "w" }));
    expect(dataset.gapP95Ms("w")).toBeNaN();
    expect(dataset.gapP95Ms(null)).toBe(10);
    feeder.add(runs, aRun({ runId: null, workflow: "w", startedAtMs: null, completedAtMs: 5 }));
    expect(dataset.gapP95Ms("w")).toBeNaN();
    addRuns([40]);
    expect(dataset.gapP95Ms("w")).toBe(40);
  });

  it("looks at the newest 512 gaps and leaves superseded lines out", () => {
    addRuns(Array.from({ length: 600 }, (_, n) => 600 - n));
    expect(dataset.gapP95Ms("w")).toBeCloseTo(1 + 0.95 * 511, 9);
    addRuns(
      Array<number>(40)
        .fill(5000)
        .map((gapMs, n) => gapMs - n),
      "v",
    );
    addRuns(Array<number>(40).fill(6000), "v");
    expect(dataset.gapP95Ms("v")).toBe(6000);
  });

  it("does not depend on which file was read first", () => {
    const other = new Feeder();
    const [otherCalls, otherRuns] = [other.file("c", "call"), other.file("r", "run")];
    const callsOfRun = [
      aSecondTwin({ atMs: BASE_AT_MS - 1500 }),
      aSecondTwin({ atMs: BASE_AT_MS - 400, step: "x" }),
    ];
    feeder.add(calls, ...callsOfRun);
    feeder.add(runs, aRun());
    other.add(otherRuns, aRun());
    other.add(otherCalls, ...callsOfRun.toReversed());
    expect(dataset.gapP95Ms("code-review")).toBe(other.dataset.gapP95Ms("code-review"));
    expect(dataset.gapP95Ms("code-review")).toBeCloseTo(1040, 9);
  });

  it("counts those that were first heard of in a window, block by block", () => {
    const count = 700;
    const idOf = (run: number) => uuidOf(5000 + run);
    const atMs = (run: number) => BASE_AT_MS + run + ((run * 37) % 20);
    for (let run = 0; run < count; run++) {
      const time = run % 50 === 0 ? null : atMs(run);
      feeder.add(calls, aCall({ callId: uuidOf(run), runId: idOf(run), atMs: time }));
      if (run % 7 === 0) feeder.add(runs, aRun({ runId: idOf(run) }));
    }
    // A later record of a run may lie before all others of it.
    feeder.add(calls, aCall({ callId: uuidOf(4000), runId: idOf(3), atMs: BASE_AT_MS - 5 }));
    for (const [from, to] of [
      [-9, count],
      [-9, 1],
      [100, 101],
      [100, 650],
      [count, 2 * count],
    ] as const) {
      const within = (at: number) => at >= BASE_AT_MS + from && at < BASE_AT_MS + to;
      const wanted = dataset.openRuns().filter((run) => within(run.firstAtMs)).length;
      expect(dataset.open.countFirst(BASE_AT_MS + from, within)).toBe(wanted);
    }
    expect(dataset.open.countFirst(BASE_AT_MS - 9, () => true)).toBeGreaterThan(0);
  });
});
