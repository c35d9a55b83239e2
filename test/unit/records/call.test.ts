import { describe, expect, it } from "vitest";
import { type CallRecord, parseCall } from "../../../src/core/records/call.ts";
import type { JsonObject } from "../../../src/core/records/json.ts";
import type { FieldIssue, ParsedRecord } from "../../../src/core/records/parse-context.ts";
import { naiveStamp } from "../../fixtures/python-json.ts";
import { rawCall, type RawFields, rawTwinPair } from "../../fixtures/raw-lines.ts";

const context = { naiveTimeZone: "America/New_York", nowMs: Date.UTC(2026, 5, 1) };

function parseLine(line: string): ParsedRecord<CallRecord> {
  const json: JsonObject = JSON.parse(line);
  return parseCall(json, context);
}

function parse(overrides: RawFields = {}): ParsedRecord<CallRecord> {
  return parseLine(rawCall(overrides));
}

function issue(field: string, reason: FieldIssue["reason"]): FieldIssue {
  return { field, reason };
}

describe("parseCall", () => {
  it("reads a line of the producer without any issue", () => {
    const [, line] = rawTwinPair(
      {
        timestamp: "2026-01-11T03:47:00.400225",
        workflow_name: "security-audit",
        step_name: "llm_call_premium",
        input_tokens: 3290,
        estimated_cost: 0.00987,
        latency_ms: 29748,
      },
      { runId: "3a1d3585", secondId: "8be0553f", gapMs: 0.831 },
    );
    expect(parseLine(line)).toEqual({
      issues: [],
      record: {
        kind: "call",
        callId: "8be0553f",
        atMs: Date.UTC(2026, 0, 11, 8, 47, 0) + 401.056,
        workflow: "security-audit",
        step: "llm_call_premium",
        userId: null,
        sessionId: null,
        taskType: "general",
        provider: "anthropic",
        tier: "capable",
        requestedTier: "premium",
        model: "claude-sonnet-4-5",
        inputTokens: 3290,
        outputTokens: 0,
        costNano: 9_870_000,
        estimatedCostNano: 9_870_000,
        isCostActual: false,
        latencyMs: 29749,
        fallbackUsed: false,
        fallbackChain: [],
        originalProvider: null,
        originalModel: null,
        retryCount: 0,
        breakerState: null,
        success: true,
        errorType: null,
        errorMessage: null,
        runId: "3a1d3585",
        hasRunIdKey: true,
        parentRunId: null,
        tags: [],
        metadata: { run_id: "3a1d3585" },
        extra: {},
      },
    });
  });

  it("keeps absent fields unknown instead of taking the producer's defaults", () => {
    const { record, issues } = parseCall({ call_id: "a", timestamp: "2026-01-01T00:00:00" }, context);
    const { kind, callId, atMs, isCostActual, hasRunIdKey, ...rest } = record;
    expect([kind, callId, atMs, isCostActual, hasRunIdKey]).toEqual([
      "call",
      "a",
      Date.UTC(2026, 0, 1, 5),
      false,
      false,
    ]);
    for (const value of Object.values(rest)) {
      expect(value === null || Object.keys(value).length === 0).toBe(true);
    }
    expect(issues).toEqual([]);
  });

  it("takes the actual cost before the estimated one", () => {
    const both = parse({ actual_cost: 0.002, estimated_cost: 0.001 }).record;
    expect([both.costNano, both.estimatedCostNano, both.isCostActual]).toEqual([2_000_000, 1_000_000, true]);
    const free = parse({ actual_cost: 0, estimated_cost: 0.001 }).record;
    expect([free.costNano, free.isCostActual]).toEqual([0, true]);
  });

  it("keeps a negative cost and flags it", () => {
    const { record, issues } = parse({ estimated_cost: -0.5 });
    expect(record.costNano).toBe(-500_000_000);
    expect(issues).toEqual([issue("estimated_cost", "negative-cost")]);
  });

  it("reads the tier that was asked for from the step, not from the recorded tier", () => {
    const tiers = ["llm_call_premium", "llm_call_", "report", null, "my_llm_call_cheap"].map(
      (step) => parse({ step_name: step, tier: "capable" }).record.requestedTier,
    );
    expect(tiers).toEqual(["premium", null, null, null, null]);
  });

  it("normalises breaker states", () => {
    const states = ["closed", "HALF_OPEN", "Half Open", "half-open", "OPEN", null].map(
      (state) => parse({ circuit_breaker_state: state }).record.breakerState,
    );
    expect(states).toEqual(["closed", "half-open", "half-open", "half-open", "open", null]);
  });

  it("reads failures, fallbacks and retries, which no writer of today sets", () => {
    const { record, issues } = parse({
      success: false,
      error_type: "timeout",
      error_message: "<img onerror=alert(1)>",
      fallback_used: true,
      fallback_chain: ["a", "b"],
      original_provider: "openai",
      original_model: "gpt",
      retry_count: 2,
      session_id: "s",
    });
    expect(record).toMatchObject({
      success: false,
      errorType: "timeout",
      errorMessage: "<img onerror=alert(1)>",
      fallbackUsed: true,
      fallbackChain: ["a", "b"],
      originalProvider: "openai",
      originalModel: "gpt",
      retryCount: 2,
      sessionId: "s",
    });
    expect(issues).toEqual([]);
  });

  it("keeps unknown fields and metadata verbatim, even a key that is called __proto__", () => {
    const json: JsonObject = JSON.parse(
      '{"call_id":"a","timestamp":"2026-01-01T00:00:00","trigger":"manual","__proto__":{"x":1},"metadata":{"deep":[{"a":null}]}}',
    );
    const { record } = parseCall(json, context);
    expect(JSON.stringify(record.extra)).toBe('{"trigger":"manual","__proto__":{"x":1}}');
    expect(Object.getPrototypeOf(record.extra)).toBe(Object.prototype);
    expect(record.metadata).toEqual({ deep: [{ a: null }] });
  });

  it("takes tags that are strings, each once", () => {
    expect(parse({ metadata: { tags: ["ci", 5, "nightly", "ci", null] } }).record.tags).toEqual([
      "ci",
      "nightly",
    ]);
    expect(parse({ metadata: { tags: "ci" } }).record.tags).toEqual([]);
  });

  it("finds the parent run in metadata, else at top level", () => {
    const parentOf = (fields: RawFields): string | null => parse(fields).record.parentRunId;
    expect(parentOf({ metadata: { parent_run_id: "p1" }, parent_run_id: "p2" })).toBe("p1");
    expect(parentOf({ metadata: { parent_job_id: "p3" } })).toBe("p3");
    expect(parentOf({ parent_job_id: "p4" })).toBe("p4");
    expect(parentOf({ metadata: { parent_run_id: 7, parent_job_id: "" } })).toBeNull();
  });

  it("tells a run id of null from none", () => {
    const of = (metadata: unknown): readonly unknown[] => {
      const { record } = parse({ metadata });
      return [record.runId, record.hasRunIdKey];
    };
    expect(of({ run_id: "r" })).toEqual(["r", true]);
    expect(of({ run_id: null })).toEqual([null, true]);
    expect(of({ run_id: 5 })).toEqual([null, true]);
    expect(of({})).toEqual([null, false]);
    expect(of(null)).toEqual([null, false]);
  });

  it("makes null of what has the wrong type, and says so", () => {
    const { record, issues } = parse({
      workflow_name: 5,
      success: "true",
      input_tokens: "12",
      estimated_cost: "0.1",
      fallback_chain: ["a", 1],
      metadata: [1],
    });
    expect(record).toMatchObject({ workflow: null, success: null, inputTokens: null, costNano: null });
    expect(record.fallbackChain).toEqual(["a"]);
    expect(record.metadata).toEqual({});
    expect(issues).toHaveLength(6);
    expect(new Set(issues.map((each) => each.reason))).toEqual(new Set(["wrong-type"]));
    expect(parse({ fallback_chain: "a" }).issues).toEqual([issue("fallback_chain", "wrong-type")]);
  });

  it("makes null of amounts that cannot be", () => {
    const json: JsonObject = JSON.parse(
      '{"call_id":"a","timestamp":"2026-01-01T00:00:00","latency_ms":-1,"input_tokens":1e999,"estimated_cost":1e20}',
    );
    const { record, issues } = parseCall(json, context);
    expect([record.latencyMs, record.inputTokens, record.costNano]).toEqual([null, null, null]);
    expect(issues).toContainEqual(issue("latency_ms", "out-of-range"));
    expect(issues).toContainEqual(issue("input_tokens", "out-of-range"));
    expect(issues).toContainEqual(issue("estimated_cost", "out-of-range"));
  });

  it("keeps a record without an id and says so", () => {
    expect(parse({ call_id: undefined }).issues).toEqual([issue("call_id", "missing-id")]);
    expect(parse({ call_id: "" }).issues).toEqual([issue("call_id", "missing-id")]);
    expect(parse({ call_id: 7 }).issues).toEqual([issue("call_id", "wrong-type")]);
  });
});

describe("times of calls", () => {
  const timeOf = (timestamp: unknown): readonly unknown[] => {
    const { record, issues } = parse({ timestamp });
    return [record.atMs, issues.map((each) => each.reason)];
  };

  it("are local, whatever the zone of the reader's screen, unless they carry a zone", () => {
    expect(timeOf("2026-01-01T00:00:00")).toEqual([Date.UTC(2026, 0, 1, 5), []]);
    expect(timeOf("2026-01-01T00:00:00Z")).toEqual([Date.UTC(2026, 0, 1), []]);
  });

  it("keep the record when missing, unreadable or of a wrong type", () => {
    expect(timeOf(undefined)).toEqual([null, ["missing-time"]]);
    expect(timeOf(null)).toEqual([null, ["missing-time"]]);
    expect(timeOf("")).toEqual([null, ["missing-time"]]);
    expect(timeOf("yesterday")).toEqual([null, ["unreadable-time"]]);
    expect(timeOf(1_768_103_220)).toEqual([null, ["wrong-type"]]);
  });

  it("are absurd before 2020 and from a day ahead of now", () => {
    const limitMs = context.nowMs + 86_400_000;
    expect(timeOf("2019-12-31T23:59:59Z")).toEqual([null, ["absurd-time"]]);
    expect(timeOf("2020-01-01T00:00:00Z")).toEqual([Date.UTC(2020, 0, 1), []]);
    expect(timeOf(`${naiveStamp(limitMs)}Z`)).toEqual([limitMs, []]);
    expect(timeOf(`${naiveStamp(limitMs + 1)}Z`)).toEqual([null, ["absurd-time"]]);
    expect(timeOf("9999-12-31T00:00:00")).toEqual([null, ["absurd-time"]]);
  });
});
