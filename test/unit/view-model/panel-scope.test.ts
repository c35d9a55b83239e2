import * as fc from "fast-check";
import { expect, it } from "vitest";
import { panelScope } from "../../../src/core/view-model/panel-scope.ts";
import { callsOf, datasetOf, inputOf, intentOf, NOW_MS } from "./panel-fixture.ts";

const MINUTE_MS = 60_000;

it("asks one question a minute about the period before, so that two surfaces share its answer", () => {
  const dataset = datasetOf(callsOf(3));
  const at = (nowMs: number, kind: "today" | "7d") =>
    panelScope(inputOf(dataset, { intent: intentOf({ range: { kind } }), nowMs })).previous;
  fc.assert(
    fc.property(fc.constantFrom("today" as const, "7d" as const), fc.nat(MINUTE_MS - 1), (kind, ms) => {
      const first = at(NOW_MS, kind);
      const second = at(NOW_MS + ms, kind);
      expect(second?.window).toEqual(first?.window);
      expect(second?.stats).toBe(first?.stats);
    }),
  );
  // A minute later yesterday's part is a minute longer.
  expect(at(NOW_MS + MINUTE_MS, "today")?.window.toMs).toBe(
    (at(NOW_MS, "today")?.window.toMs ?? 0) + MINUTE_MS,
  );
});
