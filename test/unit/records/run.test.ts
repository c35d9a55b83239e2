import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../../src/core/records/json.ts";
import type { ParsedRecord } from "../../../src/core/records/parse-context.ts";
import { parseRun, type RunRecord } from "../../../src/core/records/run.ts";
import { rawRun, rawStage, type RawFields } from "../../fixtures/raw-lines.ts";

const context = { naiveTimeZone: "America/New_York", nowMs: Date.UTC(2026, 5, 1) };

function parse(overrides: RawFields = {}): ParsedRecord<RunRecord> {
  const json: JsonObject = JSON.parse(rawRun(overrides));
  return parseRun(json, context);
}

describe("parseRun", () => {
  it("reads a run with its stages", () => {
    const { record, issues } = parse({
      run_id: "r1",
      started_at: "2026-02-01T16:16:04.976481",
      completed_at: "2026-02-01T16:16:05.197337",
      stages: [rawStage({ stage_name: "profile", tier: "cheap", cost: 3.2e-6, latency_ms: 127 })],
      total_cost: 0.0006482,
      baseline_cost: 0.0032849999999999997,
      savings: 0.0026368,
    });
    expect(issues).toEqual([]);
    expect(record).toMatchObject({
      kind: "run",
      runId: "r1",
      startedAtMs: Date.UTC(2026, 1, 1, 21, 16, 4) + 976.481,
      completedAtMs: Date.UTC(2026, 1, 1, 21, 16, 5) + 197.337,
      costNano: 648_200,
      baselineCostNano: 3_285_000,
      savingsNano: 2_636_800,
      durationMs: 2000,
      success: true,
      error: null,
      providers: ["anthropic"],
      tiers: ["capable"],
      trigger: null,
      project: null,
    });
    expect(record.stages).toEqual([
      {
        name: "profile",
        tier: "cheap",
        model: "claude-sonnet-4-5",
        inputTokens: 1000,
        outputTokens: 500,
        costNano: 3200,
        latencyMs: 127,
        success: true,
        isSkipped: false,
        skipReason: null,
        error: null,
        extra: {},
      },
    ]);
  });

  it("does not add its stages up: the recorded total stands", () => {
    expect(parse({ stages: [rawStage({ cost: 5 })], total_cost: 0.25 }).record.costNano).toBe(250_000_000);
  });

  it("tells a skipped stage from a failed one", () => {
    const stages = [
      rawStage({ success: false, skipped: true, skip_reason: "Simple change" }),
      rawStage({ success: false, skipped: false }),
      rawStage({ success: undefined, skipped: undefined }),
    ];
    const { record } = parse({ stages, success: false, error: "Workflow execution failed: ValueError" });
    expect(record.stages.map((stage) => [stage.success, stage.isSkipped, stage.skipReason])).toEqual([
      [false, true, "Simple change"],
      [false, false, null],
      [null, false, null],
    ]);
    expect([record.success, record.error]).toEqual([false, "Workflow execution failed: ValueError"]);
  });

  it("reads trigger and project, which newer producers add", () => {
    expect(parse({ trigger: "attune-rec", project: "shop" }).record).toMatchObject({
      trigger: "attune-rec",
      project: "shop",
    });
  });

  it("keeps what no canonical field stands for", () => {
    const { record } = parse({ future: { a: 1 }, stages: [rawStage({ cached: true })] });
    expect(record.extra).toEqual({ savings_percent: 80, future: { a: 1 } });
    expect(record.stages[0]?.extra).toEqual({ cached: true });
  });

  it("takes negative savings as they are, and flags a negative cost", () => {
    const { record, issues } = parse({ savings: -0.5, total_cost: -1 });
    expect([record.savingsNano, record.costNano]).toEqual([-500_000_000, -1_000_000_000]);
    expect(issues).toEqual([{ field: "total_cost", reason: "negative-cost" }]);
  });

  it("says which stage has an odd field", () => {
    const { issues } = parse({ stages: [rawStage(), rawStage({ latency_ms: "fast" })] });
    expect(issues).toEqual([{ field: "stages[1].latency_ms", reason: "wrong-type" }]);
  });

  it("leaves out stages that are no objects, and stages that are no list", () => {
    const mixed = parse({ stages: [rawStage(), 5, null, []] });
    expect(mixed.record.stages).toHaveLength(1);
    expect(mixed.issues).toEqual([{ field: "stages", reason: "wrong-type" }]);
    expect(parse({ stages: "none" }).record.stages).toEqual([]);
    expect(parse({ stages: null }).issues).toEqual([]);
  });

  it("does not list more than fifty issues of one record", () => {
    const stages = Array.from({ length: 200 }, () => rawStage({ tier: 5 }));
    expect(parse({ stages }).issues).toHaveLength(50);
  });

  it("is no issue without an end, but one without a start", () => {
    const { record, issues } = parse({ completed_at: null, started_at: undefined });
    expect([record.startedAtMs, record.completedAtMs]).toEqual([null, null]);
    expect(issues).toEqual([{ field: "started_at", reason: "missing-time" }]);
  });

  it("finds tags and parent", () => {
    const { record } = parse({ metadata: { tags: ["ci"], parent_job_id: "p" } });
    expect([record.tags, record.parentRunId]).toEqual([["ci"], "p"]);
  });
});
