import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clipText, isClipOf } from "../../../src/core/rollup/clip-text.ts";
import { computeFacets } from "../../../src/core/rollup/compute-facets.ts";
import { Choice } from "../../../src/core/rollup/facet-bits.ts";
import { listCalls } from "../../../src/core/rollup/list-calls.ts";
import { listRuns } from "../../../src/core/rollup/list-runs.ts";
import { EMPTY_FILTER, NONE_KEY } from "../../../src/core/rollup/query.ts";
import { aCall, aRun, aStage } from "../../fixtures/records.ts";
import { aQuery, load, single } from "./support/scenario.ts";

const text = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 40 }),
  fc.constantFrom("a😀😀b", "abc\u2026", "\u2026"),
);

describe("isClipOf", () => {
  it("knows every clipped form of a text, and of a clipped form", () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }), (of, a, b) => {
        const clipped = clipText(of, a);
        expect(isClipOf(of, clipped)).toBe(clipped !== of);
        const twice = clipText(clipped, b);
        expect(isClipOf(of, twice)).toBe(twice !== of);
      }),
      { numRuns: 1000 },
    );
  });

  it("takes nothing else for one", () => {
    fc.assert(
      fc.property(text, text, (of, other) => {
        const isOne = Array.from({ length: 42 }, (_, length) => clipText(of, length)).includes(other);
        expect(isClipOf(of, other)).toBe(isOne && other !== of && other !== "");
      }),
      { numRuns: 1000 },
    );
    expect(isClipOf("abcdef", "abd\u2026")).toBe(false);
    expect(isClipOf("ab", "ab\u2026")).toBe(false);
    expect(isClipOf("abc", "ab")).toBe(false);
  });
});

describe("a filter chosen from names that were clipped", () => {
  const long = "w".repeat(500);
  const clipped = clipText(long, 120);

  it("accepts the names that look so, and those that were chosen whole", () => {
    const choice = new Choice([clipped, "short"]);
    expect(
      [long, "short", clipped, `v${long}`, "w".repeat(119), null].map((name) => choice.accepts(name)),
    ).toEqual([true, true, true, false, false, false]);
    expect(choice.acceptsAnyOf(["other", long])).toBe(true);
    expect(choice.acceptsAnyOf([])).toBe(false);
    expect(new Choice([NONE_KEY]).accepts(null)).toBe(true);
  });

  it("finds calls by each dimension", () => {
    const [model, provider, tier, tag] = ["m".repeat(300), "p".repeat(300), "t".repeat(300), "g".repeat(300)];
    const call = aCall({ workflow: long, model, provider, requestedTier: tier, tags: [tag] });
    const dataset = load({ calls: [single(call), single(aCall())] });
    for (const length of [120, 40, 12]) {
      const clip = (name: string) => [clipText(name, length)];
      for (const filter of [
        { workflows: clip(long) },
        { models: clip(model) },
        { providers: clip(provider) },
        { tiers: clip(tier) },
        { tags: clip(tag) },
      ]) {
        const narrowed = { ...EMPTY_FILTER, ...filter };
        const page = {
          offset: 0,
          limit: 9,
          sort: { field: "time", direction: "desc" },
          anchorCount: null,
        } as const;
        const { total, rows } = listCalls(dataset, aQuery(), narrowed, page);
        expect([total, rows[0]?.workflow]).toEqual([1, long]);
        const facet = computeFacets(dataset, aQuery(), narrowed, "call").find(
          ({ name }) => name === "status",
        );
        expect(facet?.values).toEqual([{ value: "success", count: 1 }]);
      }
    }
  });

  it("finds runs by providers, joined ones too, and by stages", () => {
    const providers = ["a".repeat(90), "b".repeat(90)];
    const stages = [aStage({ name: long, model: long, tier: long })];
    const dataset = load({ runs: [aRun({ providers, stages, tiers: [] }), aRun({ runId: null })] });
    for (const filter of [
      { providers: [clipText(providers.join(" + "), 120)] },
      { providers: [clipText("a".repeat(90), 40)] },
      { stages: [clipped] },
      { models: [clipped] },
      { tiers: [clipped] },
    ]) {
      const page = {
        offset: 0,
        limit: 9,
        sort: { field: "time", direction: "desc" },
        anchorCount: null,
      } as const;
      expect(listRuns(dataset, aQuery(), { ...EMPTY_FILTER, ...filter }, page).total).toBe(1);
    }
  });
});
