import { describe, expect, it } from "vitest";
import type { TelemetryRecord } from "../../../src/core/records/record.ts";
import { computeStats } from "../../../src/core/rollup/compute-stats.ts";
import { EMPTY_FILTER } from "../../../src/core/rollup/query.ts";
import { buildPanelView } from "../../../src/core/view-model/build-panel-view.ts";
import { NOT_REPORTED } from "../../../src/core/view-model/format.ts";
import type { FigureId } from "../../../src/core/view-model/panel-intent.ts";
import type { PanelViewInput } from "../../../src/core/view-model/panel-input.ts";
import { aFirstTwin, aRun, aRouting, aSecondTwin, BASE_AT_MS } from "../../fixtures/records.ts";
import { callsOf, datasetOf, DAY_MS, inputOf, intentOf, NOW_MS, runsOf } from "./panel-fixture.ts";

function cardOf(records: readonly TelemetryRecord[], id: FigureId, over: Partial<PanelViewInput> = {}) {
  const card = buildPanelView(inputOf(datasetOf(records), over)).cards.find(
    (candidate) => candidate.id === id,
  );
  if (card === undefined) throw new Error(`no card ${id}`);
  return card;
}

/** Calls of this week, and of the week before. */
function twoWeeks(costNano: number, costNanoBefore: number) {
  return [
    ...callsOf(4, () => ({ costNano })),
    ...callsOf(4, (index) => ({ costNano: costNanoBefore, atMs: BASE_AT_MS - 8 * DAY_MS - index })),
  ];
}

describe("cards", () => {
  it("stand in the order of importance", () => {
    const { cards } = buildPanelView(inputOf(datasetOf([])));
    expect(cards.map(({ id }) => id)).toEqual(["cost", "count", "success", "latency", "tokens", "savings"]);
  });

  it("show what the statistics say", () => {
    const records = [...callsOf(12, (index) => ({ latencyMs: 100 * index })), ...runsOf(3)];
    const dataset = datasetOf(records);
    const view = buildPanelView(inputOf(dataset));
    const stats = computeStats(dataset, {
      window: view.range.window,
      timeZone: "UTC",
      nowMs: NOW_MS,
      mergeTwins: true,
      hiddenWorkflows: [],
    });
    expect(stats.costUsd).toBe(0.036);
    expect(view.cards.map(({ value }) => value)).toEqual([
      "$0.04",
      "12",
      "100%",
      "550 ms",
      "12,000",
      "$0.06",
    ]);
    expect(view.cards.map(({ note }) => note)).toEqual([
      "from calls",
      "3 runs",
      "0 of 3 runs failed",
      "p95 1.0 s \u00b7 avg 550 ms",
      "split not recorded",
      "estimate, against $0.08 at premium prices",
    ]);
  });

  it("say that a cost from runs is an estimate", () => {
    const records = runsOf(2);
    expect(cardOf(records, "cost")).toMatchObject({ value: "$0.01", note: "estimate from runs" });
    expect(cardOf(records, "count")).toMatchObject({ label: "Runs", value: "2", note: null });
    expect(cardOf(records, "tokens")).toMatchObject({ value: "2,000", note: "from runs" });
    expect(cardOf(records, "latency")).toMatchObject({ label: "Duration p50", value: "2.0 s" });
  });

  it("take the basis that was chosen", () => {
    const records = [...callsOf(3), ...runsOf(1)];
    const over = { intent: intentOf({ basis: "runs" }) };
    expect(cardOf(records, "count", over).value).toBe("1");
    expect(buildPanelView(inputOf(datasetOf(records), over)).basis).toEqual({
      value: "runs",
      isAuto: false,
      hasCalls: true,
      hasRuns: true,
    });
  });

  it("count merged twins once", () => {
    const records = [aFirstTwin(), aSecondTwin({ atMs: BASE_AT_MS + 1 })];
    expect(cardOf(records, "count").value).toBe("1");
    expect(cardOf(records, "count", { mergeTwins: false }).value).toBe("2");
  });

  it("name runs in progress", () => {
    const running = aRouting({ runId: "open", atMs: NOW_MS - 1000, startedAtMs: NOW_MS - 1000 });
    expect(cardOf([...callsOf(1), running], "count").note).toBe("0 runs \u00b7 1 running");
  });

  it("show the split of tokens where it is recorded", () => {
    const records = callsOf(2, () => ({ inputTokens: 100, outputTokens: 20 }));
    expect(cardOf(records, "tokens").note).toBe("200 in \u00b7 40 out");
  });

  it("say what nobody reported", () => {
    const records = callsOf(2, () => ({
      costNano: null,
      latencyMs: null,
      inputTokens: null,
      outputTokens: null,
    }));
    for (const id of ["cost", "latency", "tokens"] as const) {
      expect(cardOf(records, id)).toMatchObject({ value: NOT_REPORTED, isReported: false, change: null });
    }
    expect(
      cardOf(
        runsOf(1, () => ({ savingsNano: null, baselineCostNano: null })),
        "savings",
      ),
    ).toMatchObject({
      value: NOT_REPORTED,
      note: null,
    });
  });
});

describe("success card", () => {
  it("is not told from calls that never fail", () => {
    expect(cardOf(callsOf(5), "success")).toMatchObject({
      value: NOT_REPORTED,
      note: "failed calls are not logged",
      drill: { kind: "calls", filter: EMPTY_FILTER },
    });
    expect(cardOf([], "success").note).toBeNull();
  });

  it("is told from calls once one of them failed", () => {
    const records = callsOf(4, (index) => ({ success: index > 0 }));
    expect(cardOf(records, "success")).toMatchObject({
      value: "75%",
      note: "1 of 4 calls failed",
      drill: { kind: "calls", filter: { ...EMPTY_FILTER, statuses: ["error"] } },
    });
  });

  it("is told from runs where there are any", () => {
    const records = [
      ...callsOf(4, () => ({ success: false })),
      ...runsOf(3, (index) => ({ success: index > 0 })),
    ];
    expect(cardOf(records, "success")).toMatchObject({
      value: "67%",
      note: "1 of 3 runs failed",
      drill: { kind: "runs", filter: { ...EMPTY_FILTER, statuses: ["error"] } },
    });
  });
});

describe("changes", () => {
  it("compare with the days before", () => {
    const card = cardOf(twoWeeks(3_000_000, 2_000_000), "cost");
    expect(card.change).toEqual({
      text: "+50%",
      title: "Against Jan 19, 2026 to Jan 25, 2026: $0.0080",
      sentiment: "bad",
    });
    expect(cardOf(twoWeeks(1_000_000, 2_000_000), "cost").change).toMatchObject({
      text: "\u221250%",
      sentiment: "good",
    });
    expect(cardOf(twoWeeks(1, 1), "count").change).toMatchObject({ text: "0%", sentiment: "neutral" });
  });

  it("compare ratios in points", () => {
    const records = [
      ...runsOf(10, (index) => ({ success: index > 0 })),
      ...runsOf(10, (index) => ({
        runId: `before-${index}`,
        success: index > 1,
        startedAtMs: BASE_AT_MS - 8 * DAY_MS,
        completedAtMs: BASE_AT_MS - 8 * DAY_MS,
      })),
    ];
    expect(cardOf(records, "success").change).toMatchObject({ text: "+10 pt", sentiment: "good" });
  });

  it("compare today with yesterday up to the same time", () => {
    const records = [
      ...callsOf(1),
      ...callsOf(2, () => ({ atMs: BASE_AT_MS - DAY_MS })),
      ...callsOf(5, () => ({ atMs: NOW_MS - DAY_MS + 1000 })),
    ];
    const { change } = cardOf(records, "count", { intent: intentOf({ range: { kind: "today" } }) });
    expect(change).toMatchObject({ text: "\u221250%", title: "Against yesterday until the same time: 2" });
  });

  it("say nothing where there is nothing to compare with", () => {
    expect(cardOf(callsOf(3), "cost").change).toBeNull();
    const all = { intent: intentOf({ range: { kind: "all" } }) };
    expect(cardOf(twoWeeks(2, 1), "cost", all).change).toBeNull();
    const noRatesBefore = [aRun(), ...callsOf(2, () => ({ atMs: BASE_AT_MS - 8 * DAY_MS }))];
    expect(cardOf(noRatesBefore, "success").change).toBeNull();
  });

  it("keep the basis of the current period", () => {
    const before = runsOf(3, () => ({
      startedAtMs: BASE_AT_MS - 8 * DAY_MS,
      completedAtMs: BASE_AT_MS - 8 * DAY_MS,
    }));
    expect(cardOf([...callsOf(3), ...before], "cost").change).toBeNull();
  });
});

describe("sparks", () => {
  it("have one point a day of a week and 12 to 25 of all time, rounded for drawing", () => {
    const records = callsOf(3, () => ({ costNano: 1_234_567 }));
    const card = cardOf(records, "cost");
    expect(card.spark).toHaveLength(7);
    const ofAllTime = cardOf(records, "cost", { intent: intentOf({ range: { kind: "all" } }) }).spark;
    expect(ofAllTime.length).toBeGreaterThanOrEqual(12);
    expect(ofAllTime.length).toBeLessThanOrEqual(25);
    expect(card.spark).toContain(0.0037);
    expect(cardOf([], "tokens").spark).toEqual([]);
  });

  it("are left out where the card's figure is not reported", () => {
    const card = cardOf(callsOf(3), "success");
    expect(card.isReported).toBe(false);
    expect(card.spark).toEqual([]);
  });
});
