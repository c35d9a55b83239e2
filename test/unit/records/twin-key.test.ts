import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CallRecord } from "../../../src/core/records/call.ts";
import { parseCall } from "../../../src/core/records/call.ts";
import type { JsonObject } from "../../../src/core/records/json.ts";
import {
  isTwinDistance,
  twinDistance,
  twinKey,
  type TwinKeyFields,
  twinRole,
} from "../../../src/core/records/twin-key.ts";
import { rawCall, rawTwinPair } from "../../fixtures/raw-lines.ts";

const context = { naiveTimeZone: "America/New_York", nowMs: Date.UTC(2026, 5, 1) };

function call(line: string): CallRecord {
  const json: JsonObject = JSON.parse(line);
  return parseCall(json, context).record;
}

describe("twinRole", () => {
  it("tells the executor's line from the workflow layer's, whose run id may be null", () => {
    const [first, second] = rawTwinPair({}, { runId: null });
    expect(twinRole(call(first))).toBe("first");
    expect(twinRole(call(second))).toBe("second");
    const [, linked] = rawTwinPair({}, { runId: "r1" });
    expect(twinRole(call(linked))).toBe("second");
  });

  it("lets everything else stand alone", () => {
    expect(twinRole(call(rawCall()))).toBe("single");
    expect(twinRole(call(rawCall({ user_id: "ann", metadata: { run_id: "r1" } })))).toBe("single");
    expect(twinRole(call(rawCall({ metadata: undefined })))).toBe("single");
  });
});

describe("twinKey", () => {
  const text = fc.option(fc.oneof(fc.constantFrom("", "~", "1:a", "a", "~~"), fc.string({ maxLength: 4 })));
  const amount = fc.option(fc.nat({ max: 12 }));
  const fields: fc.Arbitrary<TwinKeyFields> = fc.record({
    workflow: text,
    step: text,
    taskType: text,
    provider: text,
    tier: text,
    model: text,
    inputTokens: amount,
    outputTokens: amount,
    estimatedCostNano: amount,
    success: fc.option(fc.boolean()),
  });

  it("is equal exactly when every shared field is", () => {
    fc.assert(
      fc.property(fields, fields, (a, b) => {
        expect(twinKey(a) === twinKey(b)).toBe(JSON.stringify(a) === JSON.stringify(b));
        expect(twinKey({ ...a })).toBe(twinKey(a));
      }),
      { numRuns: 1000 },
    );
  });

  it("changes with each of the ten fields", () => {
    const base = call(rawCall());
    const others: readonly Partial<CallRecord>[] = [
      { workflow: "x" },
      { step: null },
      { taskType: "x" },
      { provider: "x" },
      { tier: "x" },
      { model: null },
      { inputTokens: 1 },
      { outputTokens: null },
      { estimatedCostNano: 1 },
      { success: null },
    ];
    const keys = new Set([base, ...others.map((change) => ({ ...base, ...change }))].map(twinKey));
    expect(keys.size).toBe(11);
  });

  it.each(["workflow", "step", "taskType", "provider", "tier", "model"])(
    "tells an empty %s from an unknown one",
    (field) => {
      const base = call(rawCall());
      expect(twinKey({ ...base, [field]: "" })).not.toBe(twinKey({ ...base, [field]: null }));
    },
  );

  it("does not see what twins differ in, nor where text ends", () => {
    const [first, second] = rawTwinPair({}, { runId: "r1" });
    expect(twinKey(call(first))).toBe(twinKey(call(second)));
    const split = (workflow: string, step: string): string =>
      twinKey(call(rawCall({ workflow_name: workflow, step_name: step })));
    expect(split("ab", "c")).not.toBe(split("a", "bc"));
    expect(split("null", "")).not.toBe(twinKey(call(rawCall({ workflow_name: null, step_name: "" }))));
  });
});

describe("twin distance", () => {
  it("allows -5 ms to 5 s", () => {
    expect([-5, 0, 96, 5000].map(isTwinDistance)).toEqual([true, true, true, true]);
    expect([-5.001, 5000.001, Number.NaN, Infinity].map(isTwinDistance)).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });

  it("is how far the two starts lie apart", () => {
    expect(twinDistance(1.5, 1)).toBe(0.5);
    expect(twinDistance(1, 3)).toBe(2);
    expect(twinDistance(-2, Number.NaN)).toBe(2);
  });
});
