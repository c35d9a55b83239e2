import axe from "axe-core";
import { act } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { Peek } from "../../../src/core/view-model/panel-intent.ts";
import { withPeek } from "../../../webview/state/intent-changes.ts";
import { renderPanel } from "../fixtures/render-panel.tsx";
import { resizeTo } from "../fixtures/resize.ts";

/** What jsdom can judge: everything but what needs layout and colours. */
async function violations(container: HTMLElement): Promise<readonly string[]> {
  const { violations: found } = await axe.run(container, {
    rules: { "color-contrast": { enabled: false }, region: { enabled: false } },
    resultTypes: ["violations"],
  });
  return found.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}

const PEEKS: readonly Peek[] = [
  { kind: "run", id: "run:a:1" },
  { kind: "call", id: "call:a:1" },
  { kind: "explain", figure: "cost" },
  { kind: "health" },
];

describe("accessibility", () => {
  it.each([280, 1200])("has no violations at %i px", async (width) => {
    const { container } = await renderPanel({ surface: width < 600 ? "sidebar" : "dashboard" });
    resizeTo(width);
    expect(await violations(container)).toEqual([]);
  });

  it.each(PEEKS)("has no violations with the $kind open", async (peek) => {
    const { container, store } = await renderPanel();
    act(() => store.drill("Step", withPeek(peek), "peek"));
    expect(await violations(container)).toEqual([]);
  });
});
