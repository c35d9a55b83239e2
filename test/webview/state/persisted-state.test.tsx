import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULT_INTENT } from "../../../src/core/view-model/panel-intent.ts";
import { DEFAULT_STATE, restoreState, STATE_VERSION } from "../../../webview/state/persisted-state.ts";

describe("restoreState", () => {
  it("gives back what was kept", () => {
    const kept = {
      ...DEFAULT_STATE,
      intentNumber: 12,
      placeLabel: "Cost",
      trail: [{ label: "", intent: DEFAULT_INTENT, scroll: { main: 3, list: 4, peek: 5 } }],
      ui: { isScrolling: true, isPaused: true, collapsed: { cost: true }, tables: { tiers: true } },
    };
    expect(restoreState(structuredClone(kept))).toEqual(kept);
  });

  it("starts afresh for whatever it does not understand, and never throws", () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(restoreState(value)).toEqual(DEFAULT_STATE);
      }),
    );
  });

  it("starts afresh when the intent is out of bounds: the host would drop it", () => {
    const intent = { ...DEFAULT_INTENT, feed: { ...DEFAULT_INTENT.feed, offset: -1 } };
    expect(restoreState({ ...DEFAULT_STATE, intent })).toEqual(DEFAULT_STATE);
  });

  it("mends parts that matter less than the intent", () => {
    const intent = { ...DEFAULT_INTENT, range: { kind: "30d" } };
    const restored = restoreState({ ...DEFAULT_STATE, intent, scroll: "far", trail: 7, ui: { tables: 1 } });
    expect(restored).toEqual({ ...DEFAULT_STATE, intent });
  });

  it("lifts older versions step by step", () => {
    const restored = restoreState(
      { version: -1, range: "30d" },
      {
        [-1]: (state) => ({ version: 0, chosen: state["range"] }),
        0: (state) => ({
          ...DEFAULT_STATE,
          version: STATE_VERSION,
          intent: { ...DEFAULT_INTENT, range: { kind: state["chosen"] } },
        }),
      },
    );
    expect(restored.intent.range).toEqual({ kind: "30d" });
  });

  it("starts afresh when a step is missing or does not count up", () => {
    expect(restoreState({ version: -2 }, { 0: (state) => state })).toEqual(DEFAULT_STATE);
    expect(restoreState({ version: 0 }, { 0: (state) => state })).toEqual(DEFAULT_STATE);
  });

  it("starts afresh for the state of a newer version", () => {
    expect(restoreState({ ...DEFAULT_STATE, version: STATE_VERSION + 1 })).toEqual(DEFAULT_STATE);
  });
});
