import { expect, it } from "vitest";
import { Dataset } from "../../../src/core/store/dataset.ts";
import { aFirstTwin, aSecondTwin, aLine, aRun, BASE_AT_MS, uuidOf } from "../../fixtures/records.ts";

const PAIRS = 100_000;
const CALLS_PER_RUN = 8;
const MODELS = ["claude-3-5-haiku-20241022", "claude-sonnet-4-5", "claude-opus-4-5"];

/** 200,000 lines as the producer writes them: pairs, unique ids, eight calls a run, some odd values. */
function loaded(): Dataset {
  const dataset = new Dataset();
  const calls = dataset.registerFile({ label: "llm_calls.jsonl", kind: "call", rootId: 0 });
  const runs = dataset.registerFile({ label: "workflow_runs.jsonl", kind: "run", rootId: 0 });
  for (let n = 0; n < PAIRS; n++) {
    const run = Math.floor(n / CALLS_PER_RUN);
    const shared = {
      workflow: `workflow-${run % 23}`,
      step: `llm_call_${n % 5}`,
      model: MODELS[n % 3] ?? null,
      inputTokens: 100 + ((n * 7919) % 90_000),
      costNano: 300_000 + ((n * 104_729) % 900_000_000),
      latencyMs: 200 + ((n * 31) % 120_000),
    };
    const atMs = BASE_AT_MS + n * 1900.25;
    dataset.addRecord(calls, aLine(n * 1420, 700), aFirstTwin({ ...shared, callId: uuidOf(n * 2), atMs }));
    const second = { ...shared, callId: uuidOf(n * 2 + 1), atMs: atMs + 1.5, runId: uuidOf(5_000_000 + run) };
    dataset.addRecord(calls, aLine(n * 1420 + 700, 720), aSecondTwin(second));
    if (n % CALLS_PER_RUN === CALLS_PER_RUN - 1) {
      dataset.addRecord(
        runs,
        aLine(run * 1600, 1600),
        aRun({ runId: second.runId, completedAtMs: atMs + 5 }),
      );
    }
  }
  return dataset;
}

it(
  "holds 200,000 lines of calls in at most 46 bytes each, and 4 to 5 more for their order",
  { timeout: 60_000 },
  () => {
    const dataset = loaded();
    expect([dataset.calls.count, dataset.twinsMerged, dataset.runs.count]).toEqual([
      PAIRS * 2,
      PAIRS,
      12_500,
    ]);
    expect(dataset.openRuns()).toEqual([]);
    expect(dataset.callOrder.get()).toHaveLength(PAIRS * 2);
    const { columns, order } = dataset.callSizeBytes;
    expect(columns / dataset.calls.count).toBeLessThanOrEqual(46);
    expect(columns / dataset.calls.count).toBeGreaterThan(30);
    expect(order / dataset.calls.count).toBeLessThanOrEqual(5);
    const last = PAIRS - 1;
    expect(dataset.calls.callId(last * 2)).toBe(uuidOf(last * 2));
    expect(dataset.calls.effectiveRunId(last * 2)).toBe(uuidOf(5_000_000 + Math.floor(last / CALLS_PER_RUN)));
    expect(dataset.locate(`call:llm_calls.jsonl:${last * 1420 + 700}`)?.row).toBe(last * 2 + 1);
  },
);
