import * as fc from "fast-check";
import type { CallRecord } from "../../../../src/core/records/call.ts";
import type { RunRecord, StageRecord } from "../../../../src/core/records/run.ts";
import type { TelemetryQuery } from "../../../../src/core/rollup/query.ts";
import { aCall, aFirstTwin, aRun, aSecondTwin, aStage, uuidOf } from "../../../fixtures/records.ts";
import type { LoggedCall } from "./scenario.ts";
import { aQuery } from "./scenario.ts";

/** Noon of the day on which New York's clocks go forward; Berlin's and Lord Howe's change within 30 days. */
export const NOW_MS = Date.UTC(2026, 2, 8, 12);
const DAY_MS = 86_400_000;

export const ZONES = [
  "UTC",
  "America/New_York",
  "Europe/Berlin",
  "Asia/Kolkata",
  "Australia/Lord_Howe",
  "America/Havana",
  "Pacific/Apia",
  "America/St_Johns",
] as const;

const orNull = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: null, freq: 6 });
const name = (...names: readonly string[]) => orNull(fc.constantFrom(...names));

/** Mostly within 40 days of now; some missing, some absurd, some on the very edge of being so. */
const time = orNull(
  fc.oneof(
    { weight: 12, arbitrary: fc.integer({ min: NOW_MS - 40 * DAY_MS, max: NOW_MS + DAY_MS }) },
    { weight: 1, arbitrary: fc.constantFrom(Date.UTC(2010, 0, 1), Date.UTC(2019, 11, 31, 23, 59, 59, 999)) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(Date.UTC(2020, 0, 1), NOW_MS + DAY_MS + 1, NOW_MS + 90 * DAY_MS),
    },
  ),
);

const runId = orNull(fc.integer({ min: 0, max: 5 }).map((n) => uuidOf(100 + n)));
const success = fc.constantFrom(true, true, true, false, null);
const tags = fc.subarray(["ci", "nightly", "manual"]);

const callFields = fc.record({
  atMs: time,
  workflow: name("code-review", "bug-predict", "test-one", "test-two"),
  step: name("llm_call_cheap", "llm_call_premium", "report"),
  provider: name("anthropic", "openai"),
  model: name("claude-sonnet-4-5", "gpt-5", "test-model"),
  tier: name("capable", "cheap"),
  requestedTier: name("cheap", "premium"),
  inputTokens: orNull(fc.nat(5000)),
  outputTokens: orNull(fc.oneof(fc.constant(0), fc.nat(500))),
  costNano: orNull(fc.integer({ min: -1000, max: 1_000_000_000 })),
  latencyMs: orNull(fc.nat(60_000)),
  success,
  tags,
});

function asSingle(over: Partial<CallRecord>, index: number, id: string | null): LoggedCall {
  const call = aCall({ ...over, estimatedCostNano: over.costNano ?? null, taskType: `task-${index}` });
  return { first: { ...call, runId: id, callId: uuidOf(index) }, second: null };
}

/** Twins agree in a key that no other pair has, so that which lines belong together is known here. */
function asPair(over: Partial<CallRecord>, index: number, id: string | null, gapMs: number): LoggedCall {
  const shared = { ...over, estimatedCostNano: over.costNano ?? null, taskType: `task-${index}` };
  const atMs = (over.atMs ?? NOW_MS) + gapMs;
  const latencyMs = over.latencyMs == null ? null : over.latencyMs + gapMs;
  return {
    first: aFirstTwin({ ...shared, atMs: over.atMs ?? NOW_MS, callId: uuidOf(index) }),
    second: aSecondTwin({ ...shared, atMs, latencyMs, tags: [], callId: uuidOf(5000 + index), runId: id }),
  };
}

const logged = fc.record({
  fields: callFields,
  isPair: fc.boolean(),
  runId,
  gapMs: fc.integer({ min: 0, max: 4000 }),
});

export const calls: fc.Arbitrary<LoggedCall[]> = fc
  .array(logged, { maxLength: 40, size: "medium" })
  .map((drafts) =>
    drafts.map(({ fields, isPair, runId: id, gapMs }, index) =>
      isPair ? asPair(fields, index, id, gapMs) : asSingle(fields, index, id),
    ),
  );

const stage: fc.Arbitrary<StageRecord> = fc
  .record({
    name: name("scan", "report"),
    tier: name("cheap", "capable", "premium"),
    model: name("claude-sonnet-4-5", "gpt-5"),
    inputTokens: orNull(fc.nat(900)),
    outputTokens: orNull(fc.nat(900)),
    costNano: orNull(fc.nat(50_000_000)),
    latencyMs: orNull(fc.nat(9000)),
    success,
    isSkipped: fc.boolean(),
  })
  .map((over) => aStage(over));

const runFields = fc.record({
  workflow: name("code-review", "bug-predict", "test-one"),
  startedAtMs: time,
  completedAtMs: time,
  costNano: orNull(fc.nat(200_000_000)),
  baselineCostNano: orNull(fc.nat(900_000_000)),
  savingsNano: orNull(fc.integer({ min: -1000, max: 500_000_000 })),
  inputTokens: orNull(fc.nat(900)),
  outputTokens: orNull(fc.nat(900)),
  durationMs: orNull(fc.nat(90_000)),
  success,
  providers: fc.subarray(["anthropic", "openai"]),
  tiers: fc.subarray(["cheap", "premium"]),
  tags,
  stages: fc.array(stage, { maxLength: 4 }),
});

/** Each run id at most once; the first ones are those that calls may name. */
export const runs: fc.Arbitrary<RunRecord[]> = fc
  .array(fc.record({ fields: runFields, hasId: fc.boolean() }), { maxLength: 12, size: "medium" })
  .map((drafts) =>
    drafts.map(({ fields, hasId }, index) => aRun({ ...fields, runId: hasId ? uuidOf(100 + index) : null })),
  );

export const scenario = fc.record({ calls, runs });

const edge = orNull(fc.integer({ min: NOW_MS - 45 * DAY_MS, max: NOW_MS + 2 * DAY_MS }));

export const query: fc.Arbitrary<TelemetryQuery> = fc
  .record({
    window: fc.record({ fromMs: edge, toMs: edge }),
    timeZone: fc.constantFrom(...ZONES),
    mergeTwins: fc.boolean(),
    hiddenWorkflows: fc.constantFrom([], ["test-*"], ["*review", "bug-predic?"]),
  })
  .map((over) => aQuery({ ...over, nowMs: NOW_MS }));
