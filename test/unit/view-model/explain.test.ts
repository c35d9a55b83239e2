import { describe, expect, it } from "vitest";
import type { TelemetryRecord } from "../../../src/core/records/record.ts";
import type { FigureId } from "../../../src/core/view-model/panel-intent.ts";
import type { PanelViewInput } from "../../../src/core/view-model/panel-input.ts";
import { aCall, aFirstTwin, aSecondTwin } from "../../fixtures/records.ts";
import { BASE_AT_MS } from "../../fixtures/records.ts";
import { callsOf, intentOf, linesOf, peekOf, runsOf } from "./panel-fixture.ts";

describe("an explanation", () => {
  const explain = (
    records: readonly TelemetryRecord[],
    figure: FigureId,
    over: Partial<PanelViewInput> = {},
  ) => {
    const peek = peekOf(records, { kind: "explain", figure }, over);
    if (peek?.kind !== "explain") throw new Error("no explanation");
    return { ...peek, byLabel: linesOf(peek.lines) };
  };

  it("tells what a cost is made of", () => {
    const records = [aFirstTwin(), aSecondTwin({ atMs: BASE_AT_MS + 1 }), aCall({ costNano: 1 })];
    const { byLabel, title, value, text } = explain(records, "cost");
    expect({ title, value }).toEqual({ title: "Cost", value: "$0.0030" });
    expect(byLabel).toMatchObject({
      "Exact value": "$0.003000001",
      "Calls counted": "2",
      "Lines read, of all files": "3",
      "Records in them": "3",
      "Twins merged, of all files": "1",
      "Unreadable lines": "0",
      Basis: "calls: the range has call records",
      Range: "Last 7 days",
      "Zone in which days are cut": "UTC",
      "Sum of all lines, twins twice": "$0.0060",
    });
    expect(text).toContain("twice");
  });

  it("gives exact money without superfluous zeros, and its sign", () => {
    expect(
      explain(
        callsOf(1, () => ({ costNano: 1_500_000_000 })),
        "cost",
      ).byLabel["Exact value"],
    ).toBe("$1.50");
    expect(
      explain(
        callsOf(1, () => ({ costNano: -3200 })),
        "cost",
      ).byLabel["Exact value"],
    ).toBe("-$0.0000032");
    expect(
      explain(
        callsOf(1, () => ({ latencyMs: 12.5 })),
        "latency",
      ).byLabel["Exact value"],
    ).toBe("12.5");
  });

  it("tells why the basis is what it is", () => {
    expect(explain(runsOf(1), "count").byLabel["Basis"]).toBe("runs: the range has no call records");
    expect(explain([], "count").byLabel["Basis"]).toBe("runs: the range has no records");
    const chosen = { intent: intentOf({ basis: "calls", range: { kind: "all" } }) };
    const { byLabel } = explain(callsOf(1), "count", {
      ...chosen,
      mergeTwins: false,
      hiddenWorkflows: ["test*"],
    });
    expect(byLabel).toMatchObject({
      Basis: "calls: chosen by you",
      "From (included)": "open",
      "Twins merged, of all files": "off",
      "Left out, by setting": "test*",
      "Lines in the range, twins twice": "1",
    });
  });

  it("tells where a success rate comes from, or why there is none", () => {
    expect(explain(runsOf(2), "success").text).toContain("Runs that succeeded");
    expect(
      explain(
        callsOf(2, (index) => ({ success: index > 0 })),
        "success",
      ).text,
    ).toContain("Calls that");
    const none = explain(callsOf(2), "success");
    expect(none.value).toBe("not reported");
    expect(none.byLabel).not.toHaveProperty("Exact value");
    expect(none.text).toContain("logs no failed calls");
  });

  it.each([
    ["latency", "latency_ms", "total_duration_ms"],
    ["tokens", "input_tokens", "stages that ran"],
    ["cost", "estimated_cost", "total_cost"],
    ["count", "each call", "each finished run"],
    ["savings", "premium prices", "premium prices"],
  ] as const)("of %s names the fields it is made of", (figure, ofCalls, ofRuns) => {
    expect(explain(callsOf(1), figure).text).toContain(ofCalls);
    expect(explain(runsOf(1), figure).text).toContain(ofRuns);
  });
});
