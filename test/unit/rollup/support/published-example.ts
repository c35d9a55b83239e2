import { Dataset } from "../../../../src/core/store/dataset.ts";
import type { CallRecord } from "../../../../src/core/records/call.ts";
import {
  aCall,
  aFirstTwin,
  aRun,
  aSecondTwin,
  aStage,
  BASE_AT_MS,
  uuidOf,
} from "../../../fixtures/records.ts";
import { addCalls, addRuns } from "./scenario.ts";

const DAY_MS = 86_400_000;
const PAIR_COUNT = 33;
const PAIRS_COST_NANO = 289_968_000;
const PAIRS_TOKENS = 96_656;

/** Made up so that the exact sums, ranks and counts of the documented example come out of it. */
export function publishedExample(): Dataset {
  const dataset = new Dataset();
  addCalls(dataset, [...pairs(), ...singles()]);
  addRuns(dataset, runs());
  return dataset;
}

/** 37 latencies, with the four singles of 1,000 ms: sum 448,045, the ranks of p50, p95 and p99 as documented. */
function pairLatenciesMs(): readonly number[] {
  const below = Array.from({ length: 14 }, (_, index) => 7000 + index * 250);
  const above = Array.from({ length: 15 }, (_, index) => 12_000 + index * 402);
  const top = [24_937, 29_749, 34_771];
  const known = [...below, 11_591, ...above, ...top];
  const rest = 448_045 - 4000 - known.reduce((sum, value) => sum + value, 0);
  // The largest of the middle takes what is left of the sum, and stays below 24,937.
  return known.map((value, index) => (index === 29 ? value + rest : value));
}

function share(total: number, index: number): number {
  const even = Math.floor(total / PAIR_COUNT);
  return index === PAIR_COUNT - 1 ? total - even * (PAIR_COUNT - 1) : even;
}

function pairs(): CallRecord[] {
  return pairLatenciesMs().flatMap((latencyMs, index) => {
    const costNano = share(PAIRS_COST_NANO, index);
    const shared = {
      costNano,
      estimatedCostNano: costNano,
      inputTokens: share(PAIRS_TOKENS, index),
      workflow: index % 2 === 0 ? "bug-predict" : "dependency-check",
    };
    const atMs = BASE_AT_MS - (1 + (index % 9)) * DAY_MS + index * 60_000;
    return [
      aFirstTwin({ ...shared, atMs, latencyMs: latencyMs - 1, callId: uuidOf(index) }),
      aSecondTwin({
        ...shared,
        atMs: atMs + 1.25,
        latencyMs,
        callId: uuidOf(500 + index),
        runId: runIdOf(index),
      }),
    ];
  });
}

/** Nine name a run, four of them one that has a line. */
function runIdOf(index: number): string | null {
  if (index >= 9) return null;
  return uuidOf(index < 4 ? 1000 + index : 2000 + index);
}

/** The producer's own tests: no twin, the same id for ever. */
function singles(): CallRecord[] {
  return Array.from({ length: 4 }, (_, index) =>
    aCall({
      callId: "test-call-123",
      atMs: BASE_AT_MS + index * 1000,
      workflow: "test",
      step: "test_step",
      tier: "cheap",
      requestedTier: null,
      model: "test-model",
      inputTokens: 10,
      outputTokens: 20,
      costNano: 1_000_000,
      estimatedCostNano: 1_000_000,
      latencyMs: 1000,
    }),
  );
}

function runs() {
  const drafts = [
    {
      workflow: "security-audit",
      durationMs: 33_802,
      costNano: 174_595_400,
      baseline: 802_935_000,
      savings: 628_339_600,
    },
    {
      workflow: "perf-audit",
      durationMs: 14_000,
      costNano: 11_646_000,
      baseline: 14_370_000,
      savings: 2_724_000,
    },
    {
      workflow: "code-review",
      durationMs: 33_506,
      costNano: 24_671_000,
      baseline: 159_915_000,
      savings: 135_244_000,
    },
    { workflow: "code-review", durationMs: 1, costNano: 0, baseline: 0, savings: 0 },
    {
      workflow: "security-audit",
      durationMs: 27_234,
      costNano: 1_133_000,
      baseline: 5_805_000,
      savings: 4_672_000,
    },
    { workflow: "test_workflow", durationMs: 2, costNano: 0, baseline: 0, savings: 0 },
  ];
  return drafts.map(({ workflow, durationMs, costNano, baseline, savings }, index) =>
    aRun({
      runId: uuidOf(1000 + index),
      workflow,
      durationMs,
      costNano,
      baselineCostNano: baseline,
      savingsNano: savings,
      completedAtMs: BASE_AT_MS - index * DAY_MS,
      startedAtMs: BASE_AT_MS - index * DAY_MS - durationMs,
      success: index !== 5,
      stages: [aStage({ costNano })],
    }),
  );
}
