import { describe, expect, it } from "vitest";
import type { TelemetryRecord } from "../../../src/core/records/record.ts";
import { buildPanelView } from "../../../src/core/view-model/build-panel-view.ts";
import type { PanelIntent } from "../../../src/core/view-model/panel-intent.ts";
import type { PanelState } from "../../../src/core/view-model/panel-view.ts";
import { aCall, aCoverage, aFileTest, aTest, BASE_AT_MS } from "../../fixtures/records.ts";
import { callsOf, datasetOf, DAY_MS, inputOf, intentOf, NOW_MS, runsOf } from "./panel-fixture.ts";

function viewOf(records: readonly TelemetryRecord[], intent: Partial<PanelIntent> = {}) {
  return buildPanelView(inputOf(datasetOf(records), { intent: intentOf(intent) }));
}

describe("cost over time", () => {
  it("sums to the card's cost, and says itself in a sentence", () => {
    const { cost } = viewOf(callsOf(5, (index) => ({ atMs: BASE_AT_MS - (index % 2) * DAY_MS })));
    expect(cost.buckets.reduce((sum, bucket) => sum + (bucket.costUsd ?? 0), 0)).toBeCloseTo(0.015, 12);
    expect(cost.summary).toBe("Last 7 days: $0.02 in 5 calls, by day; the most on Feb 1: $0.0090.");
  });

  it("says that there is nothing, or that no cost is known", () => {
    expect(viewOf([]).cost.summary).toBe("Last 7 days: no records.");
    expect(viewOf(callsOf(1, () => ({ costNano: null }))).cost.summary).toBe(
      "Last 7 days: not reported in 1 call.",
    );
  });
});

describe("providers", () => {
  it("are parts of the cost", () => {
    const { providers } = viewOf([
      ...callsOf(3, () => ({ provider: "anthropic", costNano: 2e9 })),
      ...callsOf(1, () => ({ provider: "openai", costNano: 2e9 })),
    ]);
    expect(providers).toEqual([
      { key: "anthropic", costUsd: 6, count: 3, shareRatio: 0.75 },
      { key: "openai", costUsd: 2, count: 1, shareRatio: 0.25 },
    ]);
  });

  it("are parts of the count where no cost is known, and negative costs take no part", () => {
    const unknown = callsOf(4, (index) => ({ provider: index === 0 ? "a" : "b", costNano: null }));
    expect(
      viewOf(unknown)
        .providers.map(({ shareRatio }) => shareRatio)
        .toSorted((a, b) => a - b),
    ).toEqual([0.25, 0.75]);
    const negative = callsOf(2, (index) => ({ provider: `p${index}`, costNano: index === 0 ? -5e9 : 5e9 }));
    expect(viewOf(negative).providers.map(({ shareRatio }) => shareRatio)).toEqual([1, 0]);
  });

  it("beyond the eighth are joined", () => {
    const { providers } = viewOf(callsOf(12, (index) => ({ provider: `p${index}`, costNano: 1e9 })));
    expect(providers).toHaveLength(8);
    expect(providers.at(-1)).toEqual({ key: "other (5)", costUsd: 5, count: 5, shareRatio: 0.4167 });
    const unknown = viewOf(callsOf(12, (index) => ({ provider: `p${index}`, costNano: null })));
    expect(unknown.providers.at(-1)?.costUsd).toBeNull();
  });
});

describe("tiers", () => {
  it("are those asked for, from cheap to premium, then all others", () => {
    const tiers = ["premium", "local", "cheap", null] as const;
    const { tiers: bars } = viewOf(
      callsOf(4, (index) => ({ requestedTier: tiers[index] ?? null, costNano: (index + 1) * 1e9 })),
    );
    expect(bars.map(({ key }) => key)).toEqual(["cheap", "capable", "premium", "local"]);
    expect(bars[0]).toEqual({
      key: "cheap",
      costUsd: 3,
      count: 1,
      inputTokens: null,
      outputTokens: null,
      tokens: 1000,
    });
  });
});

describe("workflows and breakdown", () => {
  const records = [
    ...callsOf(8, (index) => ({ workflow: `w${index}`, costNano: (8 - index) * 1e9, latencyMs: 100 })),
    ...callsOf(1, () => ({ workflow: "w0", costNano: 4e9, atMs: BASE_AT_MS - 8 * DAY_MS })),
  ];

  it("show the five most expensive workflows against the first", () => {
    const { workflows } = viewOf(records);
    expect(workflows).toHaveLength(5);
    expect(workflows[0]).toEqual({
      key: "w0",
      costUsd: 8,
      count: 1,
      averageCostUsd: 8,
      p95Ms: 100,
      costChangeRatio: 1,
      barRatio: 1,
    });
    expect(workflows[4]).toMatchObject({ key: "w4", barRatio: 0.5, costChangeRatio: null });
  });

  it("have no bar where nothing costs anything", () => {
    expect(viewOf(callsOf(1, () => ({ costNano: null }))).workflows[0]).toMatchObject({
      averageCostUsd: null,
      barRatio: 0,
    });
  });

  it("give the same average cost and the mean duration of each row", () => {
    const timed = callsOf(3, (index) => ({
      workflow: "w",
      costNano: 1e9,
      latencyMs: [100, 200, 600][index] ?? null,
    }));
    const view = viewOf([...timed, ...callsOf(1, () => ({ workflow: "x", costNano: null }))]);
    expect(view.breakdown.rows).toMatchObject([
      { key: "w", averageCostUsd: 1, durationMs: { mean: 300, p50: 200 } },
      { key: "x", averageCostUsd: null },
    ]);
    for (const [index, row] of view.workflows.entries())
      expect(row.averageCostUsd).toBe(view.breakdown.rows[index]?.averageCostUsd);
  });

  it("break down by the chosen dimension and say how much is left out", () => {
    const many = callsOf(14, (index) => ({ model: `m${index}` }));
    const { breakdown } = viewOf(many, { dimension: "model" });
    expect(breakdown).toMatchObject({ dimension: "model", moreCount: 4 });
    expect(breakdown.rows).toHaveLength(10);
    expect(viewOf([...many, ...runsOf(1)], { dimension: "stage" }).breakdown.rows[0]?.key).toBe("analyze");
  });
});

describe("range", () => {
  it.each([
    [{ kind: "today" }, "Today"],
    [{ kind: "30d" }, "Last 30 days"],
    [{ kind: "all" }, "All time"],
    [{ kind: "custom", from: "2026-01-03", to: "2026-02-01" }, "Jan 3, 2026 to Feb 1, 2026"],
    [{ kind: "custom", from: "2026-02-01", to: "2026-02-01" }, "Feb 1, 2026"],
    [{ kind: "custom", from: "2026-02-01", to: null }, "since Feb 1, 2026"],
    [{ kind: "custom", from: null, to: "2026-02-01" }, "until Feb 1, 2026"],
    [{ kind: "custom", from: null, to: null }, "All time"],
  ] as const)("%j is labelled %s", (range, label) => {
    expect(viewOf([], { range }).range).toMatchObject({ choice: range, label });
  });

  it("throws for a date that does not exist", () => {
    expect(() => viewOf([], { range: { kind: "custom", from: "2026-02-30", to: null } })).toThrow(RangeError);
  });
});

describe("quality", () => {
  it("is empty where nothing reports it", () => {
    expect(viewOf(callsOf(1)).quality).toEqual([]);
  });

  it("shows coverage with its own trend, the last tests and failing files", () => {
    const { quality } = viewOf([
      aCoverage({ overallRatio: 0.85, atMs: BASE_AT_MS - 1 }),
      aCoverage({ overallRatio: 0.91 }),
      aTest({ passed: 9, total: 10, atMs: NOW_MS - 60_000 }),
      aFileTest({ result: "failed" }),
    ]);
    expect(quality).toEqual([
      { label: "Coverage", value: "91.0%, improving" },
      { label: "Last test run", value: "unit: 9 of 10 passed, 1m ago" },
      { label: "Files with failing tests", value: "1" },
    ]);
  });

  it("does not invent what a test run left out", () => {
    const { quality } = viewOf([aCoverage(), aTest({ suite: null, passed: null, atMs: null })]);
    expect(quality.map(({ value }) => value)).toEqual(["85%", "counts not reported"]);
  });
});

describe("state and notices", () => {
  it("carry bounded texts", () => {
    const long = Array.from({ length: 30 }, () => "/x".repeat(400));
    const states: readonly PanelState[] = [
      { kind: "no-files", lookedIn: long },
      { kind: "no-records", files: long, unreadable: 3 },
      { kind: "denied", files: long },
    ];
    for (const state of states) {
      const view = buildPanelView(inputOf(datasetOf([]), { state }));
      expect(JSON.stringify(view.state).length).toBeLessThan(1000);
    }
    const notice = {
      id: "stale",
      severity: "warning",
      text: "t".repeat(1000),
      action: null,
      isDismissible: true,
    } as const;
    const view = buildPanelView(
      inputOf(datasetOf([aCall()]), { notices: Array.from({ length: 20 }, () => notice) }),
    );
    expect(view.notices).toHaveLength(8);
    expect(view.notices[0]?.text).toHaveLength(240);
  });
});
